// Marks a wide table's container when there is more of it to the side, so that the stylesheet
// can show an edge shadow there.

function mark(region) {
  const { scrollLeft, scrollWidth, clientWidth } = region;
  region.classList.toggle("has-more-before", scrollLeft > 2);
  region.classList.toggle("has-more-after", scrollLeft + clientWidth < scrollWidth - 2);
}

export function startScrollRegions(scope) {
  for (const region of scope.querySelectorAll("[data-scroll-region]:not([data-started])")) {
    region.dataset.started = "yes";
    region.addEventListener("scroll", () => mark(region), { passive: true });
    new ResizeObserver(() => mark(region)).observe(region);
  }
}
