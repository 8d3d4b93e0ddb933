"""What must be true of every page, whoever looks at it: no error, accessible, as wide as asked."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

_AXE: Final = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN: Final = """
async ([tags, context]) => {
  const found = await axe.run(context || document, {runOnly: {type: "tag", values: tags},
                                         resultTypes: ["violations"]});
  return found.violations.flatMap(broken => broken.nodes.map(
    node => `${broken.id}: ${broken.help}: ${node.html.slice(0, 200)}: ${node.failureSummary}`));
}
"""
#: What axe-core looks at: all of a page, its frame, or what is in the frame.
PARTS: Final[dict[str, Any]] = {
    "page": None,
    "frame": {"exclude": [["main"]]},
    "matter": {"include": [["main"]]},
}
#: What differs from one showing of a page to the next without looking different.
_CHANGING: Final = re.compile(r'(value|id|for|name|aria-[\w-]+|href|datetime)="[^"]*"|(?<=>)[^<]+')
#: Rows that follow another of the same make: a longer list of them looks the same.
_REPEATED: Final = re.compile(r"(<(tr|li|option)\b(?:(?!</?\2\b).)*</\2>)\1+")


class Watch:
    """Keeps what the browser complains about while a page is used."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("requestfailed", lambda asked: self.complaints.append(f"not loaded: {asked.url}"))

    def _note(self, said: Any) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(f"{said.type}: {said.text}")


@cache
def _axe() -> str:
    return _AXE.read_text(encoding="utf-8")


def accessibility_faults(page: Page, *, part: str = "page") -> list[str]:
    """Every breach of WCAG 2.2 A and AA that axe-core finds in the page as it is shown now.

    ``part`` is one of ``PARTS``.
    """
    page.wait_for_load_state()  # a page that is just being left has nothing to look at
    # Given by the debugger rather than as a script element, so that the policy stays in force.
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe())
    found: list[str] = page.evaluate(_RUN, [_RULES, PARTS[part]])
    return found


def overflow(page: Page) -> list[str]:
    """The elements that make the page wider than its window; empty where it fits."""
    page.wait_for_load_state()
    found: list[str] = page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return [];
          return [...document.querySelectorAll("body *")]
            .filter(each => each.getBoundingClientRect().right > wide + 1)
            .map(each => each.outerHTML.slice(0, 160)).slice(0, 5);
        }"""
    )
    return found


def wrapped_menus(page: Page) -> list[str]:
    """The rows of the menu that take more than one line, by the first of their entries."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(
          ".govuk-service-navigation__list, .uso-subnavigation__list")]
          .filter(row => new Set([...row.children].map(each => each.offsetTop)).size > 1)
          .map(row => row.innerText.slice(0, 160))"""
    )
    return found


def hidden_focus(page: Page, *, under: str) -> str:
    """What has the focus, if any of it lies under the element of that selector; else ""."""
    found: str = page.evaluate(
        """under => {
          const bar = document.querySelector(under), has = document.activeElement;
          if (!bar || bar.contains(has)) return "";
          const one = has.getBoundingClientRect(), other = bar.getBoundingClientRect();
          const apart = one.bottom <= other.top || one.top >= other.bottom
            || one.right <= other.left || one.left >= other.right;
          return apart ? "" : has.outerHTML.slice(0, 160);
        }""",
        under,
    )
    return found


def out_of_order(page: Page) -> list[str]:
    """The elements that a Tab would come to before those in front of them on the page."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("[tabindex]")]
          .filter(each => each.tabIndex > 0)
          .map(each => each.outerHTML.slice(0, 160))"""
    )
    return found


def looks(html: str) -> dict[str, str]:
    """The skeletons of the frame and of the matter, equal where only words and numbers differ, or
    how many rows of one make follow each other."""
    frame, begin, rest = html.partition("<main")
    matter, end, footer = rest.partition("</main>")
    return {"frame": _skeleton(frame + footer), "matter": _skeleton(begin + matter + end)}


def _skeleton(html: str) -> str:
    return _REPEATED.sub(r"\1", _CHANGING.sub("", html))
