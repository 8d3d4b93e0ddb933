"""What every connector in the registry must be, and what the guides say each MIS has."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields as dataclass_fields
from typing import Any

import pytest

from autoupdate.connectors import registry
from autoupdate.connectors.base import (
    HEAD,
    HEAD_PROXY,
    Connector,
    Delivery,
    RecordType,
    ReportCode,
    SubReport,
)
from autoupdate.connectors.caption import caption_key
from autoupdate.connectors.catalogue import FIELD_LABELS, REPORT_TEXTS
from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.problems import GENERAL_PROBLEMS
from autoupdate.connectors.rowsfile import write_rows
from autoupdate.records import AttendanceRecord, ContactRecord, MembershipRecord, PersonRecord
from tests.unit.connectors.exports import TODAY

ALL = "staff students staff_future students_future contacts groups attendance"

#: MIS → its reports, how data arrive, Force run, whether a school may change to it, the proxy.
GUIDES = {
    "sims": (ALL, "agent", False, True, True),
    "sims_connected": (ALL, "agent", False, True, True),
    "arbor": ("staff students contacts groups attendance", "pull", True, True, True),
    "scholarpack": ("staff students contacts groups attendance", "pull", True, True, True),
    "bromcom": (
        "staff students staff_future students_future contacts attendance",
        "push",
        False,
        False,
        True,
    ),
    "integris": ("staff students contacts groups attendance", "pull", False, True, True),
    "pupil_asset": ("staff students contacts", "pull", False, True, False),
    "iris": ("staff students", "pull", True, False, True),
    "schoolpod": ("staff students contacts", "pull", False, True, True),
}
_ATTRIBUTES: dict[RecordType, Any] = {
    RecordType.STAFF: PersonRecord,
    RecordType.STAFF_FUTURE: PersonRecord,
    RecordType.STUDENT: PersonRecord,
    RecordType.STUDENT_FUTURE: PersonRecord,
    RecordType.CONTACT: ContactRecord,
    RecordType.MEMBERSHIP: MembershipRecord,
    RecordType.ATTENDANCE: AttendanceRecord,
}
#: Fields that tell how to read another one, and are no part of the record.
_HELPERS = {"phone_location", "enrolment"}

every_connector = pytest.mark.parametrize(
    "connector", registry.all(), ids=lambda connector: connector.code
)


every_sub_report = pytest.mark.parametrize(
    ("connector", "sub_report"),
    [
        pytest.param(connector, each, id=f"{connector.code}-{each.code}")
        for connector in registry.all()
        for each in connector.sub_reports()
    ],
)


def test_codes_are_unique_and_lead_to_their_connector() -> None:
    codes = [connector.code for connector in registry.all()]
    assert len(set(codes)) == len(codes)
    assert [registry.get(code) for code in codes] == list(registry.all())
    with pytest.raises(KeyError):
        registry.get("no_such")


@pytest.mark.parametrize("code", GUIDES)
def test_each_mis_has_what_the_guides_say(code: str) -> None:
    connector = registry.get(code)
    assert (
        " ".join(report.code for report in connector.reports),
        connector.delivery,
        connector.has_force_run,
        connector.school_may_change_to,
        HEAD_PROXY in connector.accepting_roles,
    ) == GUIDES[code]
    assert HEAD in connector.accepting_roles


def test_the_guides_know_every_connector() -> None:
    assert set(GUIDES) == {connector.code for connector in registry.all()}


@every_connector
def test_everything_is_said_in_words(connector: Connector) -> None:
    assert connector.label
    assert connector.cadence
    assert connector.delivery_text.endswith(".")
    assert connector.leaving_hint.endswith(".")
    assert connector.silent_after_days > 0
    assert connector.redact_keys
    assert connector.delivery in Delivery
    assert connector.setup_steps
    for step in connector.setup_steps:
        assert step.text.endswith(".")
        assert step.whose_turn in {"school", "desk", "vendor"}
    codes = [step.code for step in connector.setup_steps]
    assert len(set(codes)) == len(codes)
    assert {"accept", "results"} <= set(codes)


@every_connector
def test_reports_have_their_words_and_sub_reports(connector: Connector) -> None:
    for report in connector.reports:
        assert report.label == REPORT_TEXTS[report.code].label
        assert report.purpose.endswith(".")
        assert report.consequence_when_missing.endswith(".")
        assert report.needs_autotext is (report.code is ReportCode.ATTENDANCE)
        assert report.sub_reports
        assert all(each.report is report.code for each in report.sub_reports)
        assert connector.report(report.code) is report
    counts = Counter(each.code for each in connector.sub_reports())
    assert set(counts.values()) == {1}


@every_connector
def test_what_an_mis_lacks_is_not_found(connector: Connector) -> None:
    for code in ReportCode:
        if not connector.has_report(code):
            with pytest.raises(KeyError):
                connector.report(code)
    with pytest.raises(KeyError):
        connector.sub_report("no_such")


@every_connector
def test_future_reports_are_told(connector: Connector) -> None:
    has_future = connector.code in {"sims", "sims_connected", "bromcom"}
    assert connector.supports_future is has_future


@every_connector
def test_every_problem_has_words_of_this_mis(connector: Connector) -> None:
    for code in GENERAL_PROBLEMS:
        assert connector.problem_text(code).remedy


@every_sub_report
def test_fields_are_declared_in_full(connector: Connector, sub_report: SubReport) -> None:
    assert connector.sub_report(sub_report.code) is sub_report
    assert sub_report.label
    assert sub_report.mandatory_fields
    attributes = {
        each.name for each in dataclass_fields(_ATTRIBUTES[sub_report.record_type])
    } | _HELPERS
    for each in sub_report.fields:
        assert sub_report.field(each.code) is each
        assert each.code in attributes
        assert each.label == FIELD_LABELS[each.code]
        assert each.captions
        if each.falls_back_on:
            assert sub_report.field(each.falls_back_on) is not each
    with pytest.raises(KeyError):
        sub_report.field("no_such")


@every_sub_report
def test_a_caption_belongs_to_one_field(connector: Connector, sub_report: SubReport) -> None:
    """Or opting one field out would let its values in under another."""
    keys = Counter(caption_key(caption) for each in sub_report.fields for caption in each.captions)
    assert set(keys.values()) == {1}
    assert not keys.keys() & {caption_key(caption) for caption in sub_report.foreign_captions}


@every_sub_report
def test_people_need_id_and_names(connector: Connector, sub_report: SubReport) -> None:
    if not sub_report.record_type.is_person:
        return
    mandatory = {each.code for each in sub_report.mandatory_fields}
    assert {"mis_id", "legal_forename", "legal_surname"} <= mandatory
    assert ("date_of_birth" in mandatory) is not sub_report.record_type.is_future
    assert sub_report.may_be_empty is sub_report.record_type.is_future


@every_sub_report
def test_groups_say_what_they_are(connector: Connector, sub_report: SubReport) -> None:
    is_group = sub_report.record_type is RecordType.MEMBERSHIP
    assert (sub_report.group_kind is not None) is is_group
    assert (sub_report.group_role is not None) is is_group


@every_connector
def test_a_variant_differs_in_words_only(connector: Connector) -> None:
    if connector.variant_of:
        original = registry.get(connector.variant_of)
        assert connector.reports == original.reports
        assert connector.parser is original.parser
        assert connector.setup_steps != original.setup_steps


@every_sub_report
def test_a_parser_reads_what_the_door_stores(connector: Connector, sub_report: SubReport) -> None:
    """A row with something in every column: through the door, and understood as far as it goes."""
    if connector.parser is None:
        assert not connector.can_receive
        return
    captions = [each.captions[0] for each in sub_report.fields]
    row = ",".join("x" for _ in captions)
    export = f"{','.join(captions)}\r\n{row}\r\nCount:,1\r\n".encode()
    stored = b"".join(FilteredExport.of_file([export], sub_report=sub_report))
    found = connector.parser([stored], sub_report, today=TODAY)
    assert found.num_rows == 1
    assert found.known_fields == {each.code for each in sub_report.fields}
    assert set(found.problem_counts) <= set(GENERAL_PROBLEMS)


@every_sub_report
def test_a_parser_reads_an_empty_file(connector: Connector, sub_report: SubReport) -> None:
    if connector.parser is not None:
        captions = [each.captions[0] for each in sub_report.fields]
        stored = b"".join(write_rows(captions, [], seen=()))
        found = connector.parser([stored], sub_report, today=TODAY, problems_kept=1)
        assert (found.records, found.problems, found.num_rows) == ((), (), 0)
