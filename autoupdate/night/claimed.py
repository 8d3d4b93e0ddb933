"""A claimed run, locked with its school, and all that it refers to."""

from __future__ import annotations

from itertools import islice
from typing import Any

from accounts.bulk.instances import Part
from accounts.bulk.statements import fetch
from accounts.models import LocalAuthority, School, SchoolMis
from autoupdate.models import Night, ProcessingRun

_RUN = Part(
    ProcessingRun,
    *("id", "cause", "reason", "status", "queued_at", "requested_by_id"),
    *("school_mis_id", "school_id", "night_id"),
)
_MIS = Part(SchoolMis, "id", "product", "school_id", "ended_at")
_SCHOOL = Part(School, "id", "establishment", "name", "local_authority_id", "uses_autotext")
_AUTHORITY = Part(LocalAuthority, "id", "code", "name")
_NIGHT = Part(Night, "id", "night_on")
_PARTS: tuple[tuple[str, Part[Any]], ...] = (
    *(("r", _RUN), ("m", _MIS), ("s", _SCHOOL), ("a", _AUTHORITY), ("n", _NIGHT)),
)
_LOCK = """
SELECT r.id FROM autoupdate_processingrun r JOIN accounts_school s ON s.id = r.school_id
WHERE r.id = %s AND r.status = 'running' FOR NO KEY UPDATE OF r, s
"""
_READ = f"""
SELECT EXISTS (SELECT 1 FROM autoupdate_mischange c WHERE c.after_id = r.school_mis_id),
       {", ".join(part.columns(table) for table, part in _PARTS)}
FROM autoupdate_processingrun r
JOIN accounts_schoolmis m ON m.id = r.school_mis_id
JOIN accounts_school s ON s.id = r.school_id
JOIN accounts_localauthority a ON a.id = s.local_authority_id
LEFT JOIN autoupdate_night n ON n.id = r.night_id
WHERE r.id = %s
"""  # noqa: S608 - the names are those of our own fields


def lock_run(run_id: int) -> ProcessingRun | None:
    """The running run and its school, locked until the transaction ends; None if it is not one.

    Read by a statement of its own: where the lock was waited for, the locking one would give the
    rest (a change of the school's MIS, say) as it was before.
    """
    if not fetch(_LOCK, [run_id]):
        return None
    [(has_change, *row)] = fetch(_READ, [run_id])
    values = iter(row)
    run, school_mis, school, authority, night = (
        part.taken_from(list(islice(values, len(part.names)))) for _, part in _PARTS
    )
    run.school_mis, run.school, run.school.local_authority = school_mis, school, authority
    run.night = night if night.pk else None
    if not has_change:  # as nearly always: then nobody need ask for it
        SchoolMis._meta.get_field("change").set_cached_value(school_mis, None)
    return run  # type: ignore[no-any-return]
