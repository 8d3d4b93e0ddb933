// Shows a "Print" button where a page is made for paper; without scripts the browser's own menu does.

export function startPrintButtons(scope) {
  for (const holder of scope.querySelectorAll("[data-print]:not([data-started])")) {
    holder.dataset.started = "yes";
    holder.hidden = false;
    holder.querySelector("button").addEventListener("click", () => window.print());
  }
}
