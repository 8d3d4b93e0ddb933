// Runs before the page is drawn: tells the stylesheet that scripts work here, so that nothing
// jumps once the larger script arrives.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
