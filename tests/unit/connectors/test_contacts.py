"""Contacts: multiplied rows become one tie, and siblings each have theirs."""

from __future__ import annotations

from itertools import product

from autoupdate.records import ContactRecord
from tests.unit.connectors.bad_rows import CONTACT
from tests.unit.connectors.exports import codes, csv_text, parsed, xml


def test_a_contact() -> None:
    found = parsed(xml(CONTACT), "contacts")
    assert found.problems == ()
    assert found.records == (
        ContactRecord(
            mis_contact_id="9",
            mis_student_id="1234",
            surname="Okonkwo",
            forename="Emeka",
            title="Mr",
            relationship="Father",
            priority=1,
            has_parental_responsibility=True,
            emails=("emeka@home.example",),
            phones=("020 7946 0000",),
            row_number=1,
        ),
    )


def test_addresses_and_numbers_multiply_into_one_contact() -> None:
    rows = [
        {**CONTACT, "Contact Email": email, "Telephone": number, "Telephone Location": location}
        for email, (number, location) in product(
            ("a@x.example", "b@x.example"), (("020 7946 0000", "H"), ("020 7946 0001", "M"))
        )
    ]
    (record,) = parsed(xml(*rows), "contacts").records
    assert record.emails == ("a@x.example", "b@x.example")
    assert (record.phones, record.mobiles) == (("020 7946 0000",), ("020 7946 0001",))


def test_a_mobile_is_told_by_its_column_or_its_beginning() -> None:
    rows = [{**CONTACT, "Telephone": "07700 900123", "Mobile": "07700 900124"}]
    (record,) = parsed(xml(*rows), "contacts").records
    assert (record.phones, record.mobiles) == ((), ("07700 900124", "07700 900123"))


def test_siblings_share_a_contact() -> None:
    found = parsed(csv_text(CONTACT, {**CONTACT, "Student ID": "1235"}), "contacts")
    assert [(each.mis_contact_id, each.mis_student_id) for each in found.records] == [
        ("9", "1234"),
        ("9", "1235"),
    ]


def test_a_bad_address_of_multiplied_rows_is_told_once() -> None:
    rows = [
        {**CONTACT, "Contact Email": "none", "Telephone": number}
        for number in ("01234 5", "01234 6")
    ]
    found = parsed(csv_text(*rows), "contacts")
    assert codes(found) == ["email_invalid"]
    assert found.problems[0].person == "Emeka Okonkwo"


def test_no_more_numbers_than_anybody_needs() -> None:
    rows = [{**CONTACT, "Telephone": f"020 7946 {number:04}"} for number in range(30)]
    assert len(parsed(csv_text(*rows), "contacts").records[0].phones) == 10
