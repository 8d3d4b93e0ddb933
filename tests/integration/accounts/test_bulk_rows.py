"""Rows written at once: few or many, they are the same rows afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.bulk import rows, statements
from accounts.models import LocalAuthority, UsoAccount
from autoupdate.models import Upload
from tests.factories import LocalAuthorityFactory

pytestmark = pytest.mark.django_db

ODD = 'O\'Neill\t"Zoë"\\ {a,b}\r\nŁ'


def _accounts(authority: LocalAuthority, number: int) -> list[tuple[Any, ...]]:
    now = timezone.now()
    return [
        (
            *("student", f"a{at or ''}.301", authority.pk, "night", now, "created", now),
            *(["k,1", 'k"2\\', "k{3}"] if at % 2 else [], ODD, date(2012, 2, 29) if at else None),
        )
        for at in range(number)
    ]


FIELDS = (
    *("kind", "username", "local_authority", "origin", "created_at", "latest_move"),
    *("latest_move_at", "blocking_keys", "legal_surname", "date_of_birth"),
)


#: Columns of texts that may be blank, but must be given.
BLANK = (
    *("upn", "title", "legal_forename", "middle_names", "preferred_forename"),
    *("preferred_surname", "former_surname", "email"),
)


def insert(accounts: list[tuple[Any, ...]]) -> None:
    blanks = ("",) * len(BLANK)
    rows.copy_rows(UsoAccount, (*FIELDS, *BLANK), [(*each, *blanks) for each in accounts])


@pytest.fixture
def authority() -> LocalAuthority:
    return LocalAuthorityFactory(code="301")


@pytest.mark.parametrize("number", [1, rows.FEW, rows.FEW + 1])
def test_few_and_many_rows_hold_what_was_given(authority: LocalAuthority, number: int) -> None:
    wanted = _accounts(authority, number)
    insert(wanted)
    found = UsoAccount.objects.order_by("pk").values_list(*FIELDS)
    assert sorted(found, key=lambda row: row[1]) == sorted(wanted, key=lambda row: row[1])


@pytest.mark.parametrize("number", [1, rows.FEW + 1])
def test_a_refusal_is_one_of_djangos(authority: LocalAuthority, number: int) -> None:
    wanted = _accounts(authority, number)
    nobodys = [(*each[:3], "nobody", *each[4:]) for each in wanted]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(nobodys)
    with pytest.raises(DataError), transaction.atomic():
        insert([(*each[:8], "x" * 101, None) for each in wanted])
    assert not UsoAccount.objects.exists()


def test_rows_are_changed_by_their_ids(authority: LocalAuthority) -> None:
    insert(_accounts(authority, 3))
    first, second, third = UsoAccount.objects.order_by("username")
    rows.update_rows(
        UsoAccount,
        ("legal_surname", "date_of_birth", "blocking_keys"),
        [(first.pk, ODD * 2, date(2000, 1, 1), ["x"]), (second.pk, "B", None, [])],
    )
    found = UsoAccount.objects.order_by("username")
    assert [(e.legal_surname, e.date_of_birth, e.blocking_keys) for e in found] == [
        (ODD * 2, date(2000, 1, 1), ["x"]),
        ("B", None, []),
        (ODD, third.date_of_birth, third.blocking_keys),
    ]


def test_ids_are_reserved_in_their_order() -> None:
    ids = rows.next_ids(UsoAccount, number=5)
    assert ids == sorted(set(ids))
    assert rows.next_ids(UsoAccount, number=1)[0] > ids[-1]
    assert rows.next_ids(UsoAccount, number=0) == []


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="complex"):
        rows.as_json([1j])


def test_a_statement_stays_the_same_whatever_the_size_of_its_numbers() -> None:
    driver: Any = connection.cursor().connection
    statement = "SELECT %s::bigint + 1, %s::text[], %s::boolean, %s::date"
    for number in (1, 40_000, 3_000_000_000):
        [row] = statements.fetch(statement, [number, ["a", 'b"c'], True, None])
        assert row == (number + 1, ["a", 'b"c'], True, None)
    kept = driver.execute(
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%bigint + 1%%'"
    )
    assert kept.fetchone() == (1,)


def test_planning_for_indexes_ends_with_the_transaction(transactional_db: None) -> None:
    def settings() -> Any:
        return statements.fetch(
            "SELECT current_setting('enable_seqscan'), current_setting('plan_cache_mode')"
        )

    with transaction.atomic():
        statements.plan_for_indexes()
        assert settings() == [("off", "force_generic_plan")]
    assert settings() == [("on", "auto")]


def test_a_statement_may_be_answered_later() -> None:
    with statements.asked("SELECT pg_sleep(0.01), 'first'") as answer:
        assert statements.fetch("SELECT 'second'") == [("second",)]
        assert [row[1] for row in answer()] == ["first"]
    assert Upload.objects.count() == 0


def test_a_statement_that_fails_meanwhile_says_so_as_django_does() -> None:
    with pytest.raises(DataError), transaction.atomic(), statements.asked("SELECT 1 / 0") as answer:
        answer()
    assert Upload.objects.count() == 0


def test_a_fault_of_ours_meanwhile_is_what_is_raised() -> None:
    with pytest.raises(KeyError), transaction.atomic(), statements.asked("SELECT 1"):
        raise KeyError("ours")
    assert Upload.objects.count() == 0


def test_what_is_not_awaited_is_written_in_its_order(authority: LocalAuthority) -> None:
    with statements.unawaited():
        assert statements.is_unawaited()
        insert(_accounts(authority, rows.FEW + 1))
        statements.run("UPDATE accounts_usoaccount SET title = 'Dr' WHERE username = 'a1.301'")
        [found] = statements.fetch("SELECT count(*), max(title) FROM accounts_usoaccount")
        assert found == (rows.FEW + 1, "Dr")
    assert not statements.is_unawaited()
    assert UsoAccount.objects.count() == rows.FEW + 1


def test_what_is_not_awaited_fails_as_django_does(authority: LocalAuthority) -> None:
    wanted = [(*each[:3], "nobody", *each[4:]) for each in _accounts(authority, 1)]
    with pytest.raises(IntegrityError), transaction.atomic(), statements.unawaited():
        insert(wanted)
    assert not UsoAccount.objects.exists()
