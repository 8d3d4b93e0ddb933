"""Correcting a preferred name by hand, and releasing it to the MIS again."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, NameCorrection, UnreadName, UsoAccount
from matching.actions.correcting import correct_name, release_name
from matching.actions.settling import bring_into_line
from tests.factories import LinkFactory, MisPersonFactory, SchoolAssociationFactory
from tests.integration.conftest import Cast


@pytest.fixture
def account(cast: Cast) -> UsoAccount:
    """Alexandra, known as Sandy, held at the cast's school."""
    held: UsoAccount = SchoolAssociationFactory(
        school=cast.school,
        account__legal_forename="Alexandra",
        account__legal_surname="Reid",
        account__preferred_forename="Sandy",
    ).account
    return held


def correct(cast: Cast, account: UsoAccount, forename: str, surname: str = "") -> NameCorrection:
    return correct_name(
        account,
        school=cast.school,
        forename=forename,
        surname=surname,
        by=cast.nominated_contact,
        reason="She asked us",
    )


def test_a_name_is_corrected_kept_and_found(cast: Cast, account: UsoAccount) -> None:
    before = list(account.blocking_keys)
    made = correct(cast, account, "  Alex ", "Reid-Bell")
    account.refresh_from_db()
    assert (account.display_name, account.keeps_name) == ("Alex Reid-Bell", True)
    assert account.blocking_keys != before
    assert UnreadName.objects.filter(account_id=account.pk).exists()
    assert (made.former_forename, made.former_surname) == ("Sandy", "")
    assert str(made).endswith("Alex Reid-Bell")
    event = AuditEvent.objects.get(action="account.name_corrected")
    assert event.before == {"preferred_forename": "Sandy", "preferred_surname": ""}
    assert event.after == {"preferred_forename": "Alex", "preferred_surname": "Reid-Bell"}
    assert event.reason == "She asked us"


def test_a_second_correction_remembers_what_was_before_the_first(
    cast: Cast, account: UsoAccount
) -> None:
    correct(cast, account, "Alex")
    correct(cast, account, "Lex")
    assert NameCorrection.objects.filter(released_at=None).get().former_forename == "Sandy"
    assert release_name(account, school=cast.school, by=cast.head)
    account.refresh_from_db()
    assert (account.preferred_forename, account.keeps_name) == ("Sandy", False)
    assert not release_name(account, school=cast.school, by=cast.head)


def test_a_released_name_is_at_once_what_the_mis_says(cast: Cast, account: UsoAccount) -> None:
    LinkFactory(
        account=account,
        mis_person__school_mis=cast.school_mis,
        mis_person__preferred_forename="Lexi",
        is_leading=True,
    )
    correct(cast, account, "Alex")
    release_name(account, school=cast.school, by=cast.head, reason="Put right in SIMS")
    account.refresh_from_db()
    assert account.preferred_forename == "Lexi"
    assert AuditEvent.objects.get(action="account.name_released").reason == "Put right in SIMS"


def test_what_is_refused(cast: Cast, account: UsoAccount) -> None:
    for who in (cast.la_user, cast.outsider):
        with pytest.raises(PermissionDenied):
            correct_name(account, school=cast.school, forename="A", surname="", by=who, reason="x")
        with pytest.raises(PermissionDenied):
            release_name(account, school=cast.school, by=who)
    with pytest.raises(ActionRefused, match="Say why"):
        correct_name(
            account, school=cast.school, forename="A", surname="", by=cast.head, reason=" "
        )
    correct(cast, account, "Alex")
    with pytest.raises(ActionRefused, match="has this name already"):
        correct(cast, account, "Alex")
    account.associations.update(ended_at=timezone.now(), end_reason="left")
    with pytest.raises(ActionRefused, match="Restore it first"):
        correct(cast, account, "Lex")


def test_a_match_brings_all_details_but_a_kept_name(cast: Cast, account: UsoAccount) -> None:
    correct(cast, account, "Alex")
    account.refresh_from_db()
    person = MisPersonFactory(
        school_mis=cast.school_mis, preferred_forename="Lexi", legal_surname="Reid-Bell"
    )
    brought = bring_into_line(person, account)
    account.refresh_from_db()
    assert "preferred_forename" not in brought
    assert (account.preferred_forename, account.legal_surname) == ("Alex", "Reid-Bell")
