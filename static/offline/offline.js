// On the page that is shown where none can be fetched: tries again by itself once the device is connected,
// and leads back to what was typed. Without scripts the page would not have come.
window.addEventListener("online", () => window.location.replace(window.location.href));
const back = document.querySelector("[data-back]");
back.hidden = window.history.length < 2;
back.addEventListener("click", () => window.history.back());
