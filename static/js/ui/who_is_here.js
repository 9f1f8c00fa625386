// Pages that open without the network say only what is true for who was here last: a coach, another reader, nobody.
export function showWhoIsHere(root, hello) {
  const who = !hello ? "nobody" : hello.may_log === false ? "reader" : "coach";
  for (const part of root.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(who);
  const name = root.querySelector("[data-first-name]");
  // What was had from its copy names nobody.
  if (name && hello?.name) name.textContent = `${hello.name.split(" ")[0]}, you can go on working`;
}
