"""What somebody has entered in User Request Single so far: kept in their session until it is done.

One for each school and kind. It knows no page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from matching.queries.alike import WANTED_FIELDS, Wanted

_DRAFTS = "account_requests"
_DATES = ("date_of_birth", "starts_on")


@dataclass(frozen=True, slots=True)
class Draft:
    """Whom the account is for, and why."""

    wanted: Wanted
    reason: str

    @property
    def as_entered(self) -> dict[str, Any]:
        """The form's initial values."""
        entered = {name: getattr(self.wanted, name) for name in WANTED_FIELDS if name != "kind"}
        return {**entered, "reason": self.reason}


def keep(request: HttpRequest, school_id: int, kind: str, cleaned: dict[str, Any]) -> None:
    """Keep what a form cleaned to."""
    drafts = dict(request.session.get(_DRAFTS, {}))
    drafts[_name(school_id, kind)] = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in cleaned.items()
        if value
    }
    request.session[_DRAFTS] = drafts


def kept(request: HttpRequest, school_id: int, kind: str) -> Draft | None:
    """What was kept, if anything was."""
    entered = dict(request.session.get(_DRAFTS, {}).get(_name(school_id, kind)) or {})
    if not entered:
        return None
    reason = entered.pop("reason", "")
    for name in _DATES:
        if name in entered:
            entered[name] = date.fromisoformat(entered[name])
    known = {name: value for name, value in entered.items() if name in WANTED_FIELDS}
    return Draft(Wanted(**{"legal_surname": "", **known, "kind": kind}), reason)


def forget(request: HttpRequest, school_id: int, kind: str) -> None:
    """Forget it."""
    drafts = dict(request.session.get(_DRAFTS, {}))
    drafts.pop(_name(school_id, kind), None)
    request.session[_DRAFTS] = drafts


def _name(school_id: int, kind: str) -> str:
    return f"{school_id}:{kind}"
