"""Each fault spoils an export in its own way."""

from __future__ import annotations

import gzip
from xml.etree import ElementTree as Xml

import pytest

from sandbox.people import PretendSchool
from sandbox.sims.faults import FAULTS
from sandbox.sims.reporter import export
from sandbox.sims.writing import FORMATS

HARMLESS = {"none", "no_roles"}  # pupils have no roles
STILL_WHOLE = {"none", "no_ids", "no_roles", "header_only", "half_the_rows", "first_row_twice"}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_leaves_something_other_than_the_export(name: str, primary: PretendSchool) -> None:
    assert (_spoilt(name, primary) == export(primary, "students")) == (name in HARMLESS)


@pytest.mark.parametrize("name", sorted(STILL_WHOLE))
def test_some_faults_leave_well_formed_xml(name: str, primary: PretendSchool) -> None:
    Xml.fromstring(_spoilt(name, primary))


@pytest.mark.parametrize("name", ["truncated", "empty", "mislabelled"])
def test_others_do_not(name: str, primary: PretendSchool) -> None:
    with pytest.raises(Xml.ParseError):
        Xml.fromstring(_spoilt(name, primary))


@pytest.mark.parametrize("form", ["xml", "csv-utf8"])
def test_rows_go_missing_or_come_twice(form: str, primary: PretendSchool) -> None:
    sound = _num_rows("none", form, primary)
    assert _num_rows("header_only", form, primary) == 0
    assert _num_rows("half_the_rows", form, primary) == sound // 2
    assert _num_rows("first_row_twice", form, primary) == sound + 1


def test_a_lost_permission_takes_columns(primary: PretendSchool) -> None:
    without_ids = _spoilt("no_ids", primary)
    assert b"<ID>" not in without_ids
    assert b"<primary_id>" not in without_ids
    assert b"<Legal_x0020_Surname>" in without_ids
    without_roles = export(primary, "staff", fault=FAULTS["no_roles"])
    assert b"<Role_x0020_Text>" not in without_roles
    assert b"<ID>" in without_roles


def test_the_reporter_says_what_failed(primary: PretendSchool) -> None:
    assert _spoilt("reporter_error", primary).startswith(b"<CommandReporterError>")


def test_the_hostile_ones_are_hostile(primary: PretendSchool) -> None:
    assert b"<!ENTITY l9" in _spoilt("entity_bomb", primary)
    assert b"&l9;" in _spoilt("entity_bomb", primary)
    assert b"&x;" in _spoilt("external_entity", primary)
    packed = _spoilt("zip_bomb", primary)
    assert len(gzip.decompress(packed)) > 500 * len(packed)


def _spoilt(name: str, school: PretendSchool) -> bytes:
    return export(school, "students", fault=FAULTS[name])


def _num_rows(name: str, form: str, school: PretendSchool) -> int:
    data = export(school, "students", fault=FAULTS[name], form=FORMATS[form])
    return data.count(b"<Record>") if form == "xml" else data.count(b"\n") - 1
