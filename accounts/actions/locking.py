"""The locks that every decision about a school's people takes first, in one order: the school,
then accounts by id. A night holds its school's while it works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from accounts.actions.refused import ActionRefused
from accounts.models import School, UsoAccount

#: How long somebody at a page waits for a night that is at work on their school.
PATIENCE = "5s"
BUSY = (
    "The newest data of this school are being processed just now. Nothing was changed. "
    "Please try again in a minute."
)


def lock_school(school_id: int) -> School:
    """The school, locked until the transaction ends and read afresh with its local authority.

    Raises ActionRefused where somebody else holds it for longer than a person likes to wait.
    """
    schools = School.objects.select_for_update(no_key=True, of=("self",))
    with _patiently():
        return schools.select_related("local_authority").get(pk=school_id)


def lock_accounts(account_ids: Iterable[int]) -> dict[int, UsoAccount]:
    """The accounts by id, locked likewise: another school may be deciding about them too.

    Rows that only refer to them are not held up: the lock is not one on the key.
    """
    accounts = UsoAccount.objects.select_for_update(no_key=True).filter(pk__in=account_ids)
    with _patiently():
        return {each.pk: each for each in accounts.order_by("pk")}


@contextmanager
def _patiently() -> Iterator[None]:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            yield
    except OperationalError as error:
        raise ActionRefused(BUSY) from error
