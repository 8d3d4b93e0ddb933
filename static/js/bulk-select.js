// Keeps a table's "select all" box and button and its count of chosen rows in step with the ticks. Without it the boxes and buttons still work: the server answers an empty choice.

function sentence(count, noun, nouns) {
  if (count === 0) return `No ${nouns} selected`;
  return `${count} ${count === 1 ? noun : nouns} selected`;
}

function start(form) {
  const all = form.querySelector("[data-bulk-all]");
  const boxes = [...form.querySelectorAll("[data-bulk-row]")];
  const toggle = form.querySelector("[data-bulk-toggle]");
  const count = form.querySelector("[data-bulk-count]");
  const { noun = "row", nouns = "rows" } = form.dataset;

  function refresh() {
    const chosen = boxes.filter((box) => box.checked).length;
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    for (const box of boxes) box.closest("tr")?.classList.toggle("is-selected", box.checked);
    if (count) count.textContent = sentence(chosen, noun, nouns);
    if (toggle) toggle.textContent = chosen === boxes.length ? "Select none" : "Select all on this page";
    form.classList.toggle("has-selection", chosen > 0);
  }

  function choose(checked) {
    for (const box of boxes) box.checked = checked;
    refresh();
  }

  all?.addEventListener("change", () => choose(all.checked));
  toggle?.addEventListener("click", () => choose(boxes.some((box) => !box.checked)));
  for (const box of boxes) box.addEventListener("change", refresh);
  if (all) all.closest("[data-bulk-all-cell]")?.removeAttribute("hidden");
  if (toggle && boxes.length > 1) toggle.hidden = false;
  refresh();
}

export function startBulkSelects(scope) {
  for (const form of scope.querySelectorAll("form[data-bulk]:not([data-started])")) {
    form.dataset.started = "yes";
    start(form);
  }
}
