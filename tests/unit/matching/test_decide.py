"""Certain, ask or new: the rules by which a record is or is not an account's person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from matching.engine import (
    DEFAULT,
    Agreement,
    MatchResult,
    Person,
    Scope,
    Thresholds,
    Verdict,
    match,
)
from tests.unit.matching.people import BORN, UPNS, account, only, staff, student

OLIVIA = student(forename="Olivia", surname="Okafor")
WITH_UPN = student(forename="Olivia", surname="Okafor", upn=UPNS[0])
ANOTHER_DAY = date(2001, 9, 9)
NEAR = [Scope.SCHOOL, Scope.LOCAL, Scope.RECENT]


def keys(result: MatchResult) -> list[str]:
    return [candidate.key for candidate in result.candidates]


# --- The UPN ---


@pytest.mark.parametrize("scope", Scope)
def test_a_upn_is_certain_anywhere(scope: Scope) -> None:
    changed = account(WITH_UPN, legal_surname="Quux", scope=scope)
    result = only(WITH_UPN, changed)
    assert (result.verdict, result.account_key, result.rule) == (Verdict.CERTAIN, "a", "upn")
    assert keys(result) == ["a"]


@pytest.mark.parametrize(
    "changes",
    [
        {"legal_forename": "Zed", "legal_surname": "Quux", "date_of_birth": ANOTHER_DAY},
        {"legal_forename": "Zed", "date_of_birth": ANOTHER_DAY},
        {"legal_forename": "Zed", "legal_surname": "Quux", "date_of_birth": None},
    ],
)
@pytest.mark.parametrize("thresholds", [DEFAULT, Thresholds(certain=0)])
def test_a_contradicted_upn_is_a_question(changes: dict[str, Any], thresholds: Thresholds) -> None:
    other = account(WITH_UPN, scope=Scope.ELSEWHERE, **changes)
    result = only(WITH_UPN, other, thresholds=thresholds)
    assert (result.verdict, result.rule, keys(result)) == (Verdict.ASK, "upn", ["a"])
    assert result.account_key is None


def test_one_upn_on_two_records_is_a_question_for_both() -> None:
    other = student("s", forename="Zuri", surname="Adu", upn=UPNS[0], date_of_birth=ANOTHER_DAY)
    results = match([WITH_UPN, other], [account(WITH_UPN)])
    assert [each.verdict for each in results.values()] == [Verdict.ASK, Verdict.ASK]
    assert [each.rule for each in results.values()] == ["upn", "upn"]


def test_a_repeated_upn_spoils_exact_names_too() -> None:
    other = student("s", forename="Zuri", surname="Adu", upn=UPNS[0])
    results = match([WITH_UPN, other], [account(WITH_UPN, upn="")])
    assert results["r"].verdict is Verdict.ASK
    assert results["r"].rule == "names_and_date_of_birth"
    assert results["s"].verdict is Verdict.NEW


def test_one_upn_on_two_accounts_is_a_question() -> None:
    result = only(WITH_UPN, account(WITH_UPN), account(WITH_UPN, "b", scope=Scope.ELSEWHERE))
    assert (result.verdict, keys(result)) == (Verdict.ASK, ["a", "b"])


@pytest.mark.parametrize("upn", ["A801200005001", "", "nonsense"])
def test_an_invalid_upn_counts_for_nothing(upn: str) -> None:
    record = student(upn=upn)
    assert only(record, account(record, scope=Scope.ELSEWHERE)).verdict is Verdict.NEW


def test_staff_have_no_upn_that_counts() -> None:
    record = staff(upn=UPNS[0])
    assert only(record, account(record, scope=Scope.ELSEWHERE)).verdict is Verdict.NEW


def test_twins_with_exchanged_upns_are_a_question() -> None:
    twin = student("s", forename="Amara", upn=UPNS[1])
    exchanged = [
        account(WITH_UPN, "a", upn=UPNS[1]),
        account(twin, "b", upn=UPNS[0]),
    ]
    results = match([WITH_UPN, twin], exchanged)
    assert {each.verdict for each in results.values()} == {Verdict.ASK}


def test_a_upn_outranks_a_namesake() -> None:
    """Exact in everything with the right UPN: another account of the same names changes nothing."""
    result = only(WITH_UPN, account(WITH_UPN), account(OLIVIA, "b"))
    assert (result.verdict, result.account_key, result.rule) == (Verdict.CERTAIN, "a", "upn")


# --- Names and date of birth ---


@pytest.mark.parametrize("scope", NEAR)
def test_unique_exact_names_and_birth_are_certain_nearby(scope: Scope) -> None:
    near = account(OLIVIA, legal_forename="OLIVIA", legal_surname="O’Kafor", scope=scope)
    result = only(OLIVIA, near)
    assert (result.verdict, result.account_key) == (Verdict.CERTAIN, "a")
    assert result.rule == "names_and_date_of_birth"


def test_elsewhere_only_the_upn_counts() -> None:
    elsewhere = account(OLIVIA, "b", scope=Scope.ELSEWHERE)
    assert only(OLIVIA, elsewhere) == MatchResult(record_key="r", verdict=Verdict.NEW)
    assert only(OLIVIA, account(OLIVIA), elsewhere).account_key == "a"


def test_preferred_names_count_as_names() -> None:
    record = student(forename="Robert", preferred_forename="Bob", surname="Okafor")
    result = only(record, account(student(forename="Bob", surname="Okafor")))
    assert result.verdict is Verdict.CERTAIN


@pytest.mark.parametrize(
    "changes",
    [
        {"date_of_birth": date(2012, 3, 15)},
        {"date_of_birth": None},
        {"preferred_forename": "Zuri"},
        {"middle_names": "Grace"},
        {"upn": UPNS[1]},
        {"legal_forename": "Oliwia"},
    ],
)
@pytest.mark.parametrize("scope", NEAR)
def test_what_may_be_a_relative_or_a_namesake_is_a_question(
    changes: dict[str, Any], scope: Scope
) -> None:
    record = student(preferred_forename="Livvy", middle_names="Amara", upn=UPNS[0])
    like = account(record, upn="", preferred_forename="", middle_names="")
    as_asked = {"upn": "", "preferred_forename": "", "middle_names": ""} | changes
    result = only(record, account(like, scope=scope, **as_asked))
    assert (result.verdict, keys(result)) == (Verdict.ASK, ["a"])


BOB = account(student(forename="Bob", surname="Okafor"))
ROBERT = student(forename="Robert", surname="Okafor")


def test_what_can_hardly_be_a_relative_is_certain_if_nobody_comes_near() -> None:
    result = only(ROBERT, BOB)
    assert (result.verdict, result.account_key, result.rule) == (Verdict.CERTAIN, "a", "similar")
    assert only(ROBERT, BOB, thresholds=Thresholds(alike=99)).verdict is Verdict.ASK
    assert only(ROBERT, BOB, account(BOB, "b")).verdict is Verdict.ASK
    assert only(ROBERT, BOB, account(ROBERT, "b", date_of_birth=None)).account_key == "a"
    near = account(ROBERT, "b", legal_forename="Robret")
    assert only(ROBERT, BOB, near).verdict is Verdict.ASK


RARE = student(forename="Xiphoid", surname="Wqvortlund", year_group="5", middle_names="Zinnia Maud")


@pytest.mark.parametrize(
    "changes",
    [{"date_of_birth": None}, {"date_of_birth": date(2012, 3, 15)}, {"legal_surname": "Quux"}],
)
def test_what_is_rare_is_certain_within_a_school(changes: dict[str, Any]) -> None:
    near = account(RARE, **changes)
    assert only(RARE, near).rule == "similar"
    assert only(RARE, near).account_key == "a"
    assert only(RARE, account(near, scope=Scope.LOCAL)).verdict is Verdict.ASK
    assert only(RARE, account(near, year_group="")).verdict is Verdict.ASK
    common = account(RARE, "r", legal_forename="Jack", legal_surname="Smith", middle_names="")
    assert only(common, account(common, **changes)).verdict is Verdict.ASK


def test_what_is_alike_stays_a_question_elsewhere_or_under_another_upn() -> None:
    assert only(ROBERT, account(BOB, scope=Scope.ELSEWHERE)).verdict is Verdict.NEW
    with_upn = account(ROBERT, "r", upn=UPNS[0])
    assert only(with_upn, account(BOB, upn=UPNS[1])).verdict is Verdict.ASK


def test_a_record_that_fits_better_keeps_its_account() -> None:
    results = match([ROBERT, student("s", forename="Bob", surname="Okafor")], [BOB])
    assert results["r"].verdict is Verdict.NEW or results["r"].verdict is Verdict.ASK
    assert results["s"].account_key == "a"


def test_two_exact_accounts_are_a_question() -> None:
    result = only(OLIVIA, account(OLIVIA), account(OLIVIA, "b", scope=Scope.LOCAL))
    assert (result.verdict, keys(result)) == (Verdict.ASK, ["a", "b"])
    assert result.rule == "names_and_date_of_birth"
    assert result.margin == pytest.approx(result.score - result.candidates[1].score)


def test_two_exact_records_are_a_question_for_both() -> None:
    results = match([OLIVIA, account(OLIVIA, "s")], [account(OLIVIA)])
    assert {each.verdict for each in results.values()} == {Verdict.ASK}
    assert {each.margin for each in results.values()} == {0.0}


def test_an_account_that_a_upn_links_still_raises_a_question_for_its_namesake() -> None:
    namesake = account(OLIVIA, "s")
    results = match([WITH_UPN, namesake], [account(WITH_UPN)])
    assert results["r"].verdict is Verdict.CERTAIN
    assert (results["s"].verdict, keys(results["s"])) == (Verdict.ASK, ["a"])


def test_a_nearly_exact_namesake_at_the_school_makes_a_local_one_a_question() -> None:
    """The school's own may be the one meant, its day and month mistyped."""
    record = student(date_of_birth=date(2012, 3, 4))
    own = account(record, "b", date_of_birth=date(2012, 4, 3))
    result = only(record, account(record, scope=Scope.LOCAL), own)
    assert (result.verdict, keys(result)) == (Verdict.ASK, ["a", "b"])
    both_here = only(record, account(record), own)
    assert both_here.account_key == "a"
    another = account(own, legal_forename="Oliwia")
    assert only(record, account(record, scope=Scope.LOCAL), another).account_key == "a"
    other = account(own, "b", legal_surname="Okafro")
    assert only(record, account(record, scope=Scope.LOCAL), other).account_key == "a"


