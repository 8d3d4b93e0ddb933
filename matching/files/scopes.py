"""Where an account lives, seen from a record, when both come from files. Compares nobody.

What a file does not say tells nothing: without schools, all accounts are the school's own.
"""

from __future__ import annotations

from dataclasses import replace

from matching.engine import Person, Scope
from matching.files.reading import Row


def is_near(record_authority: str, account_authority: str) -> bool:
    """Whether two people may be in one local authority, so that names and dates count."""
    return not record_authority or not account_authority or record_authority == account_authority


def scope_of(account: Row, record: Row, *, base_names_schools: bool) -> Scope:
    """Return the scope of an account for a record."""
    if not is_near(record.local_authority, account.local_authority):
        return Scope.ELSEWHERE
    if not base_names_schools or record.person.school in ("", account.person.school):
        return Scope.SCHOOL
    return Scope.LOCAL if account.person.school else Scope.RECENT


def at_scope(account: Person, scope: Scope) -> Person:
    """Return an account as it is seen from there."""
    return account if account.scope is scope else replace(account, scope=scope)
