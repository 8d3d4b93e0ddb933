"""Draws docs/architecture.svg from the measured house: ``python -m scripts.picture``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from scripts.house import House, measure, rooms_by_key
from scripts.rooms import ORDER, PORTAL, ROOMS, SIDES, Room

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "architecture.svg"
WIDTH, HEIGHT = 1360, 1096
ROOM_HEIGHT = 56
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

#: App → (dark, light): the colour of its arrows and text, and of its floor.
COLOURS = {
    "uso_portal": ("#4a4f57", "#f1f2f4"),
    "autoupdate": ("#1d5fa8", "#edf4fb"),
    "matching": ("#7a3e9d", "#f6eefa"),
    "accounts": ("#0b7a63", "#eaf6f2"),
}
_DOTTED = 'stroke-dasharray="2 5" stroke-linecap="round"'
_INK, _SOFT, _GOLD = "#1b1f24", "#5b636e", "#a45c00"


@dataclass(frozen=True, slots=True)
class Floor:
    """The ground on which an app's rooms stand."""

    app: str
    words: str
    x: int
    width: int


_FLOOR_TOP, _FLOOR_HEIGHT = 176, 730
FLOORS = (
    Floor("autoupdate", "what the MIS says", 40, 640),
    Floor("matching", "who is who", 700, 310),
    Floor("accounts", "who", 1030, 290),
)
Point = tuple[float, float]
_UPRIGHT = ("top", "bottom")
_TOWARDS = {"top": (0, -1), "bottom": (0, 1), "left": (-1, 0), "right": (1, 0)}


