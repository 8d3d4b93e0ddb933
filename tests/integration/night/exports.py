"""Putting exports in front of the night as the door would, from plain rows or pretend schools."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from accounts.models import SchoolMis
from autoupdate.actions.checking import check_upload
from autoupdate.models import Upload
from autoupdate.receive.door import receive_export

#: Our field code → SIMS's caption, for the columns that the tests use.
STUDENT = {
    "id": "ID",
    "forename": "Forename",
    "surname": "Legal Surname",
    "preferred": "Preferred Forename",
    "dob": "DOB",
    "upn": "UPN",
    "year": "Year",
    "reg": "Reg",
    "starts": "Start date",
    "leaves": "Leaving date",
    "email": "Primary Email",
}
STAFF = {
    "id": "ID",
    "forename": "FirstNameLegal",
    "surname": "LastNameLegal",
    "dob": "DOB",
    "role": "Role",
    "starts": "Employment Start Date",
}


def csv_export(rows: Iterable[Mapping[str, str]], captions: Mapping[str, str]) -> bytes:
    """Rows (our short word → text) as a CSV export; columns that no row has are left out."""
    rows = list(rows)
    names = [name for name in captions if any(name in row for row in rows)] or list(captions)
    lines = [",".join(captions[name] for name in names)]
    lines += [",".join(row.get(name, "") for name in names) for row in rows]
    return "\r\n".join([*lines, ""]).encode()


def send(
    school_mis: SchoolMis, sub_report: str, data: bytes, *, extracted_at: datetime | None = None
) -> Upload:
    """Bring an export through the door and check it."""
    upload = receive_export(
        io.BytesIO(data),
        school_mis=school_mis,
        sub_report=sub_report,
        delivery="agent",
        extracted_at=extracted_at or timezone.now(),
    )
    check_upload(upload.pk)
    upload.refresh_from_db()
    return upload


def send_students(
    school_mis: SchoolMis, *rows: Mapping[str, str], sub_report: str = "students"
) -> Upload:
    """Students as a CSV export."""
    return send(school_mis, sub_report, csv_export(rows, STUDENT))


def send_staff(
    school_mis: SchoolMis, *rows: Mapping[str, str], sub_report: str = "staff"
) -> Upload:
    """Staff as a CSV export."""
    return send(school_mis, sub_report, csv_export(rows, STAFF))
