"""Somebody for whom an account was made by hand, when the MIS names them."""

from __future__ import annotations

from accounts.models import Role, SchoolMis
from matching.actions.requesting import request_account
from tests.factories import user_with_role
from tests.integration.matching.requested import wanted
from tests.integration.night.conftest import Nights
from tests.integration.night.exports import send_students
from tests.integration.night.people import account_of, codes, row


def test_an_account_asked_for_by_hand_is_linked_once_the_mis_names_the_person(
    school_mis: SchoolMis, night: Nights
) -> None:
    account = request_account(
        wanted(),
        school=school_mis.school,
        by=user_with_role(Role.HEAD, school=school_mis.school),
        reason="Starts before the office can enter her.",
        seen=(),
    )
    send_students(school_mis, row("1", "Ada Okonkwo", year="6"))
    [run] = night()
    assert codes(run) == {"1": "linked_by_names"}
    assert account_of(school_mis, "1") == account
    place = account.associations.get(school=school_mis.school)
    assert (place.source, place.year_group) == ("mis", "6")
    account.refresh_from_db()
    assert (account.origin, account.username) == ("hand", "aokonkwo.301")
