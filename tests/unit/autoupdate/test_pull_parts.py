"""The parts of a pull, what their troubles come to, and how long the rest may take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from autoupdate.connectors import registry
from autoupdate.connectors.trouble import TROUBLES, TroubleKind
from autoupdate.pull_parts import MOST_TRIES, Part, in_order, kept_from, parts_from, renewed
from autoupdate.pulling.verdict import OF_THE_CONNECTION, WAITS, gravest, next_try
from autoupdate.queries.estimate import seconds_left, share_done
from autoupdate.queries.pull_page import LEFT_OUT
from autoupdate.receive import REFUSALS

NOW = datetime(2026, 11, 19, 18, 30, tzinfo=UTC)
NIGHT = NOW + timedelta(hours=6)
ARBOR = registry.get("arbor")


def part(code: str = "students", state: str = "waiting", **more: object) -> Part:
    return Part(sub_report=code, state=state, **more)  # type: ignore[arg-type]


def failed(trouble: str, code: str = "students", *, tries: int = 1) -> Part:
    return part(code, "failed", trouble=trouble, num_tries=tries)


def test_what_is_kept_is_read_back() -> None:
    parts = [part(num_people=3, refused=["UPN"]), failed("busy")]
    assert parts_from(kept_from(parts)) == parts


def test_what_an_older_version_kept_is_still_read() -> None:
    assert parts_from([{"sub_report": "staff", "colour": "blue"}]) == [part("staff")]


def test_people_come_before_those_who_refer_to_them() -> None:
    mixed = list(reversed(list(ARBOR.sub_reports())))
    found = [each.report.value for each in in_order(mixed)]
    assert found[:3] == ["staff", "students", "contacts"]
    assert found[-1] == "attendance"


def test_the_next_try_keeps_what_is_over_and_forgets_the_rest() -> None:
    allowed = [ARBOR.sub_report(each) for each in ("staff", "students", "contacts")]
    kept = [
        part("staff", "done", num_rows=3),
        failed("server_error", "students"),
        failed("permission_missing", "class_students"),
        part("attendance", "reading"),
    ]
    again = {each.sub_report: each for each in renewed(kept, allowed=allowed)}
    assert list(again) == ["staff", "students", "contacts", "class_students", "attendance"]
    assert again["staff"].num_rows == 3
    assert (again["students"].state, again["students"].trouble) == ("waiting", "")
    assert again["students"].num_tries == 1
    assert again["class_students"].trouble == "permission_missing"
    assert (again["attendance"].state, again["attendance"].refusal) == (
        "left_out",
        "report_not_accepted",
    )


@pytest.mark.parametrize("code", sorted(TROUBLES))
def test_only_what_may_pass_is_tried_again(code: str) -> None:
    is_temporary = TROUBLES[code].kind is TroubleKind.TEMPORARY
    assert failed(code).may_pass is is_temporary
    assert failed(code).is_over is not is_temporary
    assert failed(code, tries=MOST_TRIES).is_over


def test_the_table_of_the_connections_troubles_names_troubles() -> None:
    assert set(TROUBLES) >= OF_THE_CONNECTION


def test_what_is_left_out_has_words_for_what_the_door_says() -> None:
    assert set(REFUSALS) >= set(LEFT_OUT)


def test_the_gravest_is_the_first_of_the_gravest() -> None:
    assert gravest([part(state="done")]) is None
    parts = [failed("busy"), failed("nobody"), failed("firewall"), failed("too_big")]
    worst = gravest(parts)
    assert worst is not None
    assert worst.trouble == "firewall"


@pytest.mark.parametrize("cause", sorted(WAITS))
def test_waits_grow(cause: str) -> None:
    waits = [
        next_try([failed("busy", tries=tries)], cause=cause, now=NOW, night_at=NIGHT)
        for tries in range(1, MOST_TRIES)
    ]
    assert None not in waits
    assert waits == sorted(set(waits))  # type: ignore[type-var]
    assert len(WAITS[cause]) == MOST_TRIES - 1


def test_there_is_no_next_try_when_nothing_may_pass_or_the_night_comes_first() -> None:
    def again(*parts: Part, night_at: datetime = NIGHT) -> datetime | None:
        return next_try(parts, cause="force", now=NOW, night_at=night_at)

    assert again(part(state="done")) is None
    assert again(failed("nobody")) is None
    assert again(failed("busy", tries=MOST_TRIES)) is None
    assert again(failed("busy"), night_at=NOW + timedelta(seconds=1)) is None
    assert again(failed("busy"), failed("busy", tries=MOST_TRIES)) is not None


# --- How long, how far ---

BEFORE = [
    part("staff", "done", took_s=30, num_people=100),
    part("students", "done", took_s=120, num_people=900),
]


def reading(code: str = "students", *, seconds: int = 60, **more: object) -> Part:
    began_at = (NOW - timedelta(seconds=seconds)).isoformat()
    return part(code, "reading", began_at=began_at, **more)


def test_pages_so_far_say_how_long_it_takes() -> None:
    parts = [reading(num_people=300, num_expected=900)]
    assert seconds_left(parts, now=NOW) == pytest.approx(120)


def test_the_last_pull_says_it_where_pages_do_not() -> None:
    parts = [reading(seconds=20, num_people=10), part("staff")]
    assert seconds_left(parts, before=BEFORE, now=NOW) == pytest.approx(100 + 30)
    late = [reading(seconds=500, num_people=10)]
    assert seconds_left(late, before=BEFORE, now=NOW) == 0


def test_the_parts_that_are_read_say_it_where_there_was_no_last_pull() -> None:
    parts = [part("staff", "done", took_s=40), part("students"), part("contacts", "failed")]
    assert seconds_left(parts, now=NOW) == 40


def test_where_nothing_says_it_nobody_does() -> None:
    assert seconds_left([part()], now=NOW) is None
    assert seconds_left([reading(num_people=10)], now=NOW) is None
    assert seconds_left([part(state="left_out")], now=NOW) == 0


def test_how_far_it_is_goes_by_people() -> None:
    parts = [
        part("staff", "done", num_people=100),
        reading(num_people=300, num_expected=900),
        failed("nobody", "contacts"),
    ]
    assert share_done(parts) == pytest.approx(0.4)
    assert share_done([part("staff"), *parts[1:]], before=BEFORE) == pytest.approx(0.3)
    assert share_done([part("staff")]) is None
    assert share_done([]) is None