def draw(house: House) -> str:
    """The picture as SVG, the same text for the same house."""
    parts = [
        *_head(),
        *map(_floor, FLOORS),
        *_ground(),
        *_arrows(house),
        *(line for floor in FLOORS for line in _heading(floor)),
        *(line for room in ROOMS for line in _room(room)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _head() -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" font-family="{_FONT}" role="img" aria-labelledby="title">'
    )
    yield '<title id="title">USO AutoUpdate: its rooms, and which of them imports which</title>'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    yield "<defs>"
    for name, (dark, _) in COLOURS.items():
        yield (
            f'<marker id="tip-{name}" viewBox="0 0 10 10" refX="8.5" refY="5" markerWidth="6.5" '
            f'markerHeight="6.5" orient="auto-start-reverse">'
            f'<path d="M0,0.8 L9.4,5 L0,9.2 L2.2,5 z" fill="{dark}"/></marker>'
        )
    yield "</defs>"
    yield _text(40, 46, "USO AutoUpdate", size=24, weight=700)
    yield _text(
        *(40, 68),
        "Every import from room to room is an arrow here, or follows from several",
        size=12,
        colour=_SOFT,
    )
    yield from _legend()


def _legend() -> Iterator[str]:
    dark = COLOURS["autoupdate"][0]
    grey = COLOURS["uso_portal"][0]
    yield (
        f'<path d="M800,39 h34" stroke="{dark}" stroke-width="1.8" fill="none" '
        'marker-end="url(#tip-autoupdate)"/>'
    )
    yield _text(842, 43, "imports", size=12, colour=_SOFT)
    yield (
        f'<path d="M908,39 h34" stroke="{grey}" stroke-width="1.6" fill="none" '
        f'{_DOTTED} marker-end="url(#tip-uso_portal)"/>'
    )
    yield _text(950, 43, "knows by name only", size=12, colour=_SOFT)
    yield _pure_mark(1092, 39)
    yield _text(1104, 43, "no Django, no Celery", size=12, colour=_SOFT)
    yield from _step(1250, 39, "1")
    yield _text(1264, 43, "way of data", size=12, colour=_SOFT)


def _floor(floor: Floor) -> str:
    return (
        f'<rect x="{floor.x}" y="{_FLOOR_TOP}" width="{floor.width}" height="{_FLOOR_HEIGHT}" '
        f'rx="14" fill="{COLOURS[floor.app][1]}"/>'
    )


def _heading(floor: Floor) -> Iterator[str]:
    """The app's name; a rim of the floor's colour keeps arrows off the letters."""
    dark, light = COLOURS[floor.app]
    y, words_at = _FLOOR_TOP + 36, floor.x + 34 + 12 * len(floor.app)
    yield f'<g stroke="{light}" stroke-width="7" stroke-linejoin="round" paint-order="stroke">'
    yield _text(floor.x + 22, y, floor.app, size=18, weight=700, colour=dark)
    yield _text(words_at, y, floor.words, size=13, colour=_SOFT)
    yield "</g>"


def _ground() -> Iterator[str]:
    """What the house stands on, and the hut beside it."""
    stands_on = (
        (40, 410, "PostgreSQL", "rows, the rules they keep, and the queue"),
        (464, 268, "File store", "filtered rows, encrypted, then purged"),
        (746, 264, "Redis", "wakes workers; may be emptied"),
    )
    for x, width, title, words in stands_on:
        yield f'<rect x="{x}" y="924" width="{width}" height="58" rx="10" fill="#e4e7eb"/>'
        yield _text(x + 20, 948, title, size=14, weight=700)
        yield _text(x + 20, 967, words, size=12, colour=_SOFT)
    yield (
        '<rect x="1030" y="924" width="290" height="58" rx="10" fill="#fffaf0" '
        f'stroke="{_GOLD}" stroke-dasharray="5 4"/>'
    )
    yield _text(1050, 948, "sandbox", size=14, weight=700, colour=_GOLD)
    yield _text(1050, 967, "pretend schools; no room uses it", size=12, colour=_SOFT)
    yield from _steps()


_WAY = (
    "an export is sent, or an MIS is fetched",
    "the door filters it as it comes",
    "the rows that may be kept are stored",
    "they are checked: ready, or rejected",
    "the night reads them, and what is known",
    "decides what to do about whom",
    "asks whose account a newcomer may have",
    "writes all of it in one transaction",
    "pages show what came of it",
)


def _steps() -> Iterator[str]:
    """The way of the data in words, three columns of three."""
    for at, words in enumerate(_WAY):
        x, y = 52 + at // 3 * 440, 1014 + at % 3 * 27
        yield from _step(x, y, str(at + 1))
        yield _text(x + 20, y + 4.5, words, size=13)


def _text(
    x: float, y: float, words: str, *, size: int, weight: int = 400, colour: str = _INK
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{colour}">'
        f"{escape(words)}</text>"
    )


def _room(room: Room) -> Iterator[str]:
    dark, light = COLOURS[room.app]
    x, y = room.x - room.width / 2, room.y - ROOM_HEIGHT / 2
    fill = light if room is PORTAL else "#ffffff"
    yield (
        f'<rect x="{x:g}" y="{y:g}" width="{room.width}" height="{ROOM_HEIGHT}" rx="9" '
        f'fill="{fill}" stroke="{dark}" stroke-width="{2.6 if room.is_pure else 1.2}"/>'
    )
    yield _text(x + 14, y + 24, room.title, size=14, weight=700, colour=dark)
    yield _text(x + 14, y + 43, room.note, size=11, colour=_SOFT)
    if room.is_pure:
        yield _pure_mark(x + room.width - 16, y + 18)
    if room.step:
        yield from _step(x, y + ROOM_HEIGHT / 2, room.step)


def _pure_mark(x: float, y: float) -> str:
    return (
        f'<path d="M{x:g},{y - 6:g} l6,6 l-6,6 l-6,-6 z" fill="none" stroke="{_INK}" '
        'stroke-width="1.6"/>'
    )


def _step(x: float, y: float, number: str) -> Iterator[str]:
    yield f'<circle cx="{x:g}" cy="{y:g}" r="10" fill="{_GOLD}"/>'
    yield (
        f'<text x="{x:g}" y="{y + 4.2:g}" font-size="12" font-weight="700" fill="#ffffff" '
        f'text-anchor="middle">{number}</text>'
    )


def _sides(one: Room, other: Room) -> tuple[str, str]:
    """By which sides an arrow leaves and enters, unless a table says otherwise."""
    if (one.key, other.key) in SIDES:
        return SIDES[one.key, other.key]
    if one is PORTAL:
        return "bottom", "top"
    if one.app != other.app:
        return "right", "left"
    return ("bottom", "top") if other.y > one.y else ("top", "bottom")


def _arrows(house: House) -> Iterator[str]:
    rooms = rooms_by_key()
    arrows = sorted(house.arrows | house.by_name)
    pairs = [(rooms[one], rooms[other]) for one, other in arrows]
    ends = _ports(pairs)
    for one, other in pairs:
        leaves, enters = _sides(one, other)
        start, end = ends[one.key, other.key]
        is_import = (one.key, other.key) in house.arrows
        looks = 'stroke-width="1.8"' if is_import else f'stroke-width="1.6" {_DOTTED}'
        yield (
            f'<path class="{"imports" if is_import else "by-name"}" data-from="{one.key}" '
            f'data-to="{other.key}" d="{_curve(start, leaves, end, enters)}" fill="none" '
            f'stroke="{COLOURS[one.app][0]}" {looks} marker-end="url(#tip-{one.app})"/>'
        )


def _ports(pairs: list[tuple[Room, Room]]) -> dict[tuple[str, str], tuple[Point, Point]]:
    """Where each arrow touches its rooms: the ends on one side are spread, so that few cross."""
    at_side: dict[tuple[str, str], list[tuple[float, tuple[str, str], int]]] = defaultdict(list)
    rooms = rooms_by_key()
    for one, other in pairs:
        ends = zip((one, other), (other, one), _sides(one, other), strict=True)
        for index, (room, far, side) in enumerate(ends):
            order = _order(room, far, is_level=side in ("left", "right"))
            at_side[room.key, side].append((order, (one.key, other.key), index))
    found: dict[tuple[str, str], list[Point]] = {
        (one.key, other.key): [(0, 0), (0, 0)] for one, other in pairs
    }
    for (key, side), touching in at_side.items():
        for place, (order, pair, index) in enumerate(sorted(touching), start=1):
            share = place / (len(touching) + 1)
            found[pair][index] = _on_side(rooms[key], side, share, straight_to=order)
    return {pair: (ends[0], ends[1]) for pair, ends in found.items()}


def _order(room: Room, far: Room, *, is_level: bool) -> float:
    if (room.key, far.key) in ORDER:
        return ORDER[room.key, far.key]
    if far is PORTAL:
        return room.x
    return far.y if is_level else far.x


def _on_side(room: Room, side: str, share: float, *, straight_to: float) -> Point:
    across, up = room.width / 2, ROOM_HEIGHT / 2
    if room is PORTAL:  # so wide that its arrows fall straight
        return straight_to, room.y + up
    if side in ("top", "bottom"):
        x = room.x - across * 0.8 + 2 * across * 0.8 * share
        return x, room.y + (up if side == "bottom" else -up)
    y = room.y - up * 0.8 + 2 * up * 0.8 * share
    return room.x + (across if side == "right" else -across), y


def _curve(start: Point, leaves: str, end: Point, enters: str) -> str:
    across, down = abs(start[0] - end[0]), abs(start[1] - end[1])
    is_plain = leaves in _UPRIGHT and enters in _UPRIGHT
    one, two = (
        _pulled(point, side, across, down, most=down * 0.9 if is_plain else 150)
        for point, side in ((start, leaves), (end, enters))
    )
    points = " ".join(f"{x:.0f},{y:.0f}" for x, y in (one, two, end))
    return f"M{start[0]:.0f},{start[1]:.0f} C{points}"


def _pulled(point: Point, side: str, across: float, down: float, *, most: float) -> Point:
    """The point that bends the curve: away from the room, but not far past the other room."""
    ahead = down if side in _UPRIGHT else across
    pull = max(24.0, min(max(across, down) * 0.42, most, ahead + 48, 150.0))
    return point[0] + pull * _TOWARDS[side][0], point[1] + pull * _TOWARDS[side][1]


if __name__ == "__main__":
    PICTURE.write_text(draw(measure()), encoding="utf-8")
