// After signing out, going back shows no page of before: some browsers keep a page as it stood, whatever
// the server says of it. It is fetched anew then, which leads to signing in. Knows no page by name.

const KEY = "uso-signed-out";

export function startSignedOut() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-signs-out]")) return;
    try {
      localStorage.setItem(KEY, String(Date.now()));
    } catch {
      // A browser that may keep nothing keeps no page either.
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted || !isFromBefore()) return;
    document.documentElement.hidden = true;
    location.reload();
  });
}

function isFromBefore() {
  try {
    return Number(localStorage.getItem(KEY)) > performance.timeOrigin;
  } catch {
    return true;
  }
}
