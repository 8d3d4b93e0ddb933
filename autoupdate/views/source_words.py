"""Where an account's details come from, who corrected what, its groups and decisions, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.urls import reverse

from accounts.dates import uk_date
from accounts.models import NameCorrection
from accounts.words import masked_upn, year_words
from autoupdate.connectors.base import ReportCode
from autoupdate.connectors.catalogue import FIELD_LABELS, REPORT_TEXTS
from autoupdate.models import GroupMembership
from autoupdate.queries.sources import PlaceSources, Source, Sources
from autoupdate.views.words import listed
from matching.models import Link, MatchDecision


def source_rows(
    sources: Sources | None, correction: NameCorrection | None
) -> dict[str, Any] | None:
    """Each detail with the report and column that give it; None where no MIS names the person."""
    if sources is None:
        return None
    several = len(sources.places) > 1
    rows = [
        *(_source_row(each, correction, mis=_mis(sources.link)) for each in sources.details),
        *(
            _place_row(each, place, at=f" at {place.place.school}" if several else "")
            for place in sources.places
            for each in place.details
        ),
    ]
    return {"lead": _lead(sources), "rows": rows} if rows else None


def _lead(sources: Sources) -> str:
    link = sources.link
    if link is None:
        return "The MIS of another school describes this account. What is known of its place:"
    file = f" Its last file came on {uk_date(sources.file_at)}." if sources.file_at else ""
    return f"{_mis(link)} at {link.school_mis.school} describes this account.{file}"


def _mis(link: Link | None) -> str:
    return link.school_mis.get_product_display() if link else ""


def _place_row(source: Source, at_place: PlaceSources, *, at: str) -> dict[str, str]:
    """A detail of the place; what no MIS says now says who said it."""
    link = at_place.link
    row = _source_row(source, None, mis=_mis(link))
    if link is None:
        row["source"] = "Entered by hand"
    elif link.ended_at is not None:
        row["source"] = f"{_mis(link)}, which named the person until {uk_date(link.ended_at)}"
    return {**row, "detail": f"{row['detail']}{at}"}


def _source_row(source: Source, correction: NameCorrection | None, *, mis: str) -> dict[str, str]:
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
        "value": _value(source.field, source.value),
        "said": f"In {mis} now: {_value(source.field, source.said)}" if source.differs else "",
        "source": told,
        "since": uk_date(since),
        "tag": tag,
    }


#: Field → how its text is shown, where not as it is.
_SHOWN: Final[Mapping[str, Callable[[str], str]]] = {"upn": masked_upn, "year_group": year_words}


def _value(field: str, value: Any) -> str:
    """A detail as it is shown; ``nothing`` for none."""
    if isinstance(value, date):
        return uk_date(value)
    text = str(value or "")
    return _SHOWN.get(field, str)(text) or "nothing"


def correction_row(correction: NameCorrection | None) -> dict[str, str] | None:
    """Who corrected the name, when and why."""
    if correction is None:
        return None
    return {
        "who": str(correction.made_by),
        "when": uk_date(correction.made_at),
        "reason": correction.reason,
    }


def groups_lead(memberships: Iterable[GroupMembership]) -> str:
    """Which report of which MIS the groups come from; "" for none."""
    label = REPORT_TEXTS[ReportCode.GROUPS].label
    found = {each.group.school_mis.get_product_display() for each in memberships}
    return f"From the {label} report of {listed(sorted(found))}." if found else ""


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
