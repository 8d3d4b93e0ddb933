"""What every connector that fetches must do, told by a pretend vendor that was written apart.

What a pull brings is what the pretend school is; what the school does not upload is neither asked
for nor kept; and nothing of it is in a log.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from autoupdate.connectors import registry
from autoupdate.connectors.base import RecordType
from autoupdate.connectors.intake import FilteredExport
from autoupdate.connectors.pulling import Session
from autoupdate.connectors.tabular.rows import GivenRows
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.records import ParsedExport
from sandbox.people import Person, PretendSchool
from sandbox.vendors.running import VendorServer
from tests.contract.vendors import ADAPTERS, story
from tests.contract.vendors.adapter import Adapter

#: Fields that only the MIS itself could know.
_OWN = {"mis_id", "external_id", "staff_code"}
both_schools = pytest.mark.parametrize("key", ["oak", "high"])


def test_every_connector_that_fetches_has_an_adapter() -> None:
    fetching = {each.code for each in registry.all() if each.puller is not None}
    assert fetching == set(ADAPTERS)


class Pull:
    """Everything that one school's pull brings, read once."""

    def __init__(self, adapter: Adapter, key: str) -> None:
        self.adapter = adapter
        self.school: PretendSchool = adapter.vendors.school(key)
        self.exports: dict[str, ParsedExport[Any]] = {}
        with adapter.session(adapter.access(key)) as session:
            for sub_report in adapter.connector.sub_reports():
                self.exports[sub_report.code] = adapter.parsed(session, sub_report.code)
                assert session.refused == set()
        self.students = self._keys("students")
        self.staff = self._keys("staff")

    def _keys(self, code: str) -> dict[str, story.Key]:
        return {one.mis_id: story.key_of(one) for one in self.exports[code].records}

    def compared(self, code: str) -> set[str]:
        """The fields in which the pull must be as the pretend school is."""
        declared = {each.code for each in self.adapter.sub_report(code).fields}
        other = {field for sub_report, field in self.adapter.differing if sub_report == code}
        return declared - _OWN - other


@both_schools
def test_a_pull_brings_the_school_as_it_is(adapter: Adapter, key: str) -> None:
    pull = Pull(adapter, key)
    for code, export in pull.exports.items():
        sub_report = adapter.sub_report(code)
        assert export.num_left_out == 0, code
        assert set(export.problem_counts) <= adapter.problems, code
        assert export.known_fields == {each.code for each in sub_report.fields}
        found, expected = _TOLD[sub_report.record_type](pull, code)
        assert found == expected, code


def _people(pull: Pull, code: str) -> tuple[story.Told, story.Told]:
    everybody = pull.school.students if code == "students" else pull.school.staff
    fields = pull.compared(code)
    found = pull.exports[code].records
    assert len({one.mis_id for one in found}) == len(everybody)
    return story.records(found, fields), story.people(everybody, fields)


def _contacts(pull: Pull, code: str) -> tuple[story.Told, story.Told]:
    adapter = pull.adapter
    expected = story.ties(
        pull.school, addresses_of=adapter.addresses_of, numbers_of=adapter.numbers_of
    )
    found = story.tie_records(pull.exports[code].records, pull.students)
    return story.blurred(found, adapter.blurred), story.blurred(expected, adapter.blurred)


def _members(pull: Pull, code: str) -> tuple[story.Told, story.Told]:
    ids = pull.students if code.endswith("students") else pull.staff
    found = pull.exports[code].records
    return Counter((one.group_name, ids[one.mis_id]) for one in found), story.members(
        pull.school, code
    )


def _marks(pull: Pull, code: str) -> tuple[story.Told, story.Told]:
    found, today = pull.exports[code].records, pull.school.today
    days = {one.marked_on for one in found}
    assert today in days
    assert all(today - timedelta(days=7) < day <= today for day in days)
    told = Counter(
        (pull.students[one.mis_student_id], one.marked_on, one.session, one.code, one.minutes_late)
        for one in found
    )
    has_minutes = "minutes_late" in pull.exports[code].known_fields
    return told, story.marks(pull.school, days, has_minutes=has_minutes)


_TOLD: dict[RecordType, Callable[[Pull, str], tuple[story.Told, story.Told]]] = {
    RecordType.STAFF: _people,
    RecordType.STUDENT: _people,
    RecordType.CONTACT: _contacts,
    RecordType.MEMBERSHIP: _members,
    RecordType.ATTENDANCE: _marks,
}


