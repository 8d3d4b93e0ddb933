"""Whatever a vendor does wrong becomes one known trouble with words for both sides, and no upload.

Each fault is set at once and in the middle of a list; one that passes is got over.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from autoupdate.connectors.pulling import Row, Session
from autoupdate.connectors.trouble import TroubleKind, VendorTrouble, desk_text, school_text
from autoupdate.receive.admission import Admission
from autoupdate.receive.reading import store_rows
from sandbox.vendors.core.faults import KINDS
from tests.contract.vendors.adapter import QUICK, Adapter, elsewhere

#: Kind of fault → what it comes to when it stays.
FAULTS: Mapping[str, str] = {
    "unauthorised": "not_authorised",
    "firewall": "firewall",
    "rate_limit": "busy",
    "rate_limit_date": "busy",
    "server_error": "server_error",
    "hang": "timed_out",
    "drop": "broken_off",
    "half_body": "broken_off",
    "half_chunks": "broken_off",
    "web_page": "not_data",
    "not_json": "not_data",
    "redirect_loop": "redirected",
    "redirect_away": "redirected",
    "enormous": "too_big",
    "empty_list": "nobody",
    "repeat_page": "page_repeated",
    "moving_total": "total_changed",
}
KINDS_OF_TROUBLE = {
    "not_authorised": TroubleKind.MISCONFIGURED,
    "approval_withdrawn": TroubleKind.MISCONFIGURED,
    "credentials_refused": TroubleKind.MISCONFIGURED,
    "permission_missing": TroubleKind.MISCONFIGURED,
    "partner_refused": TroubleKind.INTERNAL,
    "not_granted": TroubleKind.MISCONFIGURED,
    "nobody": TroubleKind.MISCONFIGURED,
    "firewall": TroubleKind.PERMANENT,
    "redirected": TroubleKind.PERMANENT,
    "too_big": TroubleKind.PERMANENT,
    "insecure": TroubleKind.PERMANENT,
    "answer_unusable": TroubleKind.PERMANENT,
    "busy": TroubleKind.TEMPORARY,
    "server_error": TroubleKind.TEMPORARY,
    "timed_out": TroubleKind.TEMPORARY,
    "broken_off": TroubleKind.TEMPORARY,
    "not_data": TroubleKind.TEMPORARY,
    "page_repeated": TroubleKind.TEMPORARY,
    "total_changed": TroubleKind.TEMPORARY,
}
_REFINED: Mapping[str, Mapping[str, int]] = {"enormous": {"bytes": 20_000_000}}
#: Faults that are of lists in several pages.
_OF_PAGES = {"repeat_page", "moving_total"}
#: What an empty page in the middle of a list may be taken for.
_EMPTY_IN_THE_MIDDLE = {"total_changed", "page_repeated", "answer_unusable"}
#: Only who waits for a vendor that hangs is in a hurry: a busy machine's answers come late too.
_HURRIED = {"hang": replace(QUICK, read_s=0.5, total_s=2)}


@pytest.fixture(autouse=True)
def vault_folder(settings: Settings, tmp_path: Path) -> Path:
    """Where what is taken in would be kept."""
    settings.UPLOAD_STORE_DIR = tmp_path / "vault"
    return tmp_path / "vault"


def files_in(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


def pull(adapter: Adapter, session: Session, code: str = "students") -> int:
    """A pull as the portal makes it, from the first request to the vault; how many rows."""
    sub_report = adapter.sub_report(code)
    session.begin()
    rows: Iterator[Row] = adapter.small(session).rows(sub_report, wanted=adapter.all_fields(code))
    admission = Admission(sub_report=sub_report, not_uploaded=frozenset())
    reading = store_rows(rows, admission=admission)
    assert reading.fault == ""
    return reading.num_rows


def trouble_of(adapter: Adapter, session: Session, *, folder: Path) -> str:
    """The code of the trouble that a pull ends in, its words looked at; nothing was kept."""
    with pytest.raises(VendorTrouble) as met:
        pull(adapter, session)
    check_words(met.value, adapter)
    assert files_in(folder) == []
    return met.value.code


def check_words(met: VendorTrouble, adapter: Adapter) -> None:
    """The right one's turn, and words for the school and the desk without a gap in them."""
    assert met.kind is KINDS_OF_TROUBLE[met.code]
    for text in (school_text, desk_text):
        told = text(met.code, mis=adapter.connector.label, details=met.details)
        assert told.endswith(".")
        assert "…" not in told, told


def set_fault(adapter: Adapter, kind: str, **more: Any) -> None:
    refined = {**_REFINED.get(kind, {}), **more}
    adapter.vendors.fault(kind, adapter.code, adapter.lists["students"], **refined)


def test_every_fault_of_the_sandbox_is_expected() -> None:
    """Those that are left are looked at in tests of their own, or are of one vendor."""
    assert set(KINDS) - set(FAULTS) == {
        "wrong_clock",
        "expired_token",
        "permission",
        "missing_endpoint",
    }


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_that_stays(adapter: Adapter, kind: str, vault_folder: Path) -> None:
    with adapter.session(limits=_HURRIED.get(kind, QUICK)) as session:
        set_fault(adapter, kind)
        expected = adapter.troubles.get(kind, FAULTS[kind])
        assert trouble_of(adapter, session, folder=vault_folder) == expected


