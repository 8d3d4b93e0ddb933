// Where only the main part of a page is loaded anew: a refusal is shown like any other answer, and the
// focus goes to the new heading, as it would be lost otherwise. Whole pages do both by themselves.

const MAIN = "main-content";

function isPage(xhr) {
  return xhr.responseText.includes(`id="${MAIN}"`);
}

export function startAnswers() {
  let isNew = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr } = event.detail;
    isNew = target?.id === MAIN;
    if (isNew && xhr.status >= 400 && isPage(xhr)) event.detail.shouldSwap = true;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const heading = isNew && document.querySelector(`#${MAIN} h1`);
    isNew = false;
    if (!heading || document.activeElement !== document.body) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  });
}
