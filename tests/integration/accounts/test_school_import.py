"""Thousands of schools are set up from a file: all of them or none, and written down."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from accounts.actions import school_import
from accounts.actions.refused import ActionRefused
from accounts.actions.school_import import import_schools
from accounts.models import AuditEvent, LocalAuthority, School, Trust
from accounts.queries.school_file import COLUMNS
from tests.factories import TrustFactory
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

CAPTIONS = ",".join(COLUMNS)
ROWS = ("991,Aldwick,2001,990001,Brook,primary,Bridgeway", "992,Bexwick,2001,,,,bridgeway")


def text(*rows: str) -> str:
    return "\n".join((CAPTIONS, *rows))


def test_all_schools_of_a_file_are_set_up_and_written_down(cast: Cast) -> None:
    there = f"{cast.local_authority.code},,{cast.school.establishment},,Otherwise,,"
    done = import_schools(text(there, *ROWS), by=cast.desk)
    assert (len(done.lines), done.num_there) == (2, 1)
    cast.school.refresh_from_db()
    assert cast.school.name == "Ashmead Primary School", "It is left as it is."
    brook, other = School.objects.filter(local_authority__code__in=("991", "992"))
    assert (brook.name, brook.urn, brook.phase) == ("Brook", 990001, "primary")
    assert (other.name, other.phase, other.urn) == ("School 992/2001", "other", None)
    assert brook.trust == other.trust == Trust.objects.get(name="Bridgeway")
    event = AuditEvent.objects.get(school=brook)
    assert (event.action, event.by) == ("school.set_up", cast.desk)
    assert event.after == {
        "name": "Brook",
        "number": "991/2001",
        "urn": 990001,
        "phase": "primary",
        "autotext": False,
        "trust": "Bridgeway",
    }
    added = AuditEvent.objects.filter(action__in=("authority.added", "trust.added"))
    assert added.count() == 3
    assert AuditEvent.objects.get(action="schools.imported").after == {
        "schools": 2,
        "local_authorities": 2,
        "trusts": 1,
        "there_already": 1,
    }


def test_only_whoever_sets_schools_up_imports_them(cast: Cast) -> None:
    for user in (cast.head, cast.la_user, cast.trust_user, cast.outsider):
        with pytest.raises(PermissionDenied):
            import_schools(text(*ROWS), by=user)


def test_with_one_wrong_line_nothing_is_written() -> None:
    with pytest.raises(ActionRefused, match="Nothing was written") as refused:
        import_schools(text(*ROWS, "99,Cole,2001,,,,", "991,,2001,,,,"), by=None)
    assert "Line 4: The code" in refused.value.message
    assert "Line 5: 991/2001 stands in line 2 already." in refused.value.message
    assert not LocalAuthority.objects.exists()
    assert not AuditEvent.objects.exists()


def test_what_somebody_added_meanwhile_undoes_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def added_meanwhile(plan: object) -> list[School]:
        LocalAuthority.objects.create(code="993", name="Half done")
        raise IntegrityError

    monkeypatch.setattr(school_import, "_write", added_meanwhile)
    with pytest.raises(ActionRefused, match="Import the file again"):
        import_schools(text(*ROWS), by=None)
    assert not LocalAuthority.objects.exists()


def test_many_schools_take_as_many_statements_as_few(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    TrustFactory(name="Harbour Trust")
    rows = [f"991,Aldwick,{number},,School {number},,Harbour Trust" for number in range(2000, 2300)]
    with django_assert_max_num_queries(18):
        import_schools(text(*rows), by=None)
    assert School.objects.filter(trust__name="Harbour Trust").count() == 300
    assert AuditEvent.objects.filter(action="school.set_up", by_label="AutoUpdate").count() == 300


def test_the_command_checks_imports_and_says_what_it_did(tmp_path: Path) -> None:
    file, said = tmp_path / "schools.csv", StringIO()
    file.write_text(text(*ROWS), encoding="utf-8-sig")
    call_command("import_schools", file, "--check", stdout=said)
    assert "Schools to be set up: 2" in said.getvalue()
    assert not School.objects.exists()
    call_command("import_schools", file, stdout=said)
    assert said.getvalue().endswith(
        "Schools now set up: 2\nSchools that were here already, left as they are: 0\n"
        "Local authorities now added: 2\nTrusts now added: 1\n"
    )
    again = StringIO()
    call_command("import_schools", file, stdout=again)
    assert (
        "Schools now set up: 0\nSchools that were here already, left as they are: 2"
        in again.getvalue()
    )


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "schools.csv"
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_schools", file)
    file.write_bytes(text("991,Ald\xe9,2001,,,,").encode("latin-1"))
    with pytest.raises(CommandError, match="not in UTF-8"):
        call_command("import_schools", file)
    file.write_text(text("99,Cole,2001,,,,"), encoding="utf-8")
    for options in ([], ["--check"]):
        with pytest.raises(CommandError, match="Line 2: The code"):
            call_command("import_schools", file, *options)
