"""The small web pages of the pretend vendors: plain HTML forms that work without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from sandbox.demo import PASSWORD
from sandbox.vendors.core.routes import Vendor

_STYLE: Final = (Path(__file__).parent / "pages.css").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Field:
    """One text field of a form."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    autocomplete: str = "off"


@dataclass(frozen=True, slots=True)
class Tick:
    """One box to tick. A fixed one cannot be unticked."""

    name: str
    value: str
    label: str
    is_ticked: bool = True
    is_fixed: bool = False


def page(vendor: str, title: str, *parts: str) -> str:
    """A whole page; the parts are HTML."""
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – pretend {escape(vendor)}</title><style>{_STYLE}</style></head>"
        '<body><p class="pretend" role="note">This is not the real '
        f"{escape(vendor)}, but a pretend one on this computer. Nobody here is real.</p>"
        f'<main><p class="brand">Pretend {escape(vendor)}</p><h1>{escape(title)}</h1>'
        + "\n".join(parts)
        + "</main></body></html>\n"
    )


def paragraph(text: str, *, kind: str = "") -> str:
    """A paragraph of plain text; ``kind`` is "", wrong or note."""
    role = ' role="alert"' if kind == "wrong" else ""
    return f'<p class="{kind}"{role}>{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values, to read."""
    rows = (
        f"<dt>{escape(name)}</dt><dd><code>{escape(value)}</code></dd>" for name, value in pairs
    )
    return f"<dl>{''.join(rows)}</dl>"


def heading(text: str) -> str:
    """A heading within a page."""
    return f"<h2>{escape(text)}</h2>"


def link(address: str, text: str) -> str:
    """A link in a paragraph of its own."""
    return f'<p><a href="{escape(address)}">{escape(text)}</a></p>'


def form(
    *parts: str,
    buttons: Sequence[tuple[str, str]],
    hidden: Mapping[str, str] | None = None,
    action: str = "",
) -> str:
    """A form that is posted. ``buttons`` are (value of ``press``, label), the main one first."""
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in (hidden or {}).items()
    )
    pressed = "".join(
        f'<button name="press" value="{escape(value)}"{"" if index == 0 else " class=second"}>'
        f"{escape(label)}</button>"
        for index, (value, label) in enumerate(buttons)
    )
    target = f' action="{escape(action)}"' if action else ""
    return f'<form method="post"{target}>{kept}{"".join(parts)}<div>{pressed}</div></form>'


def side_form(press: str, label: str) -> str:
    """A form of one button that is not the page's main thing."""
    return (
        f'<form method="post"><button name="press" value="{escape(press)}" class="second">'
        f"{escape(label)}</button></form>"
    )


def fields(*given: Field) -> str:
    """Text fields with their labels."""
    return "".join(
        f'<label for="f-{escape(each.name)}">{escape(each.label)}</label>'
        f'<input id="f-{escape(each.name)}" name="{escape(each.name)}" type="{each.kind}" '
        f'value="{escape(each.value)}" autocomplete="{each.autocomplete}">'
        for each in given
    )


def ticks(legend: str, given: Iterable[Tick]) -> str:
    """Boxes to tick under a legend."""
    rows = "".join(_tick(each) for each in given)
    return f"<fieldset><legend>{escape(legend)}</legend>{rows}</fieldset>"


def _tick(tick: Tick) -> str:
    identity = f"t-{tick.name}-{tick.value}".replace(" ", "-")
    state = (" checked" if tick.is_ticked else "") + (" disabled" if tick.is_fixed else "")
    return (
        f'<div class="tick"><input type="checkbox" id="{escape(identity)}" '
        f'name="{escape(tick.name)}" value="{escape(tick.value)}"{state}>'
        f'<label for="{escape(identity)}">{escape(tick.label)}</label></div>'
    )


def sign_in_help(keys: Sequence[str]) -> str:
    """What to type on a pretend sign-in page."""
    key = keys[0] if keys else "school"
    others = ", ".join(keys)
    return (
        f"<p>For each school there are two pretend people: <code>office.{escape(key)}</code>, who "
        f"may do everything, and <code>teacher.{escape(key)}</code>, who may not. The password of "
        f"all is <code>{escape(PASSWORD)}</code>.</p><p>The schools: {escape(others)}.</p>"
    )


def front_page(vendors: Iterable[Vendor]) -> str:
    """What the server says of itself."""
    links = "".join(
        f'<li><a href="/{escape(each.code)}/">{escape(each.label)}</a></li>' for each in vendors
    )
    return page("vendor", "Pretend vendors of MISs", f"<ul>{links}</ul>")
