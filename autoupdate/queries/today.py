"""What needs somebody at one school today, and who may do it; it knows no page's looks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from accounts.permissions import Permission
from autoupdate.connectors.trouble import school_text
from autoupdate.queries.mis import can_receive

#: Who can do what somebody else may not: said where a person can only wait.
WHO_MAY: Mapping[Permission, str] = MappingProxyType(
    {
        Permission.ACCEPT_REPORTS: "the Headteacher or Head Proxy",
        Permission.CHANGE_MIS: "the Headteacher or Head Proxy",
        Permission.RELEASE_REMOVALS: "the Headteacher or Head Proxy",
        Permission.CONNECT_MIS: "the school’s Nominated Contacts",
        Permission.READ_RUN_LOG: "the Service Desk",
        Permission.DECIDE_MATCHES: "the school’s Nominated Contacts",
        Permission.RESTORE_ACCOUNTS: "the school’s Nominated Contacts",
        Permission.REVIEW_ACCOUNTS: "the school’s Nominated Contacts",
        Permission.SEE_UPLOADS: "the school",
        Permission.RAISE_CASES: "the school",
        Permission.MANAGE_ROLES: "the school’s Headteacher and Nominated Contacts",
    }
)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do. ``page`` is the name of the address where it is done."""

    title: str
    hint: str
    tone: str
    page: str
    permission: Permission
    may_do: bool

    @property
    def waiting_for(self) -> str:
        """Whose turn it is, where it is not the reader's."""
        return "" if self.may_do else WHO_MAY[self.permission]


@dataclass(frozen=True, slots=True)
class _Rule:
    """When something needs doing, and in what words; both see the annotated school."""

    applies: Callable[[Any], bool]
    title: Callable[[Any, datetime], str]
    hint: str
    tone: str
    page: str
    permission: Permission


def needs_of(
    school: Any, *, permissions: Collection[Permission], now: datetime, mis: str
) -> list[Need]:
    """What needs doing at a school, the most pressing first.

    ``school`` is one from ``queries.trouble`` with ``num_left``, how many people the last run
    ended the association of, ``num_cases``, how many cases wait for the school,
    ``num_to_review``, how many accounts a review that is due is about, and ``num_asking``, how many
    ask for a role that the reader may give.
    """
    return [
        Need(
            title=rule.title(school, now),
            hint=rule.hint.format(mis=mis, why=_why_not_read(school, mis=mis)),
            tone=rule.tone,
            page=rule.page,
            permission=rule.permission,
            may_do=rule.permission in permissions,
        )
        for rule in RULES
        if rule.applies(school)
    ]


def _why_not_read(school: Any, *, mis: str) -> str:
    """What the last fetching or test met, in the school's words; "" where it met nothing."""
    if not school.connection_trouble:
        return ""
    return school_text(school.connection_trouble, mis=mis, details=school.connection_trouble_detail)


def _plural(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {many}"


def _held(school: Any, now: datetime) -> str:
    return f"{_plural(school.num_held, 'removal waits', 'removals wait')} for a person to look"


def _to_match(school: Any, now: datetime) -> str:
    return f"{_plural(school.num_to_match, 'person requires', 'people require')} matching"


def _cases(school: Any, now: datetime) -> str:
    return f"{_plural(school.num_cases, 'case waits', 'cases wait')} for the school’s answer"


def _asking(school: Any, now: datetime) -> str:
    return f"{_plural(school.num_asking, 'person asks', 'people ask')} for a role at the school"


def _left(school: Any, now: datetime) -> str:
    return f"{_plural(school.num_left, 'person', 'people')} left with the last processing"


def _to_review(school: Any, now: datetime) -> str:
    accounts = _plural(school.num_to_review, "non-MIS account", "non-MIS accounts")
    return f"{accounts} to review"


def _silent(school: Any, now: datetime) -> str:
    if school.last_upload_at is None:
        return "Nothing has been uploaded yet"
    days = (now - school.last_upload_at).days
    return f"Nothing has been uploaded for {days} days"


RULES: tuple[_Rule, ...] = (
    _Rule(
        applies=lambda school: school.num_cases > 0,
        title=_cases,
        hint="The Service Desk has answered, and goes on once the school has.",
        tone="warn",
        page="autoupdate:cases",
        permission=Permission.RAISE_CASES,
    ),
    _Rule(
        applies=lambda school: school.num_asking > 0,
        title=_asking,
        hint="Grant it, or refuse it and say why. They get a mail with the answer.",
        tone="warn",
        page="accounts:roles",
        permission=Permission.MANAGE_ROLES,
    ),
    _Rule(
        applies=lambda school: school.is_changing,
        title=lambda school, now: "A change of MIS waits to be looked at",
        hint="The first night with {mis} is over. Nobody has lost an account. Look at who was "
        "re-linked, who is missing and who is new, then confirm the change or take it back.",
        tone="wait",
        page="autoupdate:changes",
        permission=Permission.CHANGE_MIS,
    ),
    _Rule(
        applies=lambda school: school.is_held,
        title=_held,
        hint="More people than usual were missing from the export, so nobody was removed. Look "
        "at the list and confirm that they have left, or correct {mis} and export again.",
        tone="wait",
        page="autoupdate:holds",
        permission=Permission.RELEASE_REMOVALS,
    ),
    _Rule(
        applies=lambda school: school.needs_school,
        title=lambda school, now: "AutoUpdate cannot read your MIS",
        hint="{why}",
        tone="bad",
        page="autoupdate:settings",
        permission=Permission.CONNECT_MIS,
    ),
    _Rule(
        applies=lambda school: school.needs_desk,
        title=lambda school, now: "AutoUpdate cannot read your MIS",
        hint="{why}",
        tone="bad",
        page="autoupdate:settings",
        permission=Permission.READ_RUN_LOG,
    ),
    _Rule(
        applies=lambda school: school.is_rejected,
        title=lambda school, now: "An upload was rejected",
        hint="Nothing of it was used. Its page says what is wrong and what to do.",
        tone="bad",
        page="autoupdate:uploads",
        permission=Permission.SEE_UPLOADS,
    ),
    _Rule(
        applies=lambda school: school.num_to_match > 0,
        title=_to_match,
        hint="Somebody similar has an account already. Compare the two, then match them or "
        "create a new account.",
        tone="warn",
        page="autoupdate:results",
        permission=Permission.DECIDE_MATCHES,
    ),
    _Rule(
        applies=lambda school: school.num_left > 0,
        title=_left,
        hint="Their accounts are no longer held at the school. Restore whoever has not left.",
        tone="info",
        page="autoupdate:results",
        permission=Permission.RESTORE_ACCOUNTS,
    ),
    _Rule(
        applies=lambda school: school.num_to_review > 0,
        title=_to_review,
        hint="{mis} does not name these people. Keep or end each account, then mark the review as "
        "done.",
        tone="info",
        page="autoupdate:non_mis",
        permission=Permission.REVIEW_ACCOUNTS,
    ),
    _Rule(
        applies=lambda school: school.is_silent,
        title=_silent,
        hint="Check that the export from {mis} still runs. Accounts stay as they are meanwhile.",
        tone="warn",
        page="autoupdate:settings",
        permission=Permission.SEE_UPLOADS,
    ),
    _Rule(
        applies=lambda school: school.is_unused and can_receive(school.product),
        title=lambda school, now: "No report is accepted yet",
        hint="Until a report is accepted, nothing from {mis} can be received.",
        tone="info",
        page="autoupdate:settings",
        permission=Permission.ACCEPT_REPORTS,
    ),
)
