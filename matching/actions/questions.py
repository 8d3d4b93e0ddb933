"""The question behind every decision: a MIS person who requires matching, and their candidates.

Reads and locks what a decision rests on, and says in plain words why it cannot be made any more.
"""

from __future__ import annotations

from accounts.actions.locking import lock_accounts, lock_school
from accounts.actions.refused import ActionRefused
from accounts.models import PortalUser, UsoAccount
from accounts.permissions import Permission, check
from matching.models import Candidate, Link, MisPerson, RejectedPair, Standing
from matching.queries.told import told_of, what_happened


def lock_person(mis_person: MisPerson, *, by: PortalUser) -> MisPerson:
    """The person read afresh, once their school is locked and ``by`` may decide there.

    Raises PermissionDenied, or ActionRefused where the school uses another MIS by now.
    """
    school = mis_person.school_mis.school
    check(by, Permission.DECIDE_MATCHES, school)
    lock_school(school.pk)
    person = MisPerson.objects.select_related("school_mis__school__local_authority").get(
        pk=mis_person.pk
    )
    if person.school_mis.ended_at is not None:
        raise ActionRefused(
            f"{school} uses another MIS by now, so {person} cannot be decided about any more. "
            "The people of the new MIS are listed after its first night."
        )
    return person


def live_link(person: MisPerson) -> Link | None:
    """The person's live link, with its account."""
    return person.links.filter(ended_at__isnull=True).select_related("account").first()


def require_question(person: MisPerson) -> None:
    """Raise ActionRefused unless the person still requires matching: it says who did what."""
    if person.standing == Standing.REQUIRES_MATCHING:
        return
    if person.standing in (Standing.LINKED, Standing.EXCLUDED):
        raise ActionRefused(
            f"{person} was decided about meanwhile. {what_happened(person)} Nothing was changed by "
            "you."
        )
    raise ActionRefused(
        f"{person} does not require matching any more: {person.get_standing_display().lower()}. "
        "Nothing was changed."
    )


def require_identity(person: MisPerson) -> None:
    """Raise ActionRefused unless there is what an account is made of: a name, a date of birth."""
    mis = person.school_mis.get_product_display()
    if not (person.legal_forename or person.legal_surname):
        raise ActionRefused(f"There is no name for this person in {mis}. Enter it there first.")
    if person.date_of_birth is None:
        raise ActionRefused(
            f"There is no date of birth for {person} in {mis}. Enter it there first; the account "
            "follows the night after the next export."
        )


def require_candidate(person: MisPerson, account_id: int) -> Candidate:
    """The offer of that account to that person; ActionRefused where there is none (any more)."""
    candidate = person.candidates.select_related("account").filter(account=account_id).first()
    if candidate is not None:
        return candidate
    pair = RejectedPair.objects.filter(mis_person=person, account=account_id).first()
    if pair is not None:
        raise ActionRefused(
            f"{told_of(pair)} Take that back first, then match them. Nothing was changed."
        )
    raise ActionRefused(
        f"This account is not offered for {person} any more. Look at those that are. "
        "Nothing was changed."
    )


def lock_free_account(person: MisPerson, account_id: int) -> UsoAccount:
    """The account, locked, if it is of the same kind and nobody of this MIS has it."""
    account = lock_accounts([account_id])[account_id]
    if account.kind != person.kind:
        raise ActionRefused(
            f"{account.username} is an account for {account.get_kind_display().lower()}, "
            f"and {person} is {person.get_kind_display().lower()}. Nothing was changed."
        )
    holder = (
        Link.objects.filter(account=account, school_mis=person.school_mis, ended_at__isnull=True)
        .select_related("mis_person")
        .first()
    )
    if holder is not None:
        raise ActionRefused(
            f"{account.username} belongs to {holder.mis_person} in "
            f"{person.school_mis.get_product_display()} by now. Nothing was changed."
        )
    return account
