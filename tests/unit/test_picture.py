"""The picture of the architecture is what the imports say."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest

from scripts.house import House, measure, reachable
from scripts.picture import PICTURE, ROOM_HEIGHT, draw
from scripts.rooms import ROOMS


@pytest.fixture(scope="module")
def house() -> House:
    """The house as it stands, measured once."""
    return measure()


def test_the_committed_picture_is_current(house: House) -> None:
    assert PICTURE.read_text(encoding="utf-8") == draw(house), "Renew it: make docs"


def test_what_is_drawn_are_the_arrows(house: House) -> None:
    drawn = {
        (path.attrib["data-from"], path.attrib["data-to"])
        for path in ElementTree.fromstring(draw(house)).iter()
        if "data-from" in path.attrib
    }
    assert drawn == house.arrows | house.by_name


def test_every_import_is_an_arrow_or_follows_from_several(house: House) -> None:
    assert house.arrows <= house.imports
    for one, other in house.imports:
        assert other in reachable(one, house.arrows), f"{one} imports {other}"


def test_no_arrow_leads_back(house: House) -> None:
    assert [room.key for room in ROOMS if room.key in reachable(room.key, house.imports)] == []


def test_every_module_is_seen_and_has_a_room(house: House) -> None:
    assert house.unseen == frozenset(), "Give its folder an __init__.py"
    assert house.homeless == frozenset(), "Give it a room in scripts/rooms.py"


def test_pure_rooms_reach_neither_django_nor_celery(house: House) -> None:
    assert house.impure == frozenset()


def test_nobody_uses_the_sandbox(house: House) -> None:
    assert house.using_sandbox == frozenset()


def test_no_two_rooms_stand_in_one_place() -> None:
    for one, other in combinations(ROOMS, 2):
        is_beside = abs(one.x - other.x) >= (one.width + other.width) / 2
        assert is_beside or abs(one.y - other.y) >= ROOM_HEIGHT, f"{one.key}, {other.key}"
