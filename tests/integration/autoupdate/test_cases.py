"""A school raises a case, answers, enters its details again, closes and reopens it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent
from autoupdate.actions import cases
from autoupdate.actions.case_writing import MOST_SIGNS
from autoupdate.models import Case, CaseMail, CaseMessage
from autoupdate.queries.cases import num_waiting_for, open_case_of, said_to_school, shown_fields
from autoupdate.secret_box import unseal
from tests.factories import CaseFactory, FieldOptOutFactory
from tests.factories.cases import IRIS_SECRETS, IRIS_URL
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

IRIS = {**IRIS_SECRETS, "endpoint": IRIS_URL}


def raised(cast: Cast, kind: str = "iris_connection", **changed: Any) -> Case:
    """A case that the school's contact raised."""
    asked: dict[str, Any] = {"given": IRIS, "message": "We change on Monday."}
    asked["by"] = cast.nominated_contact
    return cases.raise_case(cast.school, kind=kind, **{**asked, **changed})


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def owed() -> list[str]:
    return list(CaseMail.objects.order_by("pk").values_list("occasion", flat=True))


def test_a_case_is_with_the_desk_and_its_secrets_are_sealed(cast: Cast) -> None:
    case = raised(cast)
    case.refresh_from_db()
    assert (case.state, case.kind, case.product) == ("with_desk", "connection", "iris")
    assert case.details == {"endpoint": IRIS_URL}
    assert {code: unseal(token) for code, token in case.sealed.items()} == IRIS_SECRETS
    assert [each.text for each in said_to_school(case)] == ["We change on Monday."]
    assert (actions(), owed()) == (["case.raised"], ["raised"])
    assert open_case_of(cast.school, "iris_connection") == case
    assert str(case) == f"Case {case.pk}: Connect IRIS"


def test_no_secret_is_written_down_anywhere_in_the_clear(cast: Cast) -> None:
    case = raised(cast)
    cases.replace_details(case, given=IRIS, by=cast.head)
    stored = [*Case.objects.values(), *AuditEvent.objects.values(), *CaseMessage.objects.values()]
    for secret in IRIS_SECRETS.values():
        assert secret not in repr(stored)


def test_what_was_typed_is_checked_all_at_once(cast: Cast) -> None:
    with pytest.raises(cases.FieldsRefused) as refused:
        raised(cast, given={"endpoint": "http://10.0.0.1"})
    assert set(refused.value.errors) == {"client_id", "client_secret", "endpoint"}
    with pytest.raises(cases.FieldsRefused) as refused:
        raised(cast, kind="process_now", given={}, message="  ")
    assert set(refused.value.errors) == {"message"}
    assert not Case.objects.exists()


def test_what_cannot_be_asked_for_is_refused_in_words(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="does not use Arbor"):
        raised(cast, kind="arbor_endpoint", given={})
    with pytest.raises(ActionRefused, match="Choose what"):
        raised(cast, kind="birthday")


def test_a_school_without_an_mis_can_ask_too(cast: Cast) -> None:
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()
    assert raised(cast, kind="bromcom_keys", given={}, message="").product == "bromcom"
    with pytest.raises(ActionRefused, match="no MIS"):
        raised(cast, kind="opt_out_field", given={"field": "students.email"})


def test_the_same_is_not_asked_for_twice_at_once(cast: Cast) -> None:
    first = raised(cast)
    with pytest.raises(ActionRefused, match=f"in case {first.pk}"):
        raised(cast)
    cases.close(first, by=cast.head)
    second = raised(cast)
    with pytest.raises(ActionRefused, match=f"in case {second.pk}"):
        cases.reopen(first, text="Once more.", by=cast.head)
    first.refresh_from_db()
    assert first.state == "resolved"


def test_several_fields_may_be_asked_for(cast: Cast) -> None:
    FieldOptOutFactory(school=cast.school, sub_report="students", field="house")
    for field in ("students.email", "staff.email"):
        case = raised(cast, kind="opt_out_field", given={"field": field}, message="")
    assert [each["value"] for each in shown_fields(case)] == ["E-mail address of Staff"]
    with pytest.raises(cases.FieldsRefused):
        raised(cast, kind="opt_out_field", given={"field": "students.house"})


def test_a_case_of_its_own_words_is_named_by_them(cast: Cast) -> None:
    case = raised(cast, kind="other", given={"about": "Two keys"}, message="Which one?")
    assert case.subject == "Two keys"
    assert shown_fields(case) == []


def test_a_change_of_mis_is_shown_by_its_name(cast: Cast) -> None:
    case = raised(cast, kind="change_mis", given={"mis": "bromcom", "when": "1 September"})
    assert [each["value"] for each in shown_fields(case)] == ["Bromcom", "1 September"]


def test_the_school_answers_and_it_is_the_desks_turn(cast: Cast) -> None:
    case: Case = CaseFactory(school=cast.school, state="with_school")
    assert num_waiting_for(cast.school) == 1
    before = case.state_at
    case = cases.answer(case, text="  On Monday. ", by=cast.head_proxy)
    assert (case.state, case.state_at > before) == ("with_desk", True)
    since = case.state_at
    case = cases.answer(case, text="Tuesday, sorry.", by=cast.head_proxy)
    assert case.state_at == since
    assert [each.text for each in said_to_school(case)] == ["On Monday.", "Tuesday, sorry."]
    assert num_waiting_for(cast.school) == 0
    assert actions() == ["case.answered"] * 2
    assert owed() == ["school_wrote"] * 2


