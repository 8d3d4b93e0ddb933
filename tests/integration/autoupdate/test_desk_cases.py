"""The Service Desk assigns, answers, notes on and resolves a case."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, PortalUser, Role
from autoupdate.actions import desk_cases
from autoupdate.models import Case, CaseMail
from autoupdate.queries.cases import desk_people, said_to_desk, said_to_school
from autoupdate.queries.history import events_of
from tests.factories import CaseFactory, user_with_role
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    made: Case = CaseFactory(school=cast.school, raised_by=cast.head, iris=True)
    return made


@pytest.fixture
def colleague(cast: Cast) -> PortalUser:
    """Somebody else at the desk."""
    return user_with_role(Role.SERVICE_DESK)


def owed() -> list[str]:
    return list(CaseMail.objects.order_by("pk").values_list("occasion", flat=True))


def test_a_case_is_taken_on_and_given_to_a_colleague(
    cast: Cast, case: Case, colleague: PortalUser
) -> None:
    case = desk_cases.assign(case, to=cast.desk, by=cast.desk)
    assert (case.assigned_to, owed()) == (cast.desk, [])
    case = desk_cases.assign(case, to=colleague, by=cast.desk)
    assert (case.assigned_to, owed()) == (colleague, ["assigned"])
    desk_cases.assign(case, to=colleague, by=cast.desk)
    events = AuditEvent.objects.filter(action="case.assigned").order_by("pk")
    assert [(each.before, each.after) for each in events] == [
        ({"assigned_to": None}, {"assigned_to": cast.desk.pk}),
        ({"assigned_to": cast.desk.pk}, {"assigned_to": colleague.pk}),
    ]
    assert list(desk_people()) == sorted(
        [cast.desk, colleague], key=lambda each: (each.first_name, each.last_name, each.pk)
    )


def test_only_the_desk_looks_after_cases(cast: Cast, case: Case) -> None:
    with pytest.raises(ActionRefused, match="does not work at the Service Desk"):
        desk_cases.assign(case, to=cast.head, by=cast.desk)


def test_an_answer_makes_it_the_schools_turn(cast: Cast, case: Case, colleague: PortalUser) -> None:
    case = desk_cases.answer(case, text="On which day?", by=cast.desk)
    assert (case.state, case.assigned_to) == ("with_school", cast.desk)
    case = desk_cases.answer(case, text="And at what time?", by=colleague)
    assert (case.state, case.assigned_to) == ("with_school", cast.desk)
    assert [each.text for each in said_to_school(case)] == ["On which day?", "And at what time?"]
    assert owed() == ["desk_wrote"] * 2


def test_the_school_never_hears_of_a_note(cast: Cast, case: Case) -> None:
    case = desk_cases.note(case, text="They are cross.", by=cast.desk)
    assert (case.state, owed()) == ("with_desk", [])
    assert said_to_school(case) == []
    (said,) = said_to_desk(case)
    assert (said.text, said.is_note) == ("They are cross.", True)
    assert not events_of(cast.school).exists()
    assert AuditEvent.objects.get().action == "case.noted"


def test_a_resolved_case_holds_no_secret(cast: Cast, case: Case) -> None:
    case = desk_cases.resolve(case, text="Done.", by=cast.desk)
    case.refresh_from_db()
    assert (case.state, case.sealed, case.resolved_by) == ("resolved", {}, cast.desk)
    assert [each.text for each in said_to_school(case)] == ["Done.", "Resolved the case."]
    assert owed() == ["resolved"]
    for late in (
        lambda: desk_cases.resolve(case, text="", by=cast.desk),
        lambda: desk_cases.answer(case, text="x", by=cast.desk),
        lambda: desk_cases.assign(case, to=cast.desk, by=cast.desk),
    ):
        with pytest.raises(ActionRefused, match="is resolved"):
            late()
    desk_cases.note(case, text="A note still may.", by=cast.desk)


def test_nothing_need_be_said_when_it_is_resolved(cast: Cast, case: Case) -> None:
    case = desk_cases.resolve(case, text=" ", by=cast.desk)
    assert [each.text for each in said_to_school(case)] == ["Resolved the case."]


@pytest.mark.parametrize("who", ["head", "nominated_contact", "la_user", "outsider"])
def test_only_the_desk_may(cast: Cast, case: Case, who: str) -> None:
    user = cast.everybody()[who]
    for action in (
        lambda: desk_cases.assign(case, to=cast.desk, by=user),
        lambda: desk_cases.answer(case, text="x", by=user),
        lambda: desk_cases.note(case, text="x", by=user),
        lambda: desk_cases.resolve(case, text="", by=user),
    ):
        with pytest.raises(PermissionDenied):
            action()
