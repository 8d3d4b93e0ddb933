"""The desk's “see what the school sees”: what the session holds of it, and whether it still counts.

It knows no page. What follows from it is answered where permissions are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Role, School

_KEY: Final = "seeing_as"
#: The roles through whose eyes the desk can look.
ROLES: Final = (Role.HEAD, Role.HEAD_PROXY, Role.NOMINATED_CONTACT)


@dataclass(frozen=True, slots=True)
class Seeing:
    """A school, the role in which it is seen, and until when."""

    school: School
    role: Role
    until: datetime

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.until <= timezone.now()


def begin(request: HttpRequest, *, school: School, role: Role) -> Seeing:
    """Note it in the session."""
    until = timezone.now() + timedelta(minutes=int(settings.SEEING_MINUTES))
    noted: dict[str, Any] = {"school": school.pk, "role": role.value, "until": until.isoformat()}
    request.session[_KEY] = noted
    return Seeing(school, role, until)


def in_session(request: HttpRequest) -> Seeing | None:
    """What the session holds, over or not."""
    noted = request.session.get(_KEY)
    if noted is None:
        return None
    school = School.objects.select_related("local_authority").get(pk=noted["school"])
    return Seeing(school, Role(noted["role"]), datetime.fromisoformat(noted["until"]))


def forget(request: HttpRequest) -> None:
    """Take it out of the session."""
    request.session.pop(_KEY, None)
