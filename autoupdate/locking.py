"""The locks that whatever changes a school's uploads or consent takes first, in one order.

It must not know what is done under them.
"""

from __future__ import annotations

from accounts.models import School, SchoolMis


def lock_school_mis(school_mis_id: int) -> SchoolMis:
    """The school's MIS, locked until the transaction ends and read afresh.

    The door takes this lock alone: two uploads are filed one after the other, and so are an upload
    and the withdrawing of its report, but an upload does not wait for a run of the school. Rows
    that only refer to this one (people, links) are not held up: the lock is not one on the key.
    """
    return (
        SchoolMis.objects.select_for_update(no_key=True, of=("self",))
        .select_related("school__local_authority")
        .get(pk=school_mis_id)
    )


def lock_school_for_uploads(school_mis_id: int) -> SchoolMis:
    """The same, after the school itself, which a processing run holds while it works.

    For whatever moves uploads that a run may be working on.
    """
    School.objects.select_for_update(no_key=True).only("pk").get(mis_periods=school_mis_id)
    return lock_school_mis(school_mis_id)
