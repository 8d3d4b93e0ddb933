// Presses a form's button by itself, for a link in a mail that is to do its deed with one click. Programs
// that only look at links do not run this, so they change nothing; without scripts one presses oneself.

export function startAtOnce(scope) {
  const form = scope.querySelector("form[data-at-once]");
  if (form) {
    form.removeAttribute("data-at-once");
    form.requestSubmit();
  }
}