@pytest.mark.parametrize(("text", "why"), [(" \n", "empty"), ("x" * (MOST_SIGNS + 1), "at most")])
def test_an_answer_says_something_and_not_too_much(cast: Cast, text: str, why: str) -> None:
    with pytest.raises(ActionRefused, match=why):
        cases.answer(CaseFactory(school=cast.school), text=text, by=cast.head)


def test_details_take_the_place_of_the_old_ones(cast: Cast) -> None:
    case = raised(cast)
    Case.objects.update(state="with_school")
    new = IRIS | {"client_secret": "another-one-altogether"}
    case = cases.replace_details(case, given=new, by=cast.head)
    assert unseal(case.sealed["client_secret"]) == "another-one-altogether"
    assert case.state == "with_desk"
    assert said_to_school(case)[-1].is_event
    with pytest.raises(cases.FieldsRefused):
        cases.replace_details(case, given={}, by=cast.head)
    assert actions()[1:] == ["case.details_replaced"]


def test_a_closed_case_holds_no_secret_and_can_be_reopened(cast: Cast) -> None:
    case = cases.close(raised(cast), by=cast.head)
    assert (case.state, case.sealed, case.resolved_by) == ("resolved", {}, cast.head)
    for late in (
        lambda: cases.close(case, by=cast.head),
        lambda: cases.answer(case, text="Hello?", by=cast.head),
        lambda: cases.replace_details(case, given=IRIS, by=cast.head),
    ):
        with pytest.raises(ActionRefused, match="is resolved"):
            late()
    case = cases.reopen(case, text="It is needed after all.", by=cast.colleague)
    assert (case.state, case.resolved_at, case.resolved_by) == ("with_desk", None, None)
    with pytest.raises(ActionRefused, match="open already"):
        cases.reopen(case, text="Again.", by=cast.head)
    words = {each["tag"] for each in shown_fields(case) if "tag" in each}
    assert words == {"Erased"}
    assert owed() == ["raised", "school_closed", "school_wrote"]
    assert actions() == ["case.raised", "case.closed", "case.reopened"]


@pytest.mark.parametrize("who", ["la_user", "desk", "outsider"])
def test_only_the_school_may(cast: Cast, who: str) -> None:
    user, case = cast.everybody()[who], CaseFactory(school=cast.school)
    for action in (
        lambda: cases.raise_case(cast.school, kind="other", given={}, message="", by=user),
        lambda: cases.answer(case, text="x", by=user),
        lambda: cases.replace_details(case, given={}, by=user),
        lambda: cases.close(case, by=user),
        lambda: cases.reopen(case, text="x", by=user),
    ):
        with pytest.raises(PermissionDenied):
            action()


def for_school(cast: Cast, kind: str = "other", **changed: Any) -> Case:
    """A case that the desk raised for the school's office."""
    asked: dict[str, Any] = {
        "given": {"about": "A teacher has no account"},
        "message": "Since Monday, they say.",
        "asked_by": " Ms Okafor,  by telephone ",
        "by": cast.desk,
    }
    return cases.raise_for_school(cast.school, kind=kind, **{**asked, **changed})


def test_the_desk_raises_a_case_for_a_school_and_looks_after_it(cast: Cast) -> None:
    case = for_school(cast)
    assert (case.state, case.assigned_to, case.raised_by) == ("with_desk", cast.desk, cast.desk)
    assert case.raised_words == (
        f"{cast.desk} of the Service Desk for the school, asked by Ms Okafor, by telephone"
    )
    assert [(each.voice, each.text) for each in said_to_school(case)] == [
        ("event", "Raised the case for the school, asked by Ms Okafor, by telephone."),
        ("desk", "Since Monday, they say."),
    ]
    assert (actions(), owed()) == (["case.raised_for_school"], ["raised_for"])
    cases.answer(case, text="Thank you.", by=cast.nominated_contact)
    assert owed()[-1] == "school_wrote", "From then on it is a case like any other."
    quiet = for_school(cast, kind="bromcom_keys", given={}, message=" ")
    assert [each.voice for each in said_to_school(quiet)] == ["event"], "Nothing more was said."
    assert raised(cast).raised_words == str(cast.nominated_contact)


def test_a_case_for_a_school_names_who_asked_and_holds_no_secret(cast: Cast) -> None:
    with pytest.raises(cases.FieldsRefused, match="who of the school asked"):
        for_school(cast, asked_by="  ")
    with pytest.raises(ActionRefused, match="kept sealed"):
        for_school(cast, kind="iris_connection", given=IRIS)
    for_school(cast, kind="process_now", given={}, message="Now, please.")
    with pytest.raises(ActionRefused, match=f"{cast.school} has asked for this already"):
        for_school(cast, kind="process_now", given={}, message="Now, please.")
    for user in (cast.head, cast.la_user, cast.trust_user, cast.outsider):
        with pytest.raises(PermissionDenied):
            for_school(cast, by=user)
    with pytest.raises(PermissionDenied):
        raised(cast, by=cast.desk)
