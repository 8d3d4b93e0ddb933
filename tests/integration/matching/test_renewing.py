"""Accounts' blocking keys are made anew where they are not what the engine would keep today."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import UsoAccount
from autoupdate.tasks.sweeping import sweep
from matching.bulk import renewing
from matching.bulk.renewing import keys_are_current, renew_keys, renew_outdated
from matching.engine import keys_version
from matching.models import KeysRenewal
from tests.factories import UsoAccountFactory

pytestmark = pytest.mark.django_db


def test_stale_keys_are_renewed_and_others_left() -> None:
    accounts = UsoAccountFactory.create_batch(5)
    renew_keys(at_once=2)
    fresh = {each.pk: each.blocking_keys for each in UsoAccount.objects.all()}
    assert all(fresh.values())
    UsoAccount.objects.filter(pk=accounts[3].pk).update(blocking_keys=["of another version"])
    said = StringIO()
    call_command("renew_blocking_keys", stdout=said)
    assert said.getvalue().endswith(": 1\n")
    assert {each.pk: each.blocking_keys for each in UsoAccount.objects.all()} == fresh
    assert renew_keys() == 0


def test_a_release_with_other_keys_renews_by_itself_a_part_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accounts = UsoAccountFactory.create_batch(5)
    assert not keys_are_current()
    while not keys_are_current():
        renew_outdated(at_once=2, parts=1)
    fresh = {each.pk: each.blocking_keys for each in UsoAccount.objects.all()}
    UsoAccount.objects.filter(pk=accounts[4].pk).update(blocking_keys=["of another version"])
    assert renew_outdated() == 0  # what is current is not walked through again
    monkeypatch.setattr(renewing, "keys_version", lambda: "the next release")
    assert not keys_are_current()
    assert renew_outdated(at_once=2, parts=2) == 0
    assert KeysRenewal.objects.get(done_at=None).last_account == accounts[3].pk
    assert renew_outdated(at_once=2, parts=2) == 1
    assert keys_are_current()
    assert {each.pk: each.blocking_keys for each in UsoAccount.objects.all()} == fresh


def test_the_release_before_renews_again_when_it_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    renew_outdated()
    with monkeypatch.context() as patched:
        patched.setattr(renewing, "keys_version", lambda: "the next release")
        renew_outdated()
        assert keys_are_current()
    assert not keys_are_current()
    renew_outdated()
    assert keys_are_current()


def test_a_second_one_leaves_alone_what_the_first_is_at(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = KeysRenewal.objects.create(version=keys_version())
    manager = type(KeysRenewal.objects)
    nobody = KeysRenewal.objects.none()  # as if another worker held the row
    monkeypatch.setattr(manager, "select_for_update", lambda *_, **__: nobody)
    assert renew_outdated() == 0
    taken.refresh_from_db()
    assert taken.done_at is None


def test_the_sweep_sees_to_it() -> None:
    account = UsoAccountFactory(blocking_keys=["of another version"])
    sweep()
    account.refresh_from_db()
    assert account.blocking_keys != ["of another version"]
    assert keys_are_current()
