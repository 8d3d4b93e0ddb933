"""Where an account's details come from, who corrected what, its groups and decisions, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.dates import uk_date
from accounts.models import NameCorrection, UsoAccount
from accounts.words import masked_upn
from autoupdate.connectors.catalogue import FIELD_LABELS
from autoupdate.models import GroupMembership
from autoupdate.queries.sources import Source, Sources
from matching.models import MatchDecision


def source_rows(
    account: UsoAccount, sources: Sources | None, correction: NameCorrection | None
) -> dict[str, Any] | None:
    """Each detail with the report and column that give it; None where no MIS describes it."""
    if sources is None:
        return None
    link = sources.link
    mis = link.school_mis.get_product_display()
    file = f" Its last file came on {uk_date(sources.file_at)}." if sources.file_at else ""
    return {
        "lead": f"{mis} at {link.school_mis.school} describes this account.{file}",
        "rows": [_source_row(each, account, correction, mis=mis) for each in sources.details],
    }


def _source_row(
    source: Source, account: UsoAccount, correction: NameCorrection | None, *, mis: str
) -> dict[str, str]:
    column = f"{source.report} report, column “{source.caption}”"
    told = column if source.caption else f"{mis}, in an earlier file"
    tag = ""
    if source.is_kept:
        told, tag = "Corrected by hand", "Kept"
    elif source.differs:
        tag = "Not as in the MIS now"
    since = correction.made_at if source.is_kept and correction else source.given_at
    return {
        "detail": FIELD_LABELS[source.field],
        "value": _value(source.field, getattr(account, source.field)),
        "said": f"In {mis} now: {_value(source.field, source.said)}" if source.differs else "",
        "source": told,
        "since": uk_date(since),
        "tag": tag,
    }


def _value(field: str, value: Any) -> str:
    """A detail as it is shown; ``nothing`` for none."""
    if isinstance(value, date):
        return uk_date(value)
    told = masked_upn(value) if field == "upn" else str(value or "")
    return told or "nothing"


def correction_row(correction: NameCorrection | None) -> dict[str, str] | None:
    """Who corrected the name, when and why."""
    if correction is None:
        return None
    return {
        "who": str(correction.made_by),
        "when": uk_date(correction.made_at),
        "reason": correction.reason,
    }


def group_row(membership: GroupMembership) -> dict[str, str]:
    """One group and what the person is in it."""
    group = membership.group
    detail = [group.get_kind_display(), group.subject, membership.get_role_display()]
    where = group.school_mis.school.name
    return {"name": group.name, "detail": " · ".join(each for each in (*detail, where) if each)}


def decision_row(decision: MatchDecision) -> dict[str, str]:
    """One decision of staff about the account."""
    person = decision.mis_person
    reason = f" · {decision.reason}" if decision.reason else ""
    return {
        "what": decision.get_decision_display(),
        "person": person.display_name,
        "url": reverse("matching:person", args=[person.school_mis.school_id, person.pk]),
        "detail": f"{uk_date(decision.decided_at)} by {decision.decided_by}{reason}",
    }
