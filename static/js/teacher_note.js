// What only notes to teachers and questions need: words that stay while there is no connection, and a button to copy.
for (const form of document.querySelectorAll("form[data-online]")) form.addEventListener("submit", stayOffline);
for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", copy);

// What is posted without a connection is gone with its page.
function stayOffline(event) {
  if (!navigator.onLine) event.preventDefault();
  event.currentTarget.querySelector("[data-offline-word]").hidden = navigator.onLine;
}

async function copy({ currentTarget: button }) {
  const text = document.getElementById(button.dataset.copy);
  text.select();
  const isCopied = await navigator.clipboard?.writeText(text.value).then(() => true, () => false);
  document.querySelector("[data-copied]").textContent = isCopied ? "Copied. Paste it into your mail." : "The text is selected: copy it by hand.";
}
