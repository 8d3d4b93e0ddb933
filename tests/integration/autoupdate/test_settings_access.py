"""Who may open which page of home, settings, uploads and the desk: every address, every side."""

from __future__ import annotations

import pytest
from django.urls import reverse

from autoupdate.urls.settings import urlpatterns
from tests.access import ANONYMOUS, RULES, Answer, answer
from tests.factories import (
    LicenceKeyFactory,
    ProcessingRunFactory,
    UploadFactory,
    accept_reports,
)
from tests.integration.conftest import Cast

pytestmark = pytest.mark.unmeasured

EVERYBODY = frozenset({"head", "head_proxy", "nominated_contact", "colleague", "la_user", "desk"})
LEADERS = frozenset({"head", "head_proxy"})
KEEPERS = LEADERS | {"desk"}
DESK = frozenset({"desk"})

#: Address of a school's page → who may open it. The rest of its people get a 403, others a 404.
ALLOWED = {
    "school": EVERYBODY,
    "school_nights": EVERYBODY,
    "settings": EVERYBODY,
    "report": EVERYBODY,
    "report_accept": LEADERS,
    "report_withdraw": LEADERS,
    "key": EVERYBODY - {"la_user"},
    "key_new": KEEPERS,
    "key_revoke": KEEPERS,
    "history": KEEPERS,
    "uploads": EVERYBODY,
    "upload": EVERYBODY,
    "upload_file": DESK,
    "desk_school": DESK,
    "desk_school_details": DESK,
    "desk_force": DESK,
    "desk_opt_out": DESK,
    "desk_opt_in": DESK,
    "desk_why": DESK,
    "run": DESK,
    "run_progress": DESK,
}
#: Pages that are not about one school.
WIDE = {"home", "schools", "nights", "desk_schools"} | {
    *("desk_home", "desk_night", "desk_role_requests", "desk_force_set", "desk_forced"),
}


@pytest.fixture
def addresses(cast: Cast) -> dict[str, str]:
    """Every page of the school by name."""
    accept_reports(cast.school_mis, by=cast.head)
    LicenceKeyFactory(school=cast.school)
    upload = UploadFactory(school_mis=cast.school_mis)
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    about = {
        **dict.fromkeys(("report", "report_accept", "report_withdraw"), ("students",)),
        **dict.fromkeys(("upload", "upload_file"), (upload.pk,)),
        "desk_opt_in": ["students", "email"],
    }
    of_school = {
        name: reverse(f"autoupdate:{name}", args=[cast.school.pk, *about.get(name, [])])
        for name in ALLOWED
        if not name.startswith("run")
    }
    return of_school | {
        name: reverse(f"autoupdate:{name}", args=[run.pk]) for name in ("run", "run_progress")
    }


def names_of(patterns: object) -> set[str]:
    """The name of every address, those that are included too."""
    found: set[str] = set()
    for each in patterns:  # type: ignore[attr-defined]
        inner = getattr(each, "url_patterns", None)
        found |= names_of(inner) if inner is not None else {each.name}
    return found


def test_every_address_is_in_the_table() -> None:
    assert names_of(urlpatterns) == set(ALLOWED) | WIDE


def test_the_doors_are_meant_for_those() -> None:
    """That they open for those and for nobody else, the access matrix shows of every door."""
    for page, who in ALLOWED.items():
        name = f"autoupdate:{page}"
        method = "GET" if RULES[name].get else "POST"
        assert {each for each in EVERYBODY if answer(name, method, each) is Answer.ALLOWED} == who
        assert answer(name, method, "outsider") is Answer.NOT_FOUND
        assert answer(name, method, ANONYMOUS) is Answer.SIGN_IN


@pytest.mark.parametrize("page", ["report_accept", "report_withdraw", "key", "key_new"])
def test_those_who_may_not_look_may_not_act(
    cast: Cast, addresses: dict[str, str], page: str
) -> None:
    assert cast.client(cast.la_user).post(addresses[page]).status_code == 403
    assert cast.client(cast.outsider).post(addresses[page]).status_code == 404


def test_the_list_of_schools_is_open_to_all_and_the_desks_to_the_desk(cast: Cast) -> None:
    schools, desk = reverse("autoupdate:schools"), reverse("autoupdate:desk_schools")
    for who, user in cast.everybody().items():
        assert cast.client(user).get(schools).status_code == 200
        assert cast.client(user).get(desk).status_code == (200 if who == "desk" else 403)
    assert cast.anonymous.get(desk).status_code == 302


def test_a_run_that_never_was_is_not_found(cast: Cast) -> None:
    assert cast.client(cast.desk).get(reverse("autoupdate:run", args=[0])).status_code == 404
