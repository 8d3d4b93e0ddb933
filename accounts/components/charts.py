"""Shapes a row of numbers into the bars of a chart, drawn as SVG without scripts or styles.

It knows nothing of what is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

#: The drawing, in its own units; the page scales it. About a phone's width, so that its words have
#: their size there.
WIDTH: Final = 330
HEIGHT: Final = 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 42, 4, 10, 26
_STEPS: Final = (1, 2, 4, 10)


def shaped(chart: Mapping[str, Any]) -> dict[str, Any]:
    """What the template draws of ``chart``.

    ``name`` (makes ids), ``title``, ``total`` (in words), ``hint``, ``tone``, and ``bars``, oldest
    first, each with ``label`` and ``value`` (0 or more); ``end`` is said at the ends of the row
    where ``label`` is too long for it.
    """
    bars: Sequence[Mapping[str, Any]] = chart["bars"]
    top = _round_top(max((bar["value"] for bar in bars), default=0))
    shapes = _shapes(bars, top=top)
    return {
        **chart,
        "width": WIDTH,
        "height": HEIGHT,
        "left": _LEFT,
        "right": WIDTH - _RIGHT,
        "label_right": _LEFT - 6,
        "label_bottom": HEIGHT - 8,
        "description": describe(bars),
        "shapes": shapes,
        "drawn": _drawn(shapes),
        "lines": [{"y": _y(value, top=top), "label": short(value)} for value in _lines(top)],
        "first": _end(bars[0]) if bars else "",
        "last": _end(bars[-1]) if bars else "",
    }


def _end(bar: Mapping[str, Any]) -> str:
    return str(bar.get("end") or bar["label"])


def describe(bars: Sequence[Mapping[str, Any]]) -> str:
    """The shape of the row in a sentence or two, for those who do not see the bars."""
    if not any(bar["value"] for bar in bars):
        return "Nothing in this time."
    most = max(bars, key=lambda bar: bar["value"])
    num_nothing = sum(not bar["value"] for bar in bars)
    nothing = f" Nothing in {num_nothing} of {len(bars)}." if num_nothing else ""
    last = f" At the end {bars[-1]['value']:,}."
    return f"Most: {most['value']:,} ({most['label']}).{nothing}{last}"


def short(value: int) -> str:
    """A number beside a line, where there is no room for its noughts."""
    for size, letter in ((1_000_000, "m"), (1_000, "k")):
        if value >= max(size, 10_000):
            return f"{value / size:g}{letter}"
    return f"{value:,}"


def _round_top(highest: int) -> int:
    """The next number of the form 1, 2 or 4 and noughts; 4 at least: its half is whole."""
    size = 1
    while size * 10 < highest:
        size *= 10
    return max(4, next(step * size for step in _STEPS if step * size >= highest))


def _lines(top: int) -> tuple[int, ...]:
    return (0, top // 2, top)


def _y(value: int, *, top: int) -> str:
    height = HEIGHT - _TOP - _BOTTOM
    return _text(HEIGHT - _BOTTOM - height * value / top)


def _shapes(bars: Sequence[Mapping[str, Any]], *, top: int) -> list[dict[str, str]]:
    """Those bars that are not nothing; the least is high enough to be seen."""
    room = (WIDTH - _LEFT - _RIGHT) / max(len(bars), 1)
    height = HEIGHT - _TOP - _BOTTOM
    drawn = []
    for number, bar in enumerate(bars):
        if bar["value"]:
            high = max(height * bar["value"] / top, 2)
            drawn.append(
                {
                    "x": _text(_LEFT + room * number + room * 0.12),
                    "y": _text(HEIGHT - _BOTTOM - high),
                    "width": _text(room * 0.76),
                    "height": _text(high),
                    "tip": f"{bar['label']}: {bar['value']:,}",
                }
            )
    return drawn


def _drawn(shapes: Sequence[Mapping[str, str]]) -> SafeString:
    """The bars as markup: a page has hundreds, which a template would draw in ten times as long."""
    return SafeString(
        "".join(
            f'<rect class="uso-chart__bar" x="{each["x"]}" y="{each["y"]}" '
            f'width="{each["width"]}" height="{each["height"]}">'
            f"<title>{conditional_escape(each['tip'])}</title></rect>"
            for each in shapes
        )
    )


def _text(number: float) -> str:
    """The number for an attribute, whatever the page's language makes of decimal points."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
