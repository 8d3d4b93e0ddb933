"""A lock that is not had in time is a sentence; two that meet are in `tests/concurrency`."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts.actions import locking
from accounts.actions.refused import ActionRefused


@pytest.mark.django_db
def test_whoever_waits_too_long_for_a_lock_is_told_so() -> None:
    with (
        pytest.raises(ActionRefused, match="being processed just now"),
        locking._patiently(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DO $$ BEGIN RAISE lock_not_available; END $$")
