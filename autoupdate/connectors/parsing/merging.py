"""Several rows of one person → one row. SIMS multiplies rows: three roles and two telephones give
six rows of one teacher. Where they differ in what a person has only one of, that is a problem.
"""

from __future__ import annotations

from collections.abc import Sequence

from autoupdate.connectors.parsing.log import Issue
from autoupdate.connectors.parsing.person_rows import CODES, PLACE, PersonRows, Texts
from autoupdate.connectors.parsing.text import clean
from autoupdate.records import MAX_LENGTHS

_JOB_TITLE, _UPN, _BORN = PLACE["job_title"], PLACE["upn"], PLACE["date_of_birth"]
_NAMES = (PLACE["legal_forename"], PLACE["legal_surname"])


def merge_rows(rows: Sequence[Texts], *, reader: PersonRows) -> tuple[Texts, tuple[Issue, ...]]:
    """The first value of every field, all job titles, and the issues of values that differ."""
    issues = _identity_issues(rows, reader=reader)
    if any(issue.code == "id_shared" for issue in issues):
        return rows[0], issues  # nothing of the one person may end up with the other
    merged = [next(filter(None, column), "") for column in zip(*rows, strict=True)]
    merged[_JOB_TITLE] = _joined([row[_JOB_TITLE] for row in rows])
    if len(_different(rows, _UPN)) > 1:
        issues += (Issue("upn_disagrees", "upn", merged[_UPN]),)
        merged[_UPN] = ""
    return tuple(merged), issues


def _identity_issues(rows: Sequence[Texts], *, reader: PersonRows) -> tuple[Issue, ...]:
    differing = [CODES[place] for place in _NAMES if len(_different(rows, place)) > 1]
    born = {reader.value("date_of_birth", row[_BORN]) for row in rows} - {None}
    if len(born) < 2 and not differing:
        return ()
    if len(born) > 1 and differing:
        return (Issue("id_shared", "mis_id", rows[0][PLACE["mis_id"]]),)
    field = differing[0] if differing else "date_of_birth"
    return (Issue("rows_disagree", field, " / ".join(sorted(_different(rows, PLACE[field])))),)


def _different(rows: Sequence[Texts], place: int) -> set[str]:
    """The values of a column, blank ones aside, that differ by more than case and spacing: each as
    the alphabet has its writings first, whatever the order of the rows."""
    texts = sorted({clean(row[place]) for row in rows} - {""}, reverse=True)
    return set({text.casefold(): text for text in texts}.values())


def _joined(titles: Sequence[str]) -> str:
    """Each title once, in an order that does not depend on the export, while there is room."""
    text = ""
    for title in sorted({clean(title) for title in titles} - {""}):
        longer = f"{text}; {title}" if text else title
        if len(longer) > MAX_LENGTHS["job_title"] and text:
            break
        text = longer
    return text
