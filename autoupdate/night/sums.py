"""Adds what one run did to the sums of its night, of its school and of its local authority.

One statement; the runs of a local authority are processed one after another, so nobody waits for
its row. It knows no person.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils import timezone

from accounts.bulk.statements import run as run_statement
from autoupdate.calendar import night_date
from autoupdate.models import ProcessingRun
from autoupdate.processing.reasons import Code

#: What a run does, in the order of the statement, and the reason codes that it is counted by.
DONE: Mapping[str, tuple[Code, ...]] = MappingProxyType(
    {
        "num_created": (Code.CREATED,),
        "num_updated": (Code.UPDATED,),
        "num_unallocated": (Code.LEFT_NOT_IN_EXPORT, Code.LEFT_LEAVING_DATE),
        "num_restored": (Code.RETURNED, Code.ASSOCIATION_RESTORED),
    }
)

_ADD = """
WITH told AS (
    SELECT %s::bigint AS school_id, %s::bigint AS authority_id, %s::date AS night_on,
           %s::int AS created, %s::int AS updated, %s::int AS unallocated, %s::int AS restored,
           (SELECT count(*)::int FROM matching_misperson p
            WHERE p.school_mis_id = %s::bigint AND p.standing = 'requires_matching') AS waiting,
           (SELECT coalesce(sum(h.num_removals), 0)::int FROM autoupdate_hold h
            WHERE h.school_mis_id = %s::bigint AND h.state = 'open') AS held
), before AS (
    SELECT n.num_waiting, n.num_held FROM autoupdate_schoolnight n
    WHERE n.school_id = (SELECT school_id FROM told) AND n.night_on = (SELECT night_on FROM told)
), school AS (
    INSERT INTO autoupdate_schoolnight AS n (school_id, night_on, num_created, num_updated,
        num_unallocated, num_restored, num_waiting, num_held)
    SELECT school_id, night_on, created, updated, unallocated, restored, waiting, held FROM told
    ON CONFLICT (school_id, night_on) DO UPDATE SET
        num_created = n.num_created + excluded.num_created,
        num_updated = n.num_updated + excluded.num_updated,
        num_unallocated = n.num_unallocated + excluded.num_unallocated,
        num_restored = n.num_restored + excluded.num_restored,
        num_waiting = excluded.num_waiting, num_held = excluded.num_held
)
INSERT INTO autoupdate_authoritynight AS n (local_authority_id, night_on, num_schools, num_created,
    num_updated, num_unallocated, num_restored, num_waiting, num_held)
SELECT authority_id, night_on, 1 - (SELECT count(*) FROM before), created, updated, unallocated,
       restored, waiting - coalesce((SELECT num_waiting FROM before), 0),
       held - coalesce((SELECT num_held FROM before), 0)
FROM told
ON CONFLICT (local_authority_id, night_on) DO UPDATE SET
    num_schools = n.num_schools + excluded.num_schools,
    num_created = n.num_created + excluded.num_created,
    num_updated = n.num_updated + excluded.num_updated,
    num_unallocated = n.num_unallocated + excluded.num_unallocated,
    num_restored = n.num_restored + excluded.num_restored,
    num_waiting = n.num_waiting + excluded.num_waiting,
    num_held = n.num_held + excluded.num_held
"""


def add(run: ProcessingRun) -> None:
    """Add the counts of a run that is done, in its transaction."""
    night_on = run.night.night_on if run.night else night_date(timezone.now())
    counts = [run.counts.get(kind, {}) for kind in ("staff", "student")]
    done = [sum(each.get(code, 0) for each in counts for code in codes) for codes in DONE.values()]
    place = (run.school_id, run.school.local_authority_id, night_on)
    run_statement(_ADD, [*place, *done, run.school_mis_id, run.school_mis_id])
