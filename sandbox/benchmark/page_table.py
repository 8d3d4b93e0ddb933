"""Which pages are measured, as whom, and at which addresses. It measures nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from accounts.models import AccountKind, PortalUser, Role, School, SchoolAssociation
from autoupdate.models import Case, ProcessingRun, Upload
from matching.models import MisPerson
from sandbox.benchmark.base import Base
from sandbox.benchmark.base_schools import person

#: So many schools, and so many accounts at them, are looked at in turn.
_NUM_TARGETS: Final = 10
#: Page → who opens it, its address, and what it is about besides the school.
_TABLE: Final[Mapping[str, tuple[str, str, Mapping[str, Any]]]] = {
    "home": ("head", "autoupdate:school", {}),
    "settings": ("head", "autoupdate:settings", {}),
    "uploads": ("head", "autoupdate:uploads", {}),
    "upload": ("head", "autoupdate:upload", {"upload_id": "upload"}),
    "results": ("head", "autoupdate:results", {}),
    "not_matched": ("head", "autoupdate:not_matched", {"kind": "student"}),
    "unallocated": ("head", "autoupdate:unallocated", {"kind": "student"}),
    "outcomes": ("head", "autoupdate:outcomes", {"run_id": "run"}),
    "person": ("head", "matching:person", {"person_id": "person"}),
    "user_list": ("head", "autoupdate:accounts", {}),
    "account": ("head", "autoupdate:account", {"account_id": "account"}),
    "history": ("head", "autoupdate:history", {}),
    "cases": ("head", "autoupdate:cases", {}),
    "la_schools": ("la", "autoupdate:schools", {}),
    "la_last_files": ("la", "autoupdate:results_all", {}),
    "desk_home": ("desk", "autoupdate:desk_home", {}),
    "desk_night": ("desk", "autoupdate:desk_night", {}),
    "desk_schools": ("desk", "autoupdate:schools", {}),
    "desk_last_files": ("desk", "autoupdate:results_all", {}),
    "desk_find_school": ("desk", "autoupdate:desk_schools", {}),
    "desk_cases": ("desk", "autoupdate:desk_cases", {}),
    "desk_case": ("desk", "autoupdate:desk_case", {"case_id": "case"}),
    "desk_school": ("desk", "autoupdate:desk_school", {}),
    "desk_run": ("desk", "autoupdate:run", {"run_id": "run"}),
}
_OF_MANY: Final = ("la", "desk")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: who opens it and the addresses it is opened at in turn."""

    name: str
    by: PortalUser
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """A head of the schools that are looked at, somebody of an authority, and the desk."""

    head: PortalUser
    la: PortalUser
    desk: PortalUser

    @classmethod
    def of(cls, base: Base) -> Cast:
        """Make them."""
        first = base.schools[0]
        return cls(
            person(Role.HEAD, school=first),
            person(Role.LA_USER, authority=first.local_authority),
            person(Role.SERVICE_DESK),
        )


def pages(base: Base, cast: Cast) -> list[Page]:
    """Every page of the table. A head has one school; the desk looks at many."""
    ours = [_about(base.schools[0])] * _NUM_TARGETS
    theirs = [_about(each) for each in base.schools[:_NUM_TARGETS]]
    return [
        _page(name, getattr(cast, who), url_name, wanted, ours if who == "head" else theirs)
        for name, (who, url_name, wanted) in _TABLE.items()
    ]


def searches(base: Base, cast: Cast) -> list[Page]:
    """What arrives while surnames are typed letter by letter, by everybody who searches."""
    typed = [name[:end] for name in base.surnames for end in range(1, len(name) + 1)]
    typed += [f"{name[:4]} a" for name in base.surnames]
    wide = reverse("autoupdate:users")
    here = reverse("autoupdate:accounts", args=[base.schools[0].pk])
    return [
        Page(who, getattr(cast, who), tuple(f"{at}?q={text.replace(' ', '+')}" for text in typed))
        for who, at in (("head", here), ("la", wide), ("desk", wide))
    ]


def _page(
    name: str,
    by: PortalUser,
    url_name: str,
    wanted: Mapping[str, Any],
    abouts: Sequence[Mapping[str, Any]],
) -> Page:
    return Page(name, by, tuple(_address(url_name, wanted, each) for each in abouts))


def _address(url_name: str, wanted: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    own = {key: about.get(value, value) for key, value in wanted.items()}
    is_wide = url_name in _WIDE
    return reverse(url_name, kwargs=own if is_wide else {"school_id": about["school_id"], **own})


_WIDE: Final = frozenset(
    f"autoupdate:{each}"
    for each in ("schools", "results_all", "desk_home", "desk_night", "desk_schools", "desk_cases")
) | {"autoupdate:run", "autoupdate:desk_case"}


def _about(school: School) -> dict[str, Any]:
    """Something of everything at a school."""
    held = SchoolAssociation.objects.filter(
        school=school, ended_at__isnull=True, account__kind=AccountKind.STUDENT
    )
    waiting = MisPerson.objects.filter(school_mis__school=school, standing="requires_matching")
    return {
        "school_id": school.pk,
        "account": held.order_by("pk").values_list("account", flat=True)[0],
        "person": waiting.values_list("pk", flat=True)[0],
        "run": ProcessingRun.objects.filter(school=school).values_list("pk", flat=True)[0],
        "upload": Upload.objects.filter(school_mis__school=school).values_list("pk", flat=True)[0],
        "case": Case.objects.values_list("pk", flat=True)[0],
    }
