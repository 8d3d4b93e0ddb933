"""What was done last about a MIS person, by whom and when, in a sentence. It changes nothing.

For whoever comes second: two people may work through the same list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from accounts.dates import uk_datetime
from matching.models import Decision, ExcludedName, MatchDecision, MisPerson, RejectedPair, Standing
from matching.queries.excluded import names_about

#: Decision → what somebody did, with ``{person}`` and ``{account}``.
DEEDS: Final[Mapping[str, str]] = {
    Decision.MATCHED: "matched {person} to {account}",
    Decision.CREATED_NEW: "created the account {account} for {person}",
    Decision.NOT_SAME_PERSON: "said that {person} is not {account}",
    Decision.NOT_SAME_UNDONE: "took back that {person} is not {account}",
    Decision.MATCH_UNDONE: "took back the match of {person} and {account}",
    Decision.CREATE_UNDONE: "took back the account {account} that was made for {person}",
}


def told(decision: MatchDecision) -> str:
    """``Ann Head matched Ada Lovelace to alovelace.301 on 3 May 2026 at 10:14am.``"""
    deed = DEEDS[decision.decision].format(
        person=decision.mis_person, account=decision.account.username
    )
    return f"{decision.decided_by} {deed} on {uk_datetime(decision.decided_at)}."


def told_of(pair: RejectedPair) -> str:
    """Who said of the pair that the two are not one person, and when."""
    decisions = MatchDecision.objects.select_related("decided_by", "account", "mis_person")
    return told(decisions.get(pk=pair.decision_id))


def newest_decision(person: MisPerson, *, account_id: int | None = None) -> MatchDecision | None:
    """The last decision about the person, or about them and that account."""
    decisions = person.decisions.select_related("decided_by", "account", "mis_person")
    if account_id is not None:
        decisions = decisions.filter(account=account_id)
    return decisions.first()


def what_happened(person: MisPerson) -> str:
    """Why the person does not require matching (any more): who did what, as far as it is known."""
    if person.standing == Standing.EXCLUDED:
        name = _name_of(person)
        if name is not None:
            return (
                f"{name.added_by} put {name} on the list of names that should not be in USO on "
                f"{uk_datetime(name.added_at)}."
            )
    decision = newest_decision(person)
    if person.standing == Standing.LINKED and decision is not None:
        return told(decision)
    since = uk_datetime(person.standing_since)
    return f"{person}: {person.get_standing_display().lower()}, since {since}."


def _name_of(person: MisPerson) -> ExcludedName | None:
    """The live name of the school's list that concerns the person."""
    return next((each for each in names_about(person) if each.removed_at is None), None)
