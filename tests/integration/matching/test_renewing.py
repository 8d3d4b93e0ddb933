"""Accounts' blocking keys are made anew where they are not what the engine would keep today."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import UsoAccount
from matching.bulk.renewing import renew_keys
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
