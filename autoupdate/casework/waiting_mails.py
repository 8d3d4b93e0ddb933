"""The weekly mail about people who wait to be matched, in words: counts and ages, and no name.

Its links are absolute. The one that turns it off is signed for its reader and works without signing
in; it can do nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.dates import waited
from accounts.models import School
from accounts.words import HEADINGS, counted
from autoupdate.models import WaitingMail

_SALT = "waiting-mail"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many people of one kind wait to be matched at a school, and since when the first does."""

    kind: str
    number: int
    since: datetime


def token_of(*, reader_id: int, school_id: int) -> str:
    """What the link says that turns the mail of one school off for one reader."""
    return _signer().sign(f"{reader_id}-{school_id}")


def read_token(token: str) -> tuple[int, int] | None:
    """The ids of the reader and the school; None where it is no token of ours."""
    try:
        reader_id, _, school_id = _signer().unsign(token).partition("-")
    except BadSignature:
        return None
    return int(reader_id), int(school_id)


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")


def message(mail: WaitingMail, waiting: Sequence[Waiting]) -> EmailMessage:
    """The mail, ready to be sent. Sent again it has the same id: mailboxes show it once."""
    school = mail.school
    token = token_of(reader_id=mail.reader_id, school_id=school.pk)
    off = _absolute(reverse("autoupdate:waiting_mail_off", args=[token]))
    total = sum(each.number for each in waiting)
    people = "1 person waits" if total == 1 else f"{total:,} people wait"
    text = render_to_string(
        "emails/waiting.txt",
        {
            "school": school,
            "lines": [_line(each, school) for each in waiting],
            "settings": _absolute(reverse("autoupdate:waiting_mail", args=[school.pk])),
            "off": f"{off}?now",
        },
    )
    host = urlsplit(settings.PORTAL_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<waiting-{mail.pk}-{mail.week_on:%Y%m%d}@{host}>",
        "List-Unsubscribe": f"<{off}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    subject = f"USO AutoUpdate: {people} to be matched at {school}"
    return EmailMessage(subject, text, to=[mail.reader.email], headers=headers)


def _line(waiting: Waiting, school: School) -> dict[str, str]:
    page = reverse("autoupdate:not_matched", args=[school.pk, waiting.kind])
    age = waited(waiting.since)
    return {
        "label": HEADINGS[waiting.kind],
        "number": counted(waiting.number, waiting.kind),
        "age": age if age.startswith("since") else f"the longest for {age}",
        "link": _absolute(page),
    }


def _absolute(path: str) -> str:
    return settings.PORTAL_URL.rstrip("/") + path
