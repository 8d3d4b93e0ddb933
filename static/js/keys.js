// Single keys that press buttons and follow links of a page that is worked through at speed. The page
// says them in a panel, where they can be turned off for this browser (WCAG 2.1.4). They rest while
// somebody types or holds Ctrl, Alt or Cmd. Without scripts every button is still there.

const KEPT_AS = "uso-keys";
const TYPED_IN = "input, textarea, select, [contenteditable]";

function isOff() {
  try {
    return localStorage.getItem(KEPT_AS) === "off";
  } catch {
    return false; // nothing may be kept here: they are on, and off until the page is left
  }
}

function keep(off) {
  try {
    if (off) localStorage.setItem(KEPT_AS, "off");
    else localStorage.removeItem(KEPT_AS);
  } catch {
    // Then it counts for this page only.
  }
}

function show(panel, off) {
  panel.classList.toggle("is-off", off);
  panel.dataset.off = off ? "yes" : "";
  panel.querySelector("[data-keys-toggle]").textContent = off ? "Turn the keys on" : "Turn the keys off";
  panel.querySelector("[data-keys-state]").textContent = off ? "The keys are off." : "";
  for (const each of document.querySelectorAll("[data-key]")) {
    if (off) each.removeAttribute("aria-keyshortcuts");
    else each.setAttribute("aria-keyshortcuts", each.dataset.key);
  }
}

// Of several with the same key: the one beside which the focus is, else the first.
function meant(key) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  const near = document.activeElement?.closest("form, .uso-notice");
  return found.find((each) => near?.contains(each)) ?? found[0];
}

// While an answer is on its way the page still shows somebody who has been decided about: until the
// next one is there, or long after it should have been, a key does nothing.
const PATIENCE_MS = 5000;
let busyUntil = 0;

function onKey(event) {
  if (performance.now() < busyUntil) return;
  const panel = document.querySelector("[data-keys]");
  if (!panel?.dataset.started || panel.dataset.off || event.defaultPrevented || event.repeat) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPED_IN)) return;
  const key = event.key.toLowerCase();
  const choice = /^[1-9]$/.test(key) ? document.querySelectorAll('[data-key="m"]')[key - 1] : null;
  if (choice) choice.focus();
  else if (key.length === 1) {
    const target = meant(key);
    if (!target) return;
    busyUntil = performance.now() + PATIENCE_MS;
    target.click();
  } else return;
  event.preventDefault();
}

export function startKeys(scope) {
  for (const panel of scope.querySelectorAll("[data-keys]:not([data-started])")) {
    panel.dataset.started = "yes";
    panel.hidden = false;
    show(panel, isOff());
    panel.querySelector("[data-keys-toggle]").addEventListener("click", () => {
      const off = !panel.dataset.off;
      keep(off);
      show(panel, off);
    });
  }
}

document.addEventListener("keydown", onKey);
document.addEventListener("htmx:afterSwap", () => {
  startKeys(document);
  busyUntil = 0;
});
// Also when the page is shown again as it was left, by the browser's Back.
window.addEventListener("pageshow", () => {
  busyUntil = 0;
});
