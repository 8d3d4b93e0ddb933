"""Which pages are measured, as whom, and at which addresses. It measures nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import (
    AccountKind,
    PortalUser,
    Role,
    School,
    SchoolAssociation,
    Trust,
)
from autoupdate.models import Case, Group, ProcessingRun, StudentContact, Upload
from autoupdate.queries.non_mis import held_without_mis
from matching.models import MisPerson
from sandbox.benchmark.base import Base
from sandbox.benchmark.base_schools import ending, person

#: So many schools, and so many accounts at them, are looked at in turn.
_NUM_TARGETS: Final = 10
#: Page → who opens it, its address, and what it is about besides the school; what begins with a
#: question mark is asked for.
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
    "roles": ("head", "accounts:roles", {}),
    "request_single": ("head", "matching:request", {}),
    "request_details": ("head", "matching:request_details", {"kind": "student"}),
    "non_mis": ("head", "autoupdate:non_mis", {}),
    "non_mis_account": ("head", "autoupdate:non_mis_account", {"account_id": "without_mis"}),
    "groups": ("head", "autoupdate:groups", {}),
    "group": ("head", "autoupdate:group", {"group_id": "group"}),
    "pupils": ("head", "autoupdate:pupils", {}),
    "pupil": ("head", "autoupdate:pupil", {"person_id": "pupil"}),
    "slips": ("head", "autoupdate:slips", {}),
    "school_nights": ("head", "autoupdate:school_nights", {"?nights": "365"}),
    "la_schools": ("la", "autoupdate:schools", {}),
    "la_last_files": ("la", "autoupdate:results_all", {}),
    "la_nights": ("la", "autoupdate:nights", {"?nights": "365"}),
    "trust_schools": ("trust", "autoupdate:schools", {}),
    "trust_last_files": ("trust", "autoupdate:results_all", {}),
    "trust_nights": ("trust", "autoupdate:nights", {"?nights": "365"}),
    "desk_home": ("desk", "autoupdate:desk_home", {}),
    "desk_night": ("desk", "autoupdate:desk_night", {}),
    "desk_schools": ("desk", "autoupdate:schools", {}),
    "desk_last_files": ("desk", "autoupdate:results_all", {}),
    "desk_find_school": ("desk", "autoupdate:desk_schools", {}),
    "desk_find_key": ("desk", "autoupdate:desk_schools", {"?q": "key_ending"}),
    "desk_nights": ("desk", "autoupdate:nights", {"?nights": "365"}),
    "desk_authorities": ("desk", "accounts:authorities", {}),
    "desk_authority": ("desk", "accounts:authority", {"authority_id": "authority"}),
    "desk_trusts": ("desk", "accounts:trusts", {}),
    "desk_trust": ("desk", "accounts:trust", {"trust_id": "trust"}),
    "desk_trust_schools": ("desk", "accounts:trust_schools", {"trust_id": "trust"}),
    "desk_why": ("desk", "autoupdate:desk_why", {"?q": "surname"}),
    "desk_cases": ("desk", "autoupdate:desk_cases", {}),
    "desk_case": ("desk", "autoupdate:desk_case", {"case_id": "case"}),
    "desk_school": ("desk", "autoupdate:desk_school", {}),
    "desk_run": ("desk", "autoupdate:run", {"run_id": "run"}),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page: who opens it and the addresses it is opened at in turn."""

    name: str
    by: PortalUser
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """A head of the first school, somebody of its authority and of its trust, and the desk."""

    head: PortalUser
    la: PortalUser
    trust: PortalUser
    desk: PortalUser

    @classmethod
    def of(cls, base: Base) -> Cast:
        """Make them."""
        first = base.schools[0]
        return cls(
            person(Role.HEAD, school=first),
            person(Role.LA_USER, authority=first.local_authority),
            person(Role.TRUST_USER, trust=first.trust),
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
    said = {key: about.get(value, value) for key, value in wanted.items()}
    own = {key: value for key, value in said.items() if not key.startswith("?")}
    asked = {key[1:]: value for key, value in said.items() if key.startswith("?")}
    at_school = {} if url_name in _WIDE else {"school_id": about["school_id"]}
    address = reverse(url_name, kwargs={**at_school, **own})
    return f"{address}?{urlencode(asked)}" if asked else address


_WIDE: Final = (
    {f"autoupdate:desk_{each}" for each in ("home", "night", "schools", "cases", "case")}
    | {f"autoupdate:{each}" for each in ("schools", "results_all", "nights", "run")}
    | {f"accounts:{each}" for each in ("authorities", "authority", "trusts", "trust")}
    | {"accounts:trust_schools"}
)


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
        "without_mis": held_without_mis(school).values_list("account", flat=True)[0],
        "group": _first(Group.objects.filter(school_mis__school=school, kind="class")),
        "pupil": _first(
            StudentContact.objects.filter(contact__school_mis__school=school), "student"
        ),
        "surname": held.values_list("account__legal_surname", flat=True)[0],
        "key_ending": ending(school.pk),
        "authority": school.local_authority_id,
        "trust": _first(Trust.objects.filter(removed_at=None)),
    }


def _first(rows: QuerySet[Any], of: str = "pk") -> int | None:
    """One of them; None where the school has none."""
    found: int | None = rows.order_by().values_list(of, flat=True).first()
    return found
