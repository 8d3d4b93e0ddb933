// Says so when the site cannot be reached: what is shown may be old. The words are in the page. And has a page
// kept that is shown where another one cannot be fetched (static/offline/service-worker.js).

// Where the browser has none of it, or does not want it, its own page is shown as ever.
export function keepOfflinePage() {
  if (!("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/service-worker.js").catch(() => {});
  });
}

export function startOffline() {
  const strip = document.querySelector("[data-offline]");
  if (!strip) return;
  const show = (isAway) => {
    strip.hidden = !isAway;
  };
  window.addEventListener("offline", () => show(true));
  window.addEventListener("online", () => show(false));
  for (const failed of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failed, () => show(true));
  }
  // A server that answers at all has the last word on its own page: only a gateway's answer counts.
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status > 500) show(true);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) show(false);
  });
}
