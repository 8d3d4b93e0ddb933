// Adds a "Copy" button beside a value that people carry elsewhere, such as a licence key.
// The value itself is always on the page as text.

async function copy(button, text, status) {
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = "Copied";
  } catch {
    status.textContent = "Could not copy. Select the text and copy it yourself.";
  }
  setTimeout(() => {
    status.textContent = "";
  }, 4000);
}

function start(holder) {
  const value = holder.querySelector("[data-copy-value]");
  const button = holder.querySelector("[data-copy-button]");
  const status = holder.querySelector("[data-copy-status]");
  button.hidden = false;
  button.addEventListener("click", () => copy(button, value.textContent.trim(), status));
}

export function startCopyButtons(scope) {
  if (!navigator.clipboard) return;
  for (const holder of scope.querySelectorAll("[data-copy]:not([data-started])")) {
    holder.dataset.started = "yes";
    start(holder);
  }
}