@pytest.mark.parametrize("kind", sorted(FAULTS.keys() - _OF_PAGES))
def test_a_fault_in_the_middle(adapter: Adapter, kind: str, vault_folder: Path) -> None:
    """Half a list never becomes rows."""
    with adapter.session(limits=_HURRIED.get(kind, QUICK)) as session:
        set_fault(adapter, kind, after=2)
        code = trouble_of(adapter, session, folder=vault_folder)
    expected = {adapter.troubles.get(kind, FAULTS[kind])}
    assert code in (_EMPTY_IN_THE_MIDDLE if kind == "empty_list" else expected)


def _passing() -> list[str]:
    codes = [kind for kind, code in FAULTS.items() if kind not in _OF_PAGES]
    return [kind for kind in codes if KINDS_OF_TROUBLE[FAULTS[kind]] is TroubleKind.TEMPORARY]


@pytest.mark.parametrize("kind", _passing())
def test_a_fault_that_passes_is_got_over(adapter: Adapter, kind: str, vault_folder: Path) -> None:
    school = adapter.vendors.school("oak")
    with adapter.session(limits=_HURRIED.get(kind, QUICK)) as session:
        set_fault(adapter, kind, after=1, times=1)
        if kind in {"web_page", "not_json"}:  # an answer all the same: another evening will do
            with pytest.raises(VendorTrouble):
                pull(adapter, session)
        assert pull(adapter, session) == len(school.students)
    assert len(files_in(vault_folder)) == 1


def test_a_vendor_whose_clock_is_wrong_is_read_all_the_same(adapter: Adapter) -> None:
    for hours in (-72, 72):
        adapter.vendors.fault("wrong_clock", adapter.code, hours=hours)
        with adapter.session() as session:
            assert pull(adapter, session) == len(adapter.vendors.school("oak").students)
        adapter.vendors.clear_faults()


def test_a_token_that_expires_in_the_middle(adapter: Adapter, vault_folder: Path) -> None:
    with adapter.session() as session:
        set_fault(adapter, "expired_token", after=2, times=1)
        assert pull(adapter, session) == len(adapter.vendors.school("oak").students)
        if adapter.has_tokens:
            set_fault(adapter, "expired_token")
            pulled = len(files_in(vault_folder))
            with pytest.raises(VendorTrouble) as met:
                pull(adapter, session)
            assert met.value.code == adapter.troubles.get("unauthorised", "not_authorised")
            assert len(files_in(vault_folder)) == pulled


def test_consent_taken_back_at_the_vendor(adapter: Adapter, vault_folder: Path) -> None:
    with adapter.session() as session:
        adapter.vendors.withdraw(adapter.code, "oak")
        assert trouble_of(adapter, session, folder=vault_folder) == adapter.withdrawn


def test_one_permission_withdrawn_is_told_by_name(adapter: Adapter) -> None:
    with adapter.session() as session:
        adapter.vendors.fault("permission", adapter.code, names=list(adapter.staff_permission))
        for act in (pull, _check):
            with pytest.raises(VendorTrouble) as met:
                act(adapter, session, "staff")
            assert met.value.code == "permission_missing"
            assert "staff" in met.value.details["permission"].lower()
            check_words(met.value, adapter)
        assert pull(adapter, session) == len(adapter.vendors.school("oak").students)


def _check(adapter: Adapter, session: Session, code: str) -> None:
    adapter.puller(session).check(adapter.sub_report(code), wanted=adapter.all_fields(code))


@pytest.mark.parametrize("code", ["staff", "students"])
def test_a_check_does_not_believe_in_an_empty_school(adapter: Adapter, code: str) -> None:
    with adapter.session() as session:
        adapter.vendors.fault("empty_list", adapter.code, adapter.lists[code])
        with pytest.raises(VendorTrouble) as met:
            _check(adapter, session, code)
    assert met.value.code == "nobody"
    check_words(met.value, adapter)


@pytest.mark.parametrize("kind", ["self_signed", "expired", "other_name"])
def test_a_certificate_that_cannot_be_believed(
    adapter: Adapter, kind: str, vault_folder: Path
) -> None:
    code, access = _over_tls(adapter, kind, folder=vault_folder)
    assert (code, access) == ("insecure", [])


def test_a_good_certificate_is_believed(adapter: Adapter, vault_folder: Path) -> None:
    code, asked = _over_tls(adapter, "good", folder=vault_folder)
    assert code == ""
    assert asked


def _over_tls(adapter: Adapter, kind: str, *, folder: Path) -> tuple[str, list[Any]]:
    """The trouble of a pull over TLS, or "", and the requests that the vendor then saw."""
    access, served = adapter.access(), adapter.vendors.over_tls(kind)
    there = elsewhere(access, old=adapter.vendors.address, new=served.address)
    trust = ssl.create_default_context(cafile=str(served.authority))
    hosts = [served.address.removeprefix("https://")]
    adapter.vendors.forget_requests()
    code = ""
    with adapter.session(there, trust=trust, test_hosts=hosts) as session:
        if kind == "good":
            pull(adapter, session)
        else:
            code = trouble_of(adapter, session, folder=folder)
    return code, adapter.vendors.seen(adapter.code)
