"""All that a night leaves behind, by names instead of ids and without times: for comparing two."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.db import connection

_SCHOOL = "la.code || '/' || s.establishment"
_OF_MIS = """JOIN accounts_schoolmis m ON m.id = {0}.school_mis_id
JOIN accounts_school s ON s.id = m.school_id
JOIN accounts_localauthority la ON la.id = s.local_authority_id"""
_OF_SCHOOL = """JOIN accounts_school s ON s.id = {0}.school_id
JOIN accounts_localauthority la ON la.id = s.local_authority_id"""
_PERSON = "p.kind || ':' || p.mis_id"
_VALUES = (
    "legal_forename, legal_surname, date_of_birth, upn, title, middle_names, preferred_forename, "
    "preferred_surname, former_surname, email"
)


def _with(alias: str, names: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in names.split(", "))


#: Subject → what is compared of each row.
QUERIES = {
    "accounts": f"""
        SELECT u.username, u.kind, la.code, u.origin, u.latest_move, u.unallocated_at IS NULL,
               u.blocking_keys, {_with("u", _VALUES)}
        FROM accounts_usoaccount u
        JOIN accounts_localauthority la ON la.id = u.local_authority_id""",
    "associations": f"""
        SELECT u.username, {_SCHOOL}, a.source, a.year_group, a.reg_group, a.job_title,
               a.starts_on, a.ended_at IS NULL, a.end_reason
        FROM accounts_schoolassociation a JOIN accounts_usoaccount u ON u.id = a.account_id
        {_OF_SCHOOL.format("a")}""",
    "stems": """
        SELECT la.code, t.stem, t.num_given FROM accounts_usernamestem t
        JOIN accounts_localauthority la ON la.id = t.local_authority_id""",
    "people": f"""
        SELECT {_SCHOOL}, {_PERSON}, {_with("p", _VALUES)}, p.year_group, p.reg_group,
               p.job_title, p.starts_on, p.leaves_on, p.in_current, p.in_future,
               p.absent_since IS NULL, p.standing, p.standing_code
        FROM matching_misperson p {_OF_MIS.format("p")}""",
    "links": f"""
        SELECT {_SCHOOL}, {_PERSON}, u.username, l.is_leading, l.made, l.reasons,
               l.ended_at IS NULL, l.end_reason
        FROM matching_link l JOIN matching_misperson p ON p.id = l.mis_person_id
        JOIN accounts_usoaccount u ON u.id = l.account_id {_OF_MIS.format("p")}""",
    "candidates": f"""
        SELECT {_SCHOOL}, {_PERSON}, u.username, c.score, c.scope, c.reasons
        FROM matching_candidate c JOIN matching_misperson p ON p.id = c.mis_person_id
        JOIN accounts_usoaccount u ON u.id = c.account_id {_OF_MIS.format("p")}""",
    "outcomes": f"""
        SELECT {_SCHOOL}, n.night_on, {_PERSON}, u.username, o.situation, o.reaction, o.code,
               o.detail
        FROM autoupdate_outcome o JOIN matching_misperson p ON p.id = o.mis_person_id
        LEFT JOIN accounts_usoaccount u ON u.id = o.account_id
        JOIN autoupdate_processingrun r ON r.id = o.run_id
        LEFT JOIN autoupdate_night n ON n.id = r.night_id {_OF_MIS.format("p")}""",
    "held": f"""
        SELECT {_SCHOOL}, h.kind, h.num_removals, h.num_live, h.state, {_PERSON}, e.code
        FROM autoupdate_hold h JOIN autoupdate_heldremoval e ON e.hold_id = h.id
        JOIN matching_misperson p ON p.id = e.mis_person_id {_OF_MIS.format("h")}""",
    "uploads": f"""
        SELECT {_SCHOOL}, x.sub_report, x.sha256, x.state, n.night_on
        FROM autoupdate_upload x LEFT JOIN autoupdate_processingrun r ON r.id = x.processed_run_id
        LEFT JOIN autoupdate_night n ON n.id = r.night_id {_OF_MIS.format("x")}""",
    "runs": f"""
        SELECT {_SCHOOL}, n.night_on, r.cause, r.status, r.counts
        FROM autoupdate_processingrun r LEFT JOIN autoupdate_night n ON n.id = r.night_id
        {_OF_SCHOOL.format("r")}""",
    "members": f"""
        SELECT {_SCHOOL}, g.kind, g.mis_id, g.name, g.subject, e.role, {_PERSON}
        FROM autoupdate_group g LEFT JOIN autoupdate_groupmembership e ON e.group_id = g.id
        LEFT JOIN matching_misperson p ON p.id = e.mis_person_id {_OF_MIS.format("g")}""",
    "contacts": f"""
        SELECT {_SCHOOL}, c.mis_id, c.title, c.forename, c.surname, c.emails, c.mobiles, c.phones,
               {_PERSON}, t.relationship, t.priority
        FROM autoupdate_contact c LEFT JOIN autoupdate_studentcontact t ON t.contact_id = c.id
        LEFT JOIN matching_misperson p ON p.id = t.student_id {_OF_MIS.format("c")}""",
    "trail": f"""
        SELECT {_SCHOOL}, e.action, e.after FROM accounts_auditevent e {_OF_SCHOOL.format("e")}
        WHERE e.action = 'run.done'""",
}


def everything() -> dict[str, list[str]]:
    """Subject → its rows as sorted JSON lines."""
    found = {}
    with connection.cursor() as cursor:
        for subject, query in QUERIES.items():
            cursor.execute(query)
            found[subject] = sorted(_line(row) for row in cursor.fetchall())
    return found


def differences(
    expected: dict[str, list[str]], found: dict[str, list[str]] | None = None
) -> dict[str, list[str]]:
    """Subject → rows that are missing (-) or too many (+); {} where all is as expected.

    ``found`` is what the test's own database holds now, unless it is given.
    """
    found = found or everything()
    told = {}
    for subject, rows in expected.items():
        wanted, there = Counter(rows), Counter(found[subject])
        told[subject] = [f"- {row}" for row in wanted - there]
        told[subject] += [f"+ {row}" for row in there - wanted]
    return {subject: rows for subject, rows in told.items() if rows}


def _line(row: tuple[Any, ...]) -> str:
    return json.dumps(row, default=str, sort_keys=True, ensure_ascii=False)
