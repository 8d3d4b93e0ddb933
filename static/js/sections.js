// On a phone the pages of a section fold up behind a button that names the one being read.
export function startSections() {
  for (const section of document.querySelectorAll(".uso-subnavigation")) {
    const list = section.querySelector("ul");
    const here = section.querySelector("[aria-current]");
    const button = document.createElement("button");
    const more = document.createElement("span");
    list.id ||= "section-pages";
    button.type = "button";
    button.className = "uso-subnavigation__toggle";
    button.textContent = here ? here.textContent : section.getAttribute("aria-label");
    more.className = "govuk-visually-hidden";
    more.textContent = ": more pages";
    button.append(more);
    button.setAttribute("aria-controls", list.id);
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      const isOpen = section.toggleAttribute("data-open");
      button.setAttribute("aria-expanded", String(isOpen));
    });
    list.before(button);
  }
}
