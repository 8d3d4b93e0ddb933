"""Keys that were made for a case wait in it, sealed, until the school looks at them: once.

The Service Desk never sees them.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser
from accounts.permissions import Permission, check
from autoupdate.actions.case_writing import lock_case, say, subject_of
from autoupdate.actions.connecting import PushKeys
from autoupdate.actions.keys import live_key
from autoupdate.licence_keys import digest_of
from autoupdate.models import Case, Voice
from autoupdate.secret_box import UnsealError, seal, unseal

#: Keys that nobody has fetched by then can only be made anew.
KEPT_FOR = timedelta(days=30)
GONE = (
    "There are no keys to look at in this case. If nobody has noted them down, new ones can be "
    "made on AutoUpdate Settings."
)


def hand_over(case: Case, keys: PushKeys) -> None:
    """Put keys into a locked case, in place of older ones."""
    case.handover, case.handed_at = seal(json.dumps(asdict(keys))), timezone.now()
    case.save(update_fields=["handover", "handed_at"])


@transaction.atomic
def collect(case: Case, *, by: PortalUser) -> PushKeys:
    """The keys, which are gone from the case then. The look is written down.

    Raises PermissionDenied, or ActionRefused where there are none (any more).
    """
    check(by, Permission.RAISE_CASES, case.school)
    check(by, Permission.SEE_LICENCE_KEY, case.school)
    case = lock_case(case)
    keys = _opened(case)
    if keys is None:
        raise ActionRefused(GONE)
    case.handover = ""
    case.save(update_fields=["handover"])
    say(case, Voice.EVENT, "Looked at the keys. They are not kept here any more.", by=by)
    record("case.keys_shown", by=by, school=case.school, subject=subject_of(case))
    return keys


@transaction.atomic
def purge_handovers() -> int:
    """Drop keys that nobody fetched in time; returns how many."""
    old = Case.objects.filter(handed_at__lt=timezone.now() - KEPT_FOR).exclude(handover="")
    return old.update(handover="")


def _opened(case: Case) -> PushKeys | None:
    """The keys in the case, unless they can no longer be opened or were replaced since."""
    try:
        keys = PushKeys(**json.loads(unseal(case.handover))) if case.handover else None
    except UnsealError:
        return None
    live = live_key(case.school)
    is_live = keys is not None and live and live.digest == digest_of(keys.licence_key)
    return keys if is_live else None
