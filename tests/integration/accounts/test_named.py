"""Finding accounts by name among all there are, and keeping what finds them."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actions import naming
from accounts.actions.naming import read_new_names
from accounts.bulk import accounts as uso
from accounts.bulk.names import leave_unread
from accounts.models import AssociationSource, NameEntry, UnreadName, UsoAccount
from accounts.queries import named
from accounts.queries.named import named_anywhere
from tests.factories import SchoolAssociationFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def held(**names: Any) -> UsoAccount:
    """An account at a school of its own, with an entry."""
    account: UsoAccount = SchoolAssociationFactory(
        **{f"account__{name}": value for name, value in names.items()}
    ).account
    leave_unread([account.pk])
    read_new_names()
    return account


def test_names_are_found_in_any_order_with_or_without_accents() -> None:
    zoe = held(legal_forename="Zoë", legal_surname="Nowak", preferred_forename="Kasia")
    held(legal_forename="Jan", legal_surname="Nowakowski")
    for text in ("nowak zoe", "ZOË", "kasia now", zoe.username):
        assert named_anywhere(text).account_ids == (zoe.pk,), text
    assert len(named_anywhere("owak").account_ids) == 2
    for text in ("", "!!", "301", "zo"):
        assert named_anywhere(text).account_ids == (), text


def test_only_where_and_of_the_kind_that_is_asked() -> None:
    here = held(legal_surname="Osei", kind="staff")
    there = held(legal_surname="Osei")
    la_ids = [here.local_authority_id, there.local_authority_id]
    assert named_anywhere("osei", authorities=la_ids[:1]).account_ids == (here.pk,)
    assert set(named_anywhere("osei", authorities=la_ids).account_ids) == {here.pk, there.pk}
    assert named_anywhere("osei", authorities=[]).account_ids == ()
    assert named_anywhere("osei", kind="student").account_ids == (there.pk,)


def test_more_than_anybody_reads_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        held(legal_surname="Smith")
    monkeypatch.setattr(named, "MOST", 2)
    found = named_anywhere("smith")
    assert found.is_cut
    assert len(found.account_ids) == 2


def test_a_new_school_of_another_authority_knows_the_account_too() -> None:
    account = held(legal_surname="Mensah")
    school = SchoolFactory()
    uso.start_associations(
        [uso.Place(account.pk, ("", "", "", None))],
        school=school,
        source=AssociationSource.HAND,
        at=account.created_at,
        moved=[account.pk],
    )
    read_new_names()
    found = named_anywhere("mensah", authorities=[school.local_authority_id])
    assert found.account_ids == (account.pk,)


def test_a_changed_name_is_read_anew_and_another_change_is_not() -> None:
    account = held(legal_forename="Sam", legal_surname="Old")
    details = [getattr(account, name) for name in uso.DETAILS]
    details[uso.DETAILS.index("email")] = "sam@example.org"
    uso.update_accounts([(account.pk, tuple(details), None)])
    assert not UnreadName.objects.exists()
    details[uso.DETAILS.index("legal_surname")] = "New"
    uso.update_accounts([(account.pk, tuple(details), ["key"])])
    assert read_new_names() == 1
    assert "new" in str(NameEntry.objects.get(account=account))
    assert str(UnreadName(account_id=1)) == "account 1"
    assert named_anywhere("old").account_ids == ()


def test_a_few_at_a_time() -> None:
    accounts = [SchoolAssociationFactory().account.pk for _ in range(3)]
    leave_unread(accounts)
    assert read_new_names(most=2) == 2
    assert read_new_names() == 1
    assert read_new_names() == 0


def test_batch_after_batch_until_as_many_as_were_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(naming, "BATCH", 1)
    leave_unread([SchoolAssociationFactory().account.pk for _ in range(3)])
    assert read_new_names(most=2) == 2
    assert read_new_names() == 1
