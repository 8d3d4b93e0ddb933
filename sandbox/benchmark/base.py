"""A whole base for the pages to be measured on, drawn from one seed and written by COPY.

It is what pages read, not what nights would have made of it: the matching's keys are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from django.db import connection, transaction

from accounts.models import School
from sandbox.benchmark import base_life, base_people
from sandbox.benchmark.base_life import LifeWriter
from sandbox.benchmark.base_nights import add_nights, add_sums
from sandbox.benchmark.base_people import PeopleWriter
from sandbox.benchmark.base_schools import add_schools, reports_of

#: Of a hundred people in the MIS, so many wait for an account.
_PERCENT_WAITING: Final = 3
_NAMES: Final = "name_entry_marks"
_INDEX: Final = (
    f"CREATE INDEX {_NAMES} ON accounts_nameentry USING gin (marks) WITH (fastupdate=off)"
)


@dataclass(frozen=True, slots=True)
class Base:
    """What was built: the schools, the first of them with a head, and some people's surnames."""

    schools: tuple[School, ...]
    surnames: tuple[str, ...]


def build(*, num_accounts: int, num_schools: int, seed: int) -> Base:
    """Add so many accounts at so many schools to the database; at about 12,000 a second."""
    with transaction.atomic():
        _make_way()
        schools = add_schools(num_schools)
        runs = add_nights(schools)
        add_sums(schools)
        people, life = PeopleWriter(Random(seed)), LifeWriter()
        for at, each in enumerate(schools):
            share = num_accounts * (at + 1) // num_schools - num_accounts * at // num_schools
            waiting = max(4, share * _PERCENT_WAITING // 100)
            members = people.add(each, num_accounts=share, num_waiting=waiting, run=runs[each.pk])
            if "groups" in reports_of(at):
                life.add(each, members)
        people.write()
        life.write()
        _catch_up()
    drawn = Random(seed).sample(people.surnames, min(len(people.surnames), 40))
    return Base(tuple(each.school for each in schools), tuple(drawn))


def _make_way() -> None:
    """Look up no foreign keys while rows are copied, and index the names afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() == ("on",):
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(f"DROP INDEX {_NAMES}")


def _catch_up() -> None:
    """Index the names, go on counting after the ids that were given, and count what there is."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEX)
        for each in (*base_people.NUMBERED, *base_life.NUMBERED):
            table = each._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) "  # noqa: S608
                f"FROM {table}"
            )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
