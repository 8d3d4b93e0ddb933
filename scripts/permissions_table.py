"""Writes docs/permissions.md from the portal's tables: ``python -m scripts.permissions_table``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uso_portal.settings")
django.setup()

from accounts.models import Role  # noqa: E402
from accounts.permissions import (  # noqa: E402
    ADVISED_ROLES,
    FRESH,
    PERMISSIONS,
    SECOND_STEP_ROLES,
    Permission,
)
from accounts.roles import GIVEN_BY  # noqa: E402
from autoupdate.connectors import registry  # noqa: E402

PAGE = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"

#: What each permission lets somebody do, in words.
WORDS: Mapping[Permission, str] = {
    Permission.SEE_SETTINGS: "See the school's home page and AutoUpdate Settings: MIS, reports, "
    "sub-reports and fields",
    Permission.ACCEPT_REPORTS: "Accept and withdraw reports",
    Permission.SEE_LICENCE_KEY: "Show the licence key (each look is written down)",
    Permission.CHANGE_LICENCE_KEY: "Issue, rotate and revoke the licence key",
    Permission.SEE_UPLOADS: "See Upload History and an upload's problems",
    Permission.SEE_RESULTS: "See Whole School Bulk Results, the people who require matching, and "
    "the names that should not be in USO",
    Permission.DECIDE_MATCHES: "Match, create new, say “not the same person”, and take it back",
    Permission.RESTORE_ACCOUNTS: "Restore accounts that the process unallocated, and take it back",
    Permission.RELEASE_REMOVALS: "Release removals that the brake holds",
    Permission.EXCLUDE_NAMES: "Add and remove names that should not be in USO",
    Permission.SEE_ACCOUNTS: "See the user list and an account's page",
    Permission.REQUEST_ACCOUNTS: "Make one account by hand, after looking at who is similar, and "
    "take it back for a day",
    Permission.SEE_UPN: "Find a pupil by UPN, and download UPNs",
    Permission.REVIEW_ACCOUNTS: "Review Non-MIS Accounts: keep until a date, end, take it back, "
    "and mark a review as done",
    Permission.PRINT_SLIPS: "Print or download username slips (each time is written down)",
    Permission.END_ASSOCIATIONS: "Let an account go from the school, giving a reason",
    Permission.CORRECT_NAMES: "Correct the preferred name of an account, and release it again",
    Permission.SEE_GROUPS: "See the groups that have arrived with their members, and how many "
    "attendance marks",
    Permission.SEE_CONTACTS: "See pupils' contacts that have arrived (each look is written down)",
    Permission.CHOOSE_MIS: "Choose the school's first MIS",
    Permission.CHANGE_MIS: "Change the MIS, keep accounts, confirm the change or take it back",
    Permission.CONNECT_MIS: "Connect the MIS: approve, enter credentials, test",
    Permission.FORCE_RUN: "Force run: fetch from the MIS now",
    Permission.OFFER_MIS: "Make an MIS visible to the school",
    Permission.OPT_OUT_FIELDS: "Opt a field out for the school, and in again",
    Permission.FORCE_PROCESSING: "Process the school now, giving a reason",
    Permission.READ_RUN_LOG: "See the desk's page of the school, a run's additional log, and "
    "“Why no account?”",
    Permission.DOWNLOAD_UPLOAD: "Download the kept, filtered rows of an upload (each is written "
    "down)",
    Permission.SEE_HISTORY: "See the school's history: who did what, and when",
    Permission.SEE_CASES: "See the school's cases and what was said in them",
    Permission.RAISE_CASES: "Raise a case, answer, enter its details again, close and reopen it",
    Permission.SEE_ROLES: "See who holds which role at the school",
    Permission.MANAGE_ROLES: "Invite to roles, grant, prolong and end them: those of the table "
    "below",
    Permission.SET_QUOTAS: "Set how many may hold a role at the school",
    Permission.SEE_AS_SCHOOL: "See what the school sees, for half an hour, without changing "
    "anything (beginning and end are written down)",
    Permission.RAISE_FOR_SCHOOL: "Raise a case for the school, saying who of it asked",
    Permission.MANAGE_TRUSTS: "Put the school into a trust or take it out; add, rename and remove "
    "trusts",
    Permission.MANAGE_SCHOOLS: "Set a school up and change its name, numbers and phase; add, "
    "rename and remove local authorities",
    Permission.WORK_CASES: "Assign, answer, note, resolve a case, and carry out what it asks for",
}

_HEAD = """\
<!-- Generated: python -m scripts.permissions_table -->
# Who may do what

Roles are held at a school (Headteacher, Head Proxy, Nominated Contact), in a local authority, in a
trust, or at the Service Desk, which reaches every school. Somebody with several roles may do what
any of them may. A school that nobody's role reaches answers as if it did not exist (404); a page of
a school that the role does not open answers 403. The table is made from `PERMISSIONS` in
`accounts/permissions.py`, which is read by the pages and by the actions behind them alike, and a
test keeps it so.
"""

_SIGNING_IN = """\
## Signing in

{roles} must sign in with a second step (an authenticator app or a passkey); until they have one,
nothing opens but setting it up. It is asked for again, where it was last shown more than
`SECOND_STEP_FRESH_MINUTES` ago, before:
"""

_NOTES = """\
The Service Desk never accepts a report: consent is the school's own. Local authority and trust
users only look.

Accepting and withdrawing reports also depends on the MIS, as its connector declares:
"""


def page() -> str:
    """The page as Markdown."""
    parts = (_HEAD, *_table(), "", _NOTES, *_accepting(), "", *_giving(), "", *_signing_in(), "")
    return "\n".join(parts)


def _table() -> Iterator[str]:
    yield f"| | {' | '.join(role.label for role in Role)} |"
    yield f"| --- |{' :-: |' * len(Role)}"
    for permission in Permission:
        marks = ("yes" if permission in PERMISSIONS[role] else "–" for role in Role)
        yield f"| {WORDS[permission]} | {' | '.join(marks)} |"


def _giving() -> Iterator[str]:
    yield "## Giving roles\n"
    yield "| Role | Given, refused, prolonged and ended by | How many, where the desk set nothing |"
    yield "| --- | --- | --- |"
    for role in Role:
        by = ", ".join(each.label for each in Role if each in GIVEN_BY[role]) or "`manage.py`"
        yield f"| {role.label} | {by} | {settings.ROLE_QUOTAS.get(role.value, '–')} |"
    yield "\nEverybody may end their own role, but for the only Headteacher of a school."


def _signing_in() -> Iterator[str]:
    *most, last = [role.label for role in Role if role in SECOND_STEP_ROLES]
    yield _SIGNING_IN.format(roles=f"{', '.join(most)} and {last}")
    yield from (f"* {WORDS[each]}" for each in Permission if each in FRESH)
    advised = " and ".join(role.label.lower() for role in Role if role in ADVISED_ROLES)
    yield f"\nA {advised} is advised to set one up, and need not."


def _accepting() -> Iterator[str]:
    for connector in registry.all():
        roles = (Role(code).label for code in sorted(connector.accepting_roles))
        yield f"* {connector.label}: {', '.join(roles)}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
