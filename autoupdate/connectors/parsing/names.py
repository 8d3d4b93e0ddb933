"""What two legal names say together: complete, one name only, or no ground for an account."""

from __future__ import annotations

from autoupdate.connectors.parsing.log import Issue
from autoupdate.connectors.parsing.text import Judged

ONE_NAME = "one_name_only"


def name_issues(forename: Judged, surname: Judged) -> tuple[Issue, ...]:
    """What is wrong with a legal forename and surname as ``legal_name`` judged them.

    One of them may be absent if a hyphen stands in its place: people with a single name exist.
    """
    issues = tuple(
        Issue(code, field, value)
        for field, (value, code) in (("legal_forename", forename), ("legal_surname", surname))
        if code not in ("", ONE_NAME)
    )
    if not forename[0] and not surname[0]:
        return (*issues, Issue("name_missing", "legal_surname"))
    if not forename[0] and forename[1] != ONE_NAME:
        return (*issues, Issue("forename_missing", "legal_forename"))
    if not surname[0] and surname[1] != ONE_NAME:
        return (*issues, Issue("surname_missing", "legal_surname"))
    return issues