def test_kinds_never_mix() -> None:
    teacher = account(OLIVIA, kind="staff", upn=UPNS[0])
    assert only(WITH_UPN, teacher).verdict is Verdict.NEW


def test_staff_without_dates_of_birth_are_asked_about() -> None:
    for scope in NEAR:
        result = only(staff(), account(staff(), scope=scope))
        assert (result.verdict, result.rule) == (Verdict.ASK, "similar")
    assert only(staff(), account(staff(), date_of_birth=BORN)).verdict is Verdict.ASK
    born = staff(date_of_birth=BORN)
    assert only(born, account(born)).verdict is Verdict.CERTAIN


# --- Similar ---


@pytest.mark.parametrize(
    "changes",
    [
        {"legal_forename": "Amara", "date_of_birth": date(2014, 3, 14)},
        {"legal_forename": "Amara", "legal_surname": "Quux"},
        {"date_of_birth": ANOTHER_DAY},
        {"legal_forename": "Amara", "date_of_birth": None},
    ],
)
def test_others_are_nobody_to_ask_about(changes: dict[str, Any]) -> None:
    other = account(OLIVIA, scope=Scope.LOCAL, **changes)
    assert only(OLIVIA, other).verdict is Verdict.NEW


def test_a_twin_at_another_school_is_nobody_to_ask_about_unless_the_surname_is_rare() -> None:
    smith = student(surname="Smith")
    twin = account(smith, legal_forename="Amara", scope=Scope.LOCAL)
    assert only(smith, twin).verdict is Verdict.NEW
    rare = account(twin, legal_surname=RARE.legal_surname)
    assert only(account(smith, "r", legal_surname=RARE.legal_surname), rare).verdict is Verdict.ASK


