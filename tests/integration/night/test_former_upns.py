"""A UPN that gives way to another: kept as one that the pupil had before, and used as a hint."""

from __future__ import annotations

from accounts.models import SchoolMis
from matching.models import Candidate
from tests.integration.changes.conftest import Scene, scene
from tests.integration.night.conftest import Nights
from tests.integration.night.exports import send_students
from tests.integration.night.people import OTHER_UPN, UPN, Row, account_of, person, row

__all__ = ["scene"]

ADA = row("1", "Ada Okonkwo")
SMITH, JONES = row("1", "Oliver Smith"), row("7", "Oliver Jones")
HAD_BEFORE = ("close", "the UPN of one is a former UPN of the other")


def _reasons(school_mis: SchoolMis, mis_id: str) -> dict[str, tuple[str, str]]:
    """Field → (agreement, why) of what is on offer for somebody."""
    [offer] = Candidate.objects.filter(mis_person=person(school_mis, mis_id))
    return {each["field"]: (each["agreement"], each["why"]) for each in offer.reasons}


def _night(night: Nights, school_mis: SchoolMis, *rows: Row) -> None:
    send_students(school_mis, *rows)
    night()


def test_a_upn_that_gives_way_is_kept_once(school_mis: SchoolMis, night: Nights) -> None:
    _night(night, school_mis, ADA)
    assert person(school_mis, "1").former_upns is None
    _night(night, school_mis, {**ADA, "upn": UPN})
    assert person(school_mis, "1").former_upns is None
    for upn in (OTHER_UPN, UPN, OTHER_UPN):
        _night(night, school_mis, {**ADA, "upn": upn})
    now = person(school_mis, "1")
    assert (now.upn, now.former_upns) == (OTHER_UPN, [UPN, OTHER_UPN])
    assert account_of(school_mis, "1").upn == OTHER_UPN


def test_another_change_of_the_record_leaves_them_alone(
    school_mis: SchoolMis, night: Nights
) -> None:
    for upn in (UPN, OTHER_UPN):
        _night(night, school_mis, {**ADA, "upn": upn})
    _night(night, school_mis, {**ADA, "year": "Year 6"})
    assert person(school_mis, "1").former_upns == [UPN]


def test_another_school_that_still_has_the_old_one_is_asked_with_that_reason(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    for upn in (UPN, OTHER_UPN):
        _night(night, neighbour, {**SMITH, "upn": upn})
    _night(night, school_mis, {**JONES, "upn": UPN})
    assert _reasons(school_mis, "7")["upn"] == HAD_BEFORE


def test_whoever_waits_is_still_offered_the_account_of_their_old_upn(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    _night(night, neighbour, {**SMITH, "upn": UPN})
    _night(night, school_mis, {**JONES, "dob": "", "upn": UPN})
    for _ in range(2):  # the night in which it changes, and one later
        _night(night, school_mis, {**JONES, "upn": OTHER_UPN})
        assert _reasons(school_mis, "7")["upn"] == HAD_BEFORE


def test_a_new_mis_that_still_has_the_old_one_knows_the_pupil(scene: Scene) -> None:
    for upn in (UPN, OTHER_UPN):
        scene.live({**SMITH, "upn": upn})
    account = account_of(scene.before, "1")
    scene.move("students")
    scene.first_night({**SMITH, "id": "77", "upn": UPN})
    assert account_of(scene.after, "77") == account


def test_it_proves_nothing_by_itself(
    school_mis: SchoolMis, neighbour: SchoolMis, night: Nights
) -> None:
    for upn in (UPN, OTHER_UPN):
        _night(night, neighbour, {**ADA, "upn": upn})
    _night(night, school_mis, row("9", "Bertram Quill", "30/11/2010", upn=UPN))
    assert account_of(school_mis, "9") != account_of(neighbour, "1")
