"""The parts that decisions about a MIS person share: holding, linking, writing down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.bulk import accounts as uso
from accounts.models import (
    CORRECTABLE,
    AssociationSource,
    AuditEvent,
    PortalUser,
    SchoolAssociation,
    UsoAccount,
)
from matching.actions.offers import Snapshot, withdraw_offers
from matching.bulk.links import NewLink, start_links
from matching.bulk.people import set_standings
from matching.keys import person_of, stored_keys
from matching.models import Candidate, Decision, MatchDecision, MisPerson, Standing

MATCHED = "match.made"
CREATED = "match.account_created"
REJECTED = "match.rejected"
MATCH_UNDONE = "match.undone"
REJECTION_UNDONE = "match.rejection_undone"
CREATION_UNDONE = "match.creation_undone"


def subject_of(person: MisPerson) -> str:
    """What audit events call a MIS person."""
    return f"mis_person:{person.pk}"


def hold_at_school(
    person: MisPerson, account: UsoAccount, *, at: datetime
) -> dict[str, Any] | None:
    """Hold the account at the person's school, as the MIS has it from now on.

    Returns the association as it was, for whoever takes the decision back; None: there was none.
    """
    live = SchoolAssociation.objects.filter(
        account=account, school=person.school_mis.school, ended_at__isnull=True
    )
    before: dict[str, Any] | None = live.values("id", "source", *uso.PLACE_DETAILS).first()
    if before is None:
        start_association(person, account.pk, at=at, moved=[account.pk])
        return None
    details = tuple(getattr(person, name) or before[name] for name in uso.PLACE_DETAILS)
    uso.update_associations([(before["id"], details)])
    starts_on = before["starts_on"]
    return before | {"starts_on": starts_on.isoformat() if starts_on else None}


def start_association(
    person: MisPerson, account_id: int, *, at: datetime, moved: list[int]
) -> None:
    """Hold an account at the person's school, with what the MIS says of their place there."""
    details: Any = tuple(getattr(person, name) for name in uso.PLACE_DETAILS)
    uso.start_associations(
        [uso.Place(account_id, details)],
        school=person.school_mis.school,
        source=AssociationSource.MIS,
        at=at,
        moved=moved,
    )


#: What a match writes at once; a UPN, which no audit event may hold, follows in the next run.
AT_ONCE = tuple(name for name in uso.DETAILS if name != "upn")


def bring_into_line(person: MisPerson, account: UsoAccount) -> dict[str, list[Any]]:
    """Write what the MIS says of the person into their account. What it leaves blank stays.

    Returns field → [before, after] of what changed, for whoever takes the decision back.
    """
    changes = {
        name: [getattr(account, name), getattr(person, name)]
        for name in AT_ONCE
        if getattr(person, name)
        and getattr(person, name) != getattr(account, name)
        and not (account.keeps_name and name in CORRECTABLE)
    }
    rewrite(account, {name: after for name, (_, after) in changes.items()})
    return {name: [_plain(before), _plain(after)] for name, (before, after) in changes.items()}


def put_details_back(account: UsoAccount, changes: dict[str, list[Any]]) -> None:
    """Undo ``bring_into_line``, but for what has been changed since."""
    account.refresh_from_db()
    rewrite(
        account,
        {
            name: _parsed(name, before)
            for name, (before, after) in changes.items()
            if _plain(getattr(account, name)) == after
        },
    )


def took_details(person: MisPerson, account: UsoAccount) -> bool:
    """Whether the last match of the two brought the account's details at once."""
    events = AuditEvent.objects.filter(subject=subject_of(person), action=MATCHED, account=account)
    event = events.first()
    return bool(event and (event.after or {}).get("at_once"))


def rewrite(account: UsoAccount, details: dict[str, Any]) -> None:
    """Give the account these details, and the keys by which they are found."""
    if not details:
        return
    values = {name: details.get(name, getattr(account, name)) for name in uso.DETAILS}
    keys = stored_keys(person_of("", account.kind, values), la_code=account.local_authority.code)
    uso.update_accounts([(account.pk, tuple(values.values()), keys)])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _parsed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name == "date_of_birth" and value else value


def settle(
    person: MisPerson, link: NewLink, *, code: str, at: datetime, by: PortalUser
) -> Snapshot:
    """Link the person, and ask no more about them nor offer their account to anybody else.

    Returns what was offered. Raises ActionRefused where another school's night gave the account its
    leading link at this very moment.
    """
    try:
        with transaction.atomic():
            start_links([link], school_mis=person.school_mis, at=at, by=by)
    except (IntegrityError, psycopg.IntegrityError) as error:
        raise ActionRefused(
            f"Another school’s data named the account of {person} at this moment. "
            "Nothing was changed. Look at the account again, then decide."
        ) from error
    set_standings([(person.pk, Standing.LINKED, code)], at=at)
    theirs = Q(mis_person=person.pk)
    of_the_account = Q(account=link.account_id, mis_person__school_mis=person.school_mis_id)
    return withdraw_offers(Candidate.objects.filter(theirs | of_the_account))


def decide(
    person: MisPerson,
    account: UsoAccount,
    decision: Decision,
    *,
    by: PortalUser,
    reason: str = "",
    together: UUID | None = None,
) -> MatchDecision:
    """Keep a decision, for ever."""
    return MatchDecision.objects.create(
        mis_person=person,
        account=account,
        decision=decision,
        decided_by=by,
        reason=reason,
        together=together,
    )


def write_down(action: str, person: MisPerson, account: UsoAccount, **details: Any) -> None:
    """Write the audit event of a decision."""
    school = person.school_mis.school
    record(action, school=school, account=account, subject=subject_of(person), **details)