def _optional(adapter: Adapter) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (sub_report.code, each.code, each.captions)
        for sub_report in adapter.connector.sub_reports()
        for each in sub_report.fields
        if not each.is_mandatory
    ]


def test_what_the_school_does_not_upload_is_neither_asked_for_nor_kept(adapter: Adapter) -> None:
    with adapter.session() as session:
        for code, field, captions in _optional(adapter):
            adapter.vendors.forget_requests()
            wanted = adapter.all_fields(code) - {field}
            rows = adapter.rows(session, code, wanted=wanted)
            assert rows
            assert not {name for row in rows for name in row} & set(captions), (code, field)
            door = FilteredExport(
                GivenRows(rows), sub_report=adapter.sub_report(code), not_uploaded={field}
            )
            assert not set(captions) & set(b"".join(door).decode().split("\r\n")[0].split(","))
            if adapter.can_choose:
                asked = _asked(adapter) & set(captions)
                assert asked <= adapter.joined_by, (code, field)


@pytest.mark.parametrize("mis", [code for code, each in ADAPTERS.items() if each.can_choose])
def test_what_it_does_upload_is_asked_for(mis: str, vendors: VendorServer) -> None:
    """Or the test above would prove nothing."""
    adapter = ADAPTERS[mis](vendors)
    with adapter.session() as session:
        asked = {}
        for code in dict.fromkeys(code for code, *_ in _optional(adapter)):
            adapter.vendors.forget_requests()
            adapter.rows(session, code)
            asked[code] = _asked(adapter)
    for code, _, captions in _optional(adapter):
        assert set(captions) & asked[code], (code, captions)


def _asked(adapter: Adapter) -> set[str]:
    return {name for seen in adapter.vendors.seen(adapter.code) for name in adapter.asked(seen)}


def test_a_check_says_that_everything_can_be_read(adapter: Adapter) -> None:
    with adapter.session() as session:
        puller = adapter.puller(session)
        for sub_report in adapter.connector.sub_reports():
            session.begin()
            adapter.vendors.forget_requests()
            puller.check(sub_report, wanted=adapter.all_fields(sub_report.code))
            assert session.refused == set()
            assert sum(adapter.vendors.counts(adapter.code).values()) <= 8


def test_progress_is_told_page_by_page(adapter: Adapter) -> None:
    told: list[tuple[int, int]] = []
    with adapter.session() as session:
        session.telling = lambda progress: told.append((progress.num_pages, progress.num_people))
        rows = adapter.rows(session, "students")
    assert [pages for pages, _ in told] == list(range(1, len(told) + 1))
    assert told[-1][1] >= len(rows)


def test_logs_hold_neither_secrets_nor_people(
    adapter: Adapter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    access = adapter.access()
    school = adapter.vendors.school("oak")
    with adapter.session(access) as session:
        for sub_report in adapter.connector.sub_reports():
            adapter.rows(session, sub_report.code)
        adapter.vendors.fault("half_body", adapter.code)
        with pytest.raises(VendorTrouble) as met:
            adapter.rows(session, "students")
    told = f"{caplog.text} {met.value!r} {met.value.details}"
    assert adapter.connector.code in told or "127.0.0.1" in told
    secrets = {*access.secrets.values(), *adapter.kept.values(), access.partner.get("secret", "")}
    for secret in secrets - {""}:
        if not secret.isdecimal():  # when a token ends is no secret
            assert secret not in told
    words = set(re.findall(r"\w+", told))
    people: tuple[Person, ...] = (*school.students, *school.staff)
    assert not {one.legal_surname for one in people} & words
    assert not {one.upn for one in school.students} & words


def test_nothing_goes_without_credentials(adapter: Adapter) -> None:
    access = adapter.without_credentials(adapter.access())
    adapter.vendors.forget_requests()
    with adapter.session(access) as session, pytest.raises(VendorTrouble) as met:
        adapter.rows(session, "students")
    assert met.value.code == adapter.no_credentials
    assert adapter.vendors.seen(adapter.code) == []


def test_a_school_gets_its_own_people_only(adapter: Adapter) -> None:
    def born(session: Session) -> set[Any]:
        return {story.key_of(one) for one in adapter.parsed(session, "students").records}

    with adapter.session(adapter.access("oak")) as session:
        oak = born(session)
    with adapter.session(adapter.access("high")) as session:
        high = born(session)
    assert oak
    assert high
    assert not oak & high
