"""Pupil Asset: the reference, the scopes, and rows with blanks, which are kept and named."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autoupdate.connectors.base import Days
from autoupdate.connectors.pupil_asset.connector import PUPIL_ASSET
from autoupdate.connectors.trouble import TroubleKind, VendorTrouble
from autoupdate.records import ParsedExport
from tests.servers import Reply
from tests.unit.connectors.sessions import Asked, Visit, as_json, visiting

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "pupil_asset"
PARTNER = {"secret": "partner-key"}
REFERENCE = "PA-7K3Q9"
SUB_REPORTS = [each.code for each in PUPIL_ASSET.sub_reports()]


@dataclass(slots=True)
class Asset:
    """A Pupil Asset that answers with the samples, or as it is told."""

    folder: Path = FOLDER
    reply: Reply | None = None

    def __call__(self, asked: Asked) -> Reply:
        assert asked.headers["Authorization"] == "Bearer partner-key"
        name = asked.path.removeprefix(f"/api/v1/schools/{REFERENCE}/")
        return self.reply or Reply(
            200, (self.folder / f"{name}-{asked.query['page']}.json").read_bytes()
        )


def school(
    asset: Asset | None = None,
    *,
    reference: str = REFERENCE,
    partner: Mapping[str, str] = PARTNER,
) -> AbstractContextManager[Visit]:
    return visiting(PUPIL_ASSET, asset or Asset(), reference=reference, partner=partner)


def nasty(sub_report: str) -> ParsedExport[Any]:
    with school(Asset(folder=FOLDER / "nasty")) as visit:
        return visit.parsed(sub_report)


@pytest.mark.parametrize("sub_report", SUB_REPORTS)
def test_good_samples_are_read(sub_report: str) -> None:
    with school() as visit:
        found = visit.parsed(sub_report)
    assert found.records
    assert set(found.problem_counts) <= {"birth_date_missing"}
    assert found.known_fields == {each.code for each in PUPIL_ASSET.sub_report(sub_report).fields}


def test_pupils_with_blanks_are_kept_and_each_blank_is_named() -> None:
    found = nasty("students")
    assert [each.mis_id for each in found.records] == ["501", "502", "503", "504", "505", "506"]
    assert [each.no_account_code for each in found.records] == [
        "",
        "forename_missing",
        "birth_date_missing",
        "surname_missing",
        "birth_date_missing",
        "name_missing",
    ]
    assert found.num_left_out == 0
    assert [each.legal_surname for each in found.records][:2] == ["Begum", "Suleiman"]
    assert found.records[4].year_group == "N2"
    for problem in found.problems:
        assert "Pupil Asset" in PUPIL_ASSET.problem_text(problem.code).remedy


def test_staff_with_blanks_are_kept_too() -> None:
    found = nasty("staff")
    morag, birthday, sukarno = found.records
    assert (morag.legal_surname, morag.preferred_surname) == ("MacDonald", "Ross")
    assert birthday.no_account_code == "birth_date_missing"
    assert sukarno.no_account_code == "forename_missing"


def test_parents_are_named_by_what_they_are() -> None:
    found = nasty("contacts")
    assert [(each.surname, each.relationship) for each in found.records] == [
        ("Begum", "Mother"),
        ("Rahman", ""),
        ("Begum", "Step Mother"),
    ]
    assert found.problem_counts == {"contact_name_missing": 1}
    assert [(each.row_number, each.person) for each in found.problems] == [(4, "Only")]
    assert [each.has_parental_responsibility for each in found.records] == [True, None, False]


def test_a_code_that_nobody_knows_stays_as_it_is() -> None:
    parent = {"pupil_id": 1, "parent_id": 2, "surname": "Okonkwo", "relationship_code": "ZZZ"}
    meta = {"page": 1, "last_page": 1, "total": 1}
    with school(Asset(reply=as_json({"data": [parent], "meta": meta}))) as visit:
        found = visit.parsed("contacts")
    assert found.records[0].relationship == "ZZZ"
    assert "emails" not in found.known_fields, "a property that never came is unknown"


def test_a_field_that_is_opted_out_is_in_no_row() -> None:
    with school() as visit:
        row = visit.rows("students", but=["house", "upn"])[0]
    assert not {"House", "UPN"} & row.keys()


@pytest.mark.parametrize(
    ("reply", "code", "kind"),
    [
        (
            as_json({"error": "unknown_partner"}, status=401),
            "partner_refused",
            TroubleKind.INTERNAL,
        ),
        (
            as_json({"error": "unknown_school"}, status=404),
            "reference_unknown",
            TroubleKind.MISCONFIGURED,
        ),
        (Reply(404, b"<html>"), "request_refused", TroubleKind.PERMANENT),
        (
            as_json({"error": "not_authorised"}, status=403),
            "not_granted",
            TroubleKind.MISCONFIGURED,
        ),
        (
            as_json({"error": "scope_not_authorised", "scope": "parents"}, status=403),
            "permission_missing",
            TroubleKind.MISCONFIGURED,
        ),
        (Reply(403, b"<html>"), "firewall", TroubleKind.PERMANENT),
        (as_json({"data": []}), "answer_unusable", TroubleKind.PERMANENT),
        (
            as_json({"data": [], "meta": {"page": 1, "last_page": 1, "total": 0}}),
            "nobody",
            TroubleKind.MISCONFIGURED,
        ),
    ],
)
def test_what_goes_wrong_is_said(reply: Reply, code: str, kind: TroubleKind) -> None:
    with school(Asset(reply=reply)) as visit:
        met = visit.trouble("contacts")
        assert (met.code, met.kind) == (code, kind)
        if code == "permission_missing":
            assert met.details["permission"] == "Parents"
        with pytest.raises(VendorTrouble) as checked:
            visit.check("contacts")
        assert checked.value.code == code


def test_a_check_asks_for_one() -> None:
    with school() as visit:
        visit.check("students")
        assert [each.query["per_page"] for each in visit.asked] == ["1"]


def test_without_a_reference_the_school_is_not_connected() -> None:
    with school(reference="") as visit:
        assert visit.trouble("staff").code == "credentials_missing"


@pytest.mark.parametrize("missing", ["url", "secret"])
def test_without_the_portals_own_standing_nothing_is_asked(missing: str) -> None:
    with school(partner={**PARTNER, missing: ""}) as visit:
        assert visit.trouble("staff").code == "partner_missing"
        assert visit.asked == []


def test_a_reference_cannot_lead_to_another_address() -> None:
    with school(
        Asset(reply=as_json({"error": "unknown_school"}, status=404)), reference="../x?y"
    ) as visit:
        assert visit.trouble("staff").code == "reference_unknown"
        assert visit.asked[0].path == "/api/v1/schools/..%2Fx%3Fy/staff"


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("PA-7K3Q9", True),
        ("123456", True),
        ("", False),
        ("PA 7", False),
        ("../x", False),
        ("é23", False),
    ],
)
def test_a_reference_is_letters_digits_and_hyphens(text: str, is_good: bool) -> None:
    (field,) = PUPIL_ASSET.credentials
    assert (field.check(text, {}) == "") is is_good
    assert field.entered_by == "desk"


def test_it_is_fetched_on_weekdays_once_the_desk_made_it_visible() -> None:
    assert PUPIL_ASSET.needs_offer
    assert PUPIL_ASSET.pulled_on is Days.WEEKDAYS
