"""Approving at a pretend vendor's own page, and what becomes of the approval afterwards."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from autoupdate.connectors.http import VendorClient
from autoupdate.connectors.pulling import Access
from autoupdate.connectors.trouble import VendorTrouble
from sandbox.vendors.running import VendorServer
from tests.contract.vendors import ADAPTERS
from tests.contract.vendors.adapter import Adapter, ApprovingAdapter
from tests.contract.vendors.arbor import ArborAdapter
from tests.contract.vendors.scholarpack import ScholarPackAdapter

APPROVING = [code for code, each in ADAPTERS.items() if issubclass(each, ApprovingAdapter)]


@pytest.fixture(params=APPROVING)
def approving(request: pytest.FixtureRequest, vendors: VendorServer) -> ApprovingAdapter:
    adapter = ADAPTERS[request.param](vendors)
    assert isinstance(adapter, ApprovingAdapter)
    return adapter


def exchange_trouble(adapter: ApprovingAdapter, code: str, **partner: str) -> str:
    approval = adapter.connector.approval
    assert approval is not None
    asking = replace(adapter.asking(), partner={**adapter.partner(), **partner})
    with (
        VendorClient(test_hosts=[adapter.test_host]) as client,
        pytest.raises(VendorTrouble) as met,
    ):
        approval.exchange(client, asking, code=code)
    return met.value.code


def test_every_vendor_with_an_approval_is_approved_at() -> None:
    assert all(
        (adapter(VendorServer({})).connector.approval is not None) is (code in APPROVING)
        for code, adapter in ADAPTERS.items()
    )


def test_a_code_is_good_once(approving: ApprovingAdapter) -> None:
    code = approving.code_for()
    approval = approving.connector.approval
    assert approval is not None
    with VendorClient(test_hosts=[approving.test_host]) as client:
        approval.exchange(client, approving.asking(), code=code)
    assert exchange_trouble(approving, code) == "approval_unusable"
    assert exchange_trouble(approving, "never given") == "approval_unusable"


def test_a_portal_that_the_vendor_does_not_know(approving: ApprovingAdapter) -> None:
    assert exchange_trouble(approving, approving.code_for(), secret="wrong") == "partner_refused"


def pull_trouble(adapter: Adapter, access: Access, code: str = "students") -> str:
    with adapter.session(access) as session, pytest.raises(VendorTrouble) as met:
        adapter.rows(session, code)
    return met.value.code


def test_scholarpack_ends_what_is_given_back(vendors: VendorServer) -> None:
    adapter = ScholarPackAdapter(vendors)
    access = adapter.access()
    approval = adapter.connector.approval
    assert approval is not None
    with adapter.session(access) as session:
        assert adapter.rows(session, "students")
        assert approval.revoke(session.client, access)
    assert pull_trouble(adapter, access) == "approval_withdrawn"


def test_scholarpack_without_a_scope(vendors: VendorServer) -> None:
    """The office unticked the contacts on ScholarPack's page."""
    adapter = ScholarPackAdapter(vendors)
    kept = ["student:read", "staff:read", "group:read", "attendance:read"]
    access = adapter.access(scope=kept)
    with adapter.session(access) as session:
        with pytest.raises(VendorTrouble) as met:
            adapter.puller(session).check(adapter.sub_report("contacts"), wanted=())
        assert met.value.code == "permission_missing"
        assert met.value.details["permission"] == "contacts"
        assert adapter.rows(session, "students")


def test_scholarpacks_tokens_go_on_for_weeks(vendors: VendorServer) -> None:
    """Each day's token comes of the refresh token that the day before brought."""
    adapter = ScholarPackAdapter(vendors)
    access = adapter.access()
    given = adapter.kept["refresh_token"]
    for _ in range(3):
        adapter.kept["expires_at"] = "0"
        later = replace(access, secrets=dict(adapter.kept))
        with adapter.session(later) as session:
            assert adapter.rows(session, "staff")
        assert adapter.kept["refresh_token"] != given
        given = adapter.kept["refresh_token"]


def test_arbor_without_an_endpoint_until_it_is_authorised_again(vendors: VendorServer) -> None:
    adapter = ArborAdapter(vendors)
    vendors.fault("missing_endpoint", "arbor")
    assert pull_trouble(adapter, adapter.access()) == "endpoint_missing"
    vendors.clear_faults()
    with adapter.session(adapter.access()) as session:
        assert adapter.rows(session, "students")


def test_arbor_approved_again_ends_the_old_password(vendors: VendorServer) -> None:
    adapter = ArborAdapter(vendors)
    old, new = adapter.access(), adapter.access()
    assert pull_trouble(adapter, old) == "not_authorised"
    with adapter.session(new) as session:
        assert adapter.rows(session, "students")


@pytest.mark.parametrize(
    ("lost", "sub_report", "told", "field"),
    [
        (
            "Student.displayAcademicLevel",
            "students",
            "Year group (Student.displayAcademicLevel)",
            "year_group",
        ),
        ("Student.emailAddresses", "students", "E-mail address (Student.emailAddresses)", "email"),
        ("Unique Pupil Numbers", "students", "UPN (UkDfe_UpnAssignment)", "upn"),
        (
            "RegistrationForm.registrationFormName",
            "students",
            "Registration group (RegistrationForm)",
            "reg_group",
        ),
        (
            "RegistrationFormMembership.student",
            "students",
            "Registration group (RegistrationFormMembership)",
            "reg_group",
        ),
        (
            "EmailAddress.emailAddress",
            "contacts",
            "E-mail addresses (EmailAddress.emailAddress)",
            "emails",
        ),
        (
            "EmailAddress.emailAddressOwner",
            "contacts",
            "E-mail addresses (EmailAddress)",
            "emails",
        ),
        (
            "TelephoneNumber.telephoneNumberType",
            "contacts",
            "Kind of telephone number (TelephoneNumber.telephoneNumberType)",
            "phone_location",
        ),
        ("AcademicUnit.subject", "class_students", "Subject (AcademicUnit.subject)", "subject"),
    ],
)
def test_arbor_without_one_property(
    vendors: VendorServer, lost: str, sub_report: str, told: str, field: str
) -> None:
    """The field is unknown, not blank, and the school is told which it is."""
    adapter = ArborAdapter(vendors)
    with adapter.session() as session:
        whole = adapter.parsed(session, sub_report)
        vendors.fault("permission", "arbor", names=[lost])
        session.begin()
        adapter.puller(session).check(
            adapter.sub_report(sub_report), wanted=adapter.all_fields(sub_report)
        )
        assert session.refused == {told}
        found = adapter.parsed(session, sub_report)
        assert session.refused == {told}
    assert whole.known_fields - found.known_fields == {field}
    assert [without(field, one) for one in whole.records] == [
        without(field, one) for one in found.records
    ]


def without(field: str, record: Any) -> dict[str, Any]:
    """What a record says beside one field; rows are more where there are several addresses."""
    return {
        name: value for name, value in asdict(record).items() if name not in {field, "row_number"}
    }


def test_arbor_without_an_order_of_addresses(vendors: VendorServer) -> None:
    """They come in Arbor's order then; nobody need hear of it."""
    adapter = ArborAdapter(vendors)
    with adapter.session() as session:
        whole = adapter.rows(session, "contacts")
        vendors.fault("permission", "arbor", names=["EmailAddress.dataOrder"])
        rows = adapter.rows(session, "contacts")
        assert session.refused == set()
    assert {row["EmailAddress.emailAddress"] for row in rows} == {
        row["EmailAddress.emailAddress"] for row in whole
    }
