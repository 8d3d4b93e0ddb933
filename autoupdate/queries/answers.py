"""Answers for a case, in plain sentences ready to paste: about one person, about one run.

For the school's eyes: nothing of the desk's own notes is in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from accounts.dates import uk_date, uk_datetime
from accounts.models import AccountKind
from autoupdate.models import ProcessingRun, Upload
from autoupdate.processing.reasons import Code, reason_for
from autoupdate.queries.runs import KINDS, CountRow, failure_of
from autoupdate.queries.standing import StandingView

_WHO = {AccountKind.STAFF: "member of staff", AccountKind.STUDENT: "pupil"}
#: Codes whose people have no account, or may lose one, until somebody does something.
_WANTING = (
    Code.REQUIRES_MATCHING,
    Code.NO_DATE_OF_BIRTH,
    Code.NO_NAME,
    Code.RECORD_UNUSABLE,
    Code.RECORD_AMBIGUOUS,
    Code.NOT_STARTED,
    Code.NAME_EXCLUDED,
    Code.IDENTITY_CHANGED,
    Code.REMOVAL_HELD,
)


def for_person(known: StandingView, *, mis: str) -> str:
    """Why somebody has no account, or which one they have, in sentences."""
    person = known.person
    who = f"{person.display_name} ({_WHO[AccountKind(person.kind)]}, ID {person.mis_id} in {mis})"
    since = f"It has been so since {uk_date(person.standing_since)}."
    if known.account is not None:
        return f"{who} has the USO account {known.account.username}. {since}"
    told = [f"{who} has no USO account. {known.sentence}"]
    if person.absent_since:
        told.append(f"The person has not been in the exports since {uk_date(person.absent_since)}.")
    told.append(since)
    return _paragraphs(" ".join(told), known.remedy and f"What to do: {known.remedy}")


def for_run(
    run: ProcessingRun,
    *,
    school: str,
    mis: str,
    counts: Sequence[CountRow],
    uploads: Iterable[tuple[str, Upload]],
) -> str:
    """What came of a run that is over, in sentences; "" for one that is not.

    ``uploads`` are the exports that were used, each with the name of its report.
    """
    failure = failure_of(run)
    if run.is_live or run.finished_at is None:
        return ""
    when = uk_datetime(run.finished_at)
    if failure:
        return f"The processing of {school} on {when} failed. {failure.sentence}"
    used = "; ".join(
        f"{label}, {upload.num_rows:,} rows, received {uk_datetime(upload.received_at)}"
        for label, upload in uploads
    )
    return _paragraphs(
        f"{school} was processed on {when}.",
        f"These exports were used: {used}." if used else "There was no new export to use.",
        "\n".join(_counted(kind, counts) for kind in KINDS),
        "\n".join(_wanting(counts, mis=mis)),
    )


def _counted(kind: str, counts: Sequence[CountRow]) -> str:
    told = [f"{each.of(kind):,} {_begun(each.label)}" for each in counts if each.of(kind)]
    return f"{KINDS[kind]}: {', '.join(told) or 'nobody'}."


def _begun(label: str) -> str:
    """A label within a sentence."""
    return label if label[:2].isupper() else f"{label[:1].lower()}{label[1:]}"


def _wanting(counts: Sequence[CountRow], *, mis: str) -> list[str]:
    """What is to be done about those who wait, code by code."""
    numbers = {each.code: each.num_staff + each.num_students for each in counts}
    told = []
    for code in _WANTING:
        if number := numbers.get(code.value, 0):
            reason = reason_for(code, mis=mis)
            people = "1 person" if number == 1 else f"{number:,} people"
            told.append(f"{people}: {reason.sentence} {reason.remedy}")
    return told


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