def test_a_twin_whose_account_is_taken_is_not_offered() -> None:
    twin = student("s", forename="Oliwia", surname="Okafor")
    results = match([OLIVIA, twin], [account(OLIVIA)])
    assert results["r"].verdict is Verdict.CERTAIN
    assert results["s"].verdict is Verdict.NEW


def test_a_twin_is_not_offered_what_fits_the_other_by_far() -> None:
    """Neither is certain, but the account is so much likelier Olivia's that Zuri is not asked."""
    twin = student("s", forename="Zuri", surname="Okafor")
    results = match([OLIVIA, twin], [account(OLIVIA, legal_forename="Olivvia", upn="")])
    assert results["r"].verdict is not Verdict.NEW
    assert results["s"].verdict is Verdict.NEW


def test_an_account_whose_likeliest_record_has_a_better_one_stays_on_offer() -> None:
    """Bob is likelier account b's, so account a, though it fits him too, may be Robin's."""
    bob = student("r", forename="Bob", surname="Okafor", middle_names="Ike")
    other = student("s", forename="Zed", surname="Okafor")
    near = [
        account(bob, "a", legal_forename="Robbie", middle_names=""),
        account(bob, "b", legal_forename="Robert"),
    ]
    results = match([bob, other], near)
    assert keys(results["r"]) == ["b", "a"]
    assert keys(results["s"]) == ["a"]


