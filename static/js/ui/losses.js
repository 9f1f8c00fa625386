// What this tablet lost is said on every page, above whatever is said later, until somebody says to have read it.
import { say, standing } from "./toast.js";

export function tellLosses(lost, read) {
  const line = say("problem", lossWords(lost));
  const button = Object.assign(document.createElement("button"), { className: "button quiet", type: "button", textContent: "Got it" });
  button.addEventListener("click", async () => {
    await read(lost);
    standing.delete(line);
    line.remove();
  });
  line.append(button);
  standing.add(line);
}

function lossWords(lost) {
  const times = lost.map(({ saved_ms }) => new Date(saved_ms).toLocaleString());
  const entries = lost.length === 1 ? "one unsent entry" : `${lost.length} unsent entries`;
  return `This tablet lost ${entries} saved between ${times.sort().at(0)} and ${times.at(-1)}.`;
}
