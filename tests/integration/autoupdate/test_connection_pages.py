"""The pages on which a school's MIS is connected: authorising, coming back, entering, testing."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from pytest_django import Settings

from accounts.models import SchoolMis
from autoupdate.actions.connecting import enter_credentials
from autoupdate.connectors.base import CredentialField, Entry
from autoupdate.connectors.pulling import Granted
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import MisConnection
from autoupdate.reaching import connection_of, secrets_of
from tests.factories import PortalUserFactory, UploadFactory, accept_reports
from tests.integration.autoupdate.fake_mis import FakeVendor, put, put_arbor, put_iris
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> FakeVendor:
    made = FakeVendor()
    put_arbor(monkeypatch, made)
    put_iris(monkeypatch, made)
    return made


@pytest.fixture
def arbor(cast: Cast, vendor: FakeVendor, settings: Settings) -> SchoolMis:
    settings.VENDOR_PARTNERS = {"arbor": {"url": "https://vendor.example", "id": "portal"}}
    cast.school_mis.product = "arbor"
    cast.school_mis.save()
    return cast.school_mis


@pytest.fixture
def iris(cast: Cast, vendor: FakeVendor) -> SchoolMis:
    cast.school_mis.product = "iris"
    cast.school_mis.save()
    return cast.school_mis


def page(cast: Cast, name: str) -> str:
    return reverse(f"autoupdate:{name}", args=[cast.school.pk])


def told(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def settings_of(cast: Cast, who: str = "head") -> str:
    return told(cast.client(getattr(cast, who)).get(page(cast, "settings")))


def go_and_come_back(cast: Cast, who: str = "head", **brings: str) -> Any:
    """Press Authorise, and come back from the vendor with what it gives."""
    client = cast.client(getattr(cast, who))
    sent = client.post(page(cast, "authorise"))
    (state,) = parse_qs(urlsplit(sent.headers["Location"]).query)["state"]
    query = {"state": state, **(brings or {"code": "c0de"})}
    return client.get(reverse("autoupdate:approved"), query, follow=True)


# --- Authorising ---
def test_authorising_is_said_first_and_leads_to_the_vendor(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor
) -> None:
    client = cast.client(cast.head)
    text = told(client.get(page(cast, "authorise")))
    assert "You go to Arbor and sign in there" in text
    assert "No report is accepted yet" in text
    accept_reports(arbor, by=cast.head)
    assert "what the accepted reports need: Staff, Students." in told(
        client.get(page(cast, "authorise"))
    )
    answer = client.post(page(cast, "authorise"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("https://vendor.example/approve?state=")
    (asking,) = vendor.askings
    assert asking.return_to == "http://testserver/approved/"


def test_the_browser_is_allowed_to_go_to_the_vendors(cast: Cast, arbor: SchoolMis) -> None:
    answer = cast.client(cast.head).get(page(cast, "authorise"))
    policy = answer.headers["Content-Security-Policy"]
    (allowed,) = [part for part in policy.split("; ") if part.startswith("form-action")]
    assert "https://login.arbor.sc" in allowed
    assert "https://services.scholarpack.co.uk" in allowed


def test_a_portal_without_standing_says_so(
    cast: Cast, arbor: SchoolMis, settings: Settings
) -> None:
    settings.VENDOR_PARTNERS = {"arbor": {"id": ""}}
    answer = cast.client(cast.head).post(page(cast, "authorise"), follow=True)
    assert "The portal is not connected to Arbor yet" in told(answer)


def test_an_mis_without_approval_is_not_authorised(cast: Cast) -> None:
    for send in ("get", "post"):
        answer = getattr(cast.client(cast.head), send)(page(cast, "authorise"), follow=True)
        assert "SIMS needs no approval from this page" in told(answer)


def test_an_approval_leads_to_a_page_that_may_be_loaded_again(cast: Cast, arbor: SchoolMis) -> None:
    answer = go_and_come_back(cast)
    assert answer.redirect_chain[-1][0] == page(cast, "connected")
    assert "AutoUpdate is approved in Arbor" in told(answer)
    assert "What is next" in told(answer)
    assert str(cast.head) in told(answer)
    assert page(cast, "settings") in told(answer)
    assert "s3cret" not in told(answer) + settings_of(cast)
    assert "Authorise again" in settings_of(cast)


def test_the_confirmation_is_only_for_those_who_were_approved(cast: Cast, arbor: SchoolMis) -> None:
    answer = cast.client(cast.head).get(page(cast, "connected"))
    assert answer.headers["Location"] == page(cast, "settings")


def test_declining_changes_nothing_and_says_so(cast: Cast, arbor: SchoolMis) -> None:
    answer = go_and_come_back(cast, error="access_denied")
    assert "AutoUpdate was not approved in Arbor" in told(answer)
    assert "nothing was changed" in told(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert not MisConnection.objects.filter(approved_at__isnull=False).exists()
    assert "not approved" in told(go_and_come_back(cast, code="")).lower()


def test_what_cannot_be_believed_is_refused_in_words(cast: Cast, arbor: SchoolMis) -> None:
    back = reverse("autoupdate:approved")
    for who in (cast.head, cast.la_user, PortalUserFactory()):
        answer = cast.client(who).get(back, {"state": "made-up", "code": "x"})
        assert "not asked for here" in told(answer)
        assert "Go to the home page" in told(answer)
        assert "Authorise again</a>" not in told(answer)
    assert cast.client(cast.head).get(back).status_code == 200
    used = cast.client(cast.head).post(page(cast, "authorise"))
    (state,) = parse_qs(urlsplit(used.headers["Location"]).query)["state"]
    other = cast.client(cast.outsider).get(back, {"state": state, "code": "x"})
    assert "not asked for here" in told(other)
    anonymous = cast.anonymous.get(back, {"state": state, "code": "x"})
    assert anonymous.headers["Location"].startswith(reverse("account_login"))
    assert state in anonymous.headers["Location"]  # and so nothing is lost by signing in


def test_a_vendor_that_fails_says_why(cast: Cast, arbor: SchoolMis, vendor: FakeVendor) -> None:
    vendor.grants = VendorTrouble("server_error", status="500", host="h")
    answer = go_and_come_back(cast)
    assert "The approval did not work" in told(answer)
    assert "Arbor has a fault of its own" in told(answer)
    assert "Authorise again" in told(answer)


def test_a_missing_endpoint_is_shown_and_a_case_once_it_stays(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor
) -> None:
    vendor.grants = Granted(secrets={"password": "x"})
    first = told(go_and_come_back(cast))
    for text in (first, settings_of(cast)):
        assert "MISSING ENDPOINT URL: Arbor approved" in text
        assert "Authorise again" in text
        assert "kind=arbor_endpoint" not in text
    assert "For the desk" in settings_of(cast, "desk")
    assert "For the desk" not in settings_of(cast)
    assert page(cast, "authorise") not in settings_of(cast, "la_user")
    second = told(go_and_come_back(cast))
    for text in (second, settings_of(cast)):
        assert "kind=arbor_endpoint" in text
    enter_credentials(arbor, by=cast.desk, endpoint="https://ash.uk.arbor.sc")
    assert "MISSING ENDPOINT URL: Arbor approved" not in settings_of(cast)


# --- Entering ---
def test_secrets_go_in_and_never_come_out(cast: Cast, iris: SchoolMis) -> None:
    client = cast.client(cast.colleague)
    form = told(client.get(page(cast, "credentials")))
    assert form.count('type="password"') == 2
    assert "MIS URL" not in form  # that one is the desk's
    answer = client.post(
        page(cast, "credentials"),
        {"client_id": "the-id", "client_secret": "the-secret"},
        follow=True,
    )
    assert "are kept" in told(answer)
    assert secrets_of(connection_of(iris)) == {"client_id": "the-id", "client_secret": "the-secret"}
    again = client.get(page(cast, "credentials"))
    assert "no-store" in again.headers["Cache-Control"]
    assert f"by {cast.colleague}. Leave blank" in told(again)
    everything = told(again) + told(answer) + settings_of(cast) + settings_of(cast, "desk")
    assert "the-secret" not in everything
    assert "the-id" not in everything
    assert f"by {cast.colleague}. Nobody is shown them again" in everything


def test_the_desk_enters_everything(cast: Cast, iris: SchoolMis) -> None:
    client = cast.client(cast.desk)
    texts = {"client_id": "a", "client_secret": "b", "mis_url": "https://ash.isams.cloud"}
    client.post(page(cast, "credentials"), texts)
    assert connection_of(iris).endpoint == "https://ash.isams.cloud"
    assert 'value="https://ash.isams.cloud"' in told(client.get(page(cast, "credentials")))
    client.post(page(cast, "credentials"), {"mis_url": "https://oak.isams.cloud"})
    kept = connection_of(iris)
    assert kept.endpoint == "https://oak.isams.cloud"
    assert secrets_of(kept) == {"client_id": "a", "client_secret": "b"}


def test_what_cannot_be_right_is_said_at_its_field(cast: Cast, iris: SchoolMis) -> None:
    client = cast.client(cast.head)
    answer = client.post(page(cast, "credentials"), {"client_id": "a", "client_secret": "x y"})
    assert answer.status_code == 422
    assert "Client secret: There is a blank in it." in told(answer)
    assert "x y" not in told(answer)
    missing = client.post(page(cast, "credentials"), {})
    assert "Fill this in: Client ID" in told(missing)
    assert not MisConnection.objects.exclude(sealed="").exists()


def test_nothing_entered_changes_nothing(cast: Cast, iris: SchoolMis) -> None:
    enter_credentials(iris, by=cast.head, secrets={"client_id": "a", "client_secret": "b"})
    answer = cast.client(cast.head).post(page(cast, "credentials"), {})
    assert answer.status_code == 422
    assert "Nothing was entered" in told(answer)


def test_whoever_has_nothing_to_enter_is_told_who_does(
    cast: Cast, vendor: FakeVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cast.client(cast.head)
    assert "Nothing is entered for SIMS" in told(client.get(page(cast, "credentials"), follow=True))
    url = CredentialField(code="mis_url", label="MIS URL", entry=Entry.ENDPOINT)
    put(monkeypatch, "iris", credentials=(url,))
    cast.school_mis.product = "iris"
    cast.school_mis.save()
    text = told(client.get(page(cast, "credentials"), follow=True))
    assert "The Service Desk enters the details for IRIS" in text
    assert page(cast, "credentials") not in text


# --- Forgetting ---
def test_forgetting_asks_first(cast: Cast, arbor: SchoolMis, vendor: FakeVendor) -> None:
    assert page(cast, "forget_connection") not in settings_of(cast)
    go_and_come_back(cast)
    assert page(cast, "forget_connection") in settings_of(cast)
    client = cast.client(cast.head)
    assert "Nothing is fetched from Arbor any more" in told(
        client.get(page(cast, "forget_connection"))
    )
    answer = told(client.post(page(cast, "forget_connection"), follow=True))
    assert "The connection to Arbor is forgotten." in answer
    assert "Withdraw the approval in Arbor" not in answer
    assert connection_of(arbor).approved_at is None
    go_and_come_back(cast)
    vendor.revokes = False
    answer = told(client.post(page(cast, "forget_connection"), follow=True))
    assert "Withdraw the approval in Arbor" in answer


def test_what_is_not_fetched_has_nothing_to_forget(cast: Cast) -> None:
    client = cast.client(cast.head)
    text = told(client.get(page(cast, "forget_connection"), follow=True))
    assert "no connection that could be forgotten" in text
    assert client.post(page(cast, "forget_connection")).headers["Location"] == page(
        cast, "settings"
    )


# --- Testing ---
def test_the_test_says_what_works_report_by_report(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor
) -> None:
    accept_reports(arbor, "staff", "students", "contacts", by=cast.head)
    go_and_come_back(cast)
    vendor.troubles["contacts"] = VendorTrouble("permission_missing", permission="Guardians")
    client = cast.client(cast.nominated_contact)
    assert "It has not been tested yet" in told(client.get(page(cast, "test_connection")))
    answer = client.post(page(cast, "test_connection"), follow=True)
    text = told(answer)
    assert text.count("Works") == 2
    assert "does not let AutoUpdate read Guardians" in text
    assert "Not accepted yet" in text
    assert "For the desk" not in text
    assert "For the desk" in told(cast.client(cast.desk).get(page(cast, "test_connection")))
    assert "The last one was on" in settings_of(cast)
    assert "does not let AutoUpdate read Guardians" in settings_of(cast)


def test_a_test_that_finds_the_approval_gone_offers_another(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor
) -> None:
    accept_reports(arbor, by=cast.head)
    go_and_come_back(cast)
    vendor.troubles[""] = VendorTrouble("not_authorised", host="h")
    answer = cast.client(cast.head).post(page(cast, "test_connection"), follow=True)
    assert "no longer accepts the approval" in told(answer)
    assert "Authorise again" in told(answer)


def test_of_an_mis_that_sends_it_says_what_was_last_seen(cast: Cast) -> None:
    UploadFactory(school_mis=cast.school_mis)
    client = cast.client(cast.head)
    answer = client.get(page(cast, "test_connection"))
    rows = {each["key"]: each["value"] for each in answer.context["seen_rows"]}
    assert rows["Staff"] == "Nothing yet"
    assert rows["Students"] != "Nothing yet"
    assert "cannot be tested from here" in told(answer)
    assert "Nothing is fetched from SIMS" in told(
        client.post(page(cast, "test_connection"), follow=True)
    )


@pytest.mark.parametrize(
    "name", ["authorise", "connected", "credentials", "forget_connection", "test_connection"]
)
def test_a_school_without_an_mis_has_no_such_pages(cast: Cast, name: str) -> None:
    cast.school_mis.delete()
    assert cast.client(cast.head).get(page(cast, name)).status_code == 404


def test_the_outcome_of_a_vendor_that_does_not_exist_is_not_shown_to_others(
    cast: Cast, arbor: SchoolMis
) -> None:
    for name in ("authorise", "connected", "credentials", "forget_connection", "test_connection"):
        assert cast.client(cast.la_user).get(page(cast, name)).status_code == 403
        assert cast.client(cast.outsider).get(page(cast, name)).status_code == 404
        assert cast.anonymous.get(page(cast, name)).status_code == 302