def test_the_best_candidates_come_first_and_no_more_than_ten() -> None:
    record = student(forename="Robert")
    near = [account(record, f"a{n:02}", legal_forename="Bob", scope=Scope.LOCAL) for n in range(12)]
    near.append(account(record, "z", legal_forename="Bob"))
    result = only(record, *near)
    assert keys(result) == ["z", *(f"a{n:02}" for n in range(9))]
    assert result.score == result.candidates[0].score > result.candidates[1].score
    assert len(keys(only(record, *near, thresholds=Thresholds(most_candidates=2)))) == 2


def test_the_threshold_says_where_questions_begin() -> None:
    record = student(forename="Robert")
    near = account(record, legal_forename="Bob")
    score = only(record, near).score
    assert score > DEFAULT.ask
    assert only(record, near, thresholds=Thresholds(ask=score + 1)).verdict is Verdict.NEW


def test_no_account_below_the_threshold_is_certain() -> None:
    score = only(WITH_UPN, account(WITH_UPN)).score
    assert only(WITH_UPN, account(WITH_UPN), thresholds=Thresholds(certain=score)).account_key
    result = only(WITH_UPN, account(WITH_UPN), thresholds=Thresholds(certain=score + 0.01))
    assert (result.verdict, result.rule, keys(result)) == (Verdict.ASK, "upn", ["a"])


# --- Staff decisions, and nobody at all ---


def test_rejected_pairs_are_neither_linked_nor_offered() -> None:
    rejected = [("r", "a")]
    assert only(WITH_UPN, account(WITH_UPN), rejected=rejected).verdict is Verdict.NEW
    result = only(OLIVIA, account(OLIVIA), account(OLIVIA, "b"), rejected=rejected)
    assert (result.verdict, result.account_key) == (Verdict.CERTAIN, "b")


def test_every_record_gets_an_answer() -> None:
    assert match([], [account(OLIVIA)]) == {}
    assert only(OLIVIA) == MatchResult(record_key="r", verdict=Verdict.NEW)
    nobody = Person(key="r", kind="student")
    assert only(nobody, account(nobody)).verdict is Verdict.NEW


def test_another_upn_is_outweighed_where_all_else_is_the_same_and_rare() -> None:
    """Schools give a new pupil another UPN where the former school's did not come in time."""
    known = account(RARE, "r", upn=UPNS[0])
    found = account(RARE, upn=UPNS[1])
    result = only(known, found)
    assert (result.account_key, result.rule) == ("a", "names_and_date_of_birth")
    assert Agreement.DIFFERS in [each.agreement for each in result.candidates[0].reasons]
    for changes in (
        {"scope": Scope.LOCAL},
        {"year_group": "6"},
        {"year_group": ""},
        {"legal_surname": "Wqvortlun"},
        {"date_of_birth": None},
    ):
        assert only(known, account(found, **changes)).verdict is Verdict.ASK
    common = account(known, legal_forename="Jack", legal_surname="Smith", middle_names="")
    assert only(common, account(common, "a", upn=UPNS[1])).verdict is Verdict.ASK
    elsewhere = account(student(surname="Quux"), "b", upn=UPNS[0], scope=Scope.ELSEWHERE)
    assert only(known, found, account(found, "c")).verdict is Verdict.ASK
    assert only(known, found, account(elsewhere, legal_surname="Wqvortlund")).verdict is Verdict.ASK
