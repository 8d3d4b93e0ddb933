"""The table of kinds is total, in the school's words; what was typed is checked by field."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest

from accounts.models import MisProduct
from autoupdate.casework import kinds as case_kinds
from autoupdate.casework.checks import arbor_url
from autoupdate.casework.fields import checked
from autoupdate.casework.kinds import KINDS, Choices, Fits, Goes, Kind, Shape, kind, kind_stored
from autoupdate.casework.kinds_for_desk import for_desk, why_not_for_desk
from autoupdate.casework.mails import WORDS
from autoupdate.connectors import registry
from autoupdate.connectors.base import CredentialField, Entry
from autoupdate.models import ABOUT_AN_MIS, CaseKind, CaseState, MailOccasion
from autoupdate.queries.cases import LOOKED_AT, TURNS

every_kind = pytest.mark.parametrize("each", KINDS, ids=lambda each: each.code)


def test_every_kind_that_is_stored_can_be_asked_for() -> None:
    assert {each.kind for each in KINDS} == set(CaseKind)


def test_codes_and_what_is_stored_tell_kinds_apart() -> None:
    assert len({each.code for each in KINDS}) == len(KINDS)
    assert all(kind(each.code) is each for each in KINDS)
    assert all(kind_stored(each.kind, each.product) is each for each in KINDS)
    with pytest.raises(KeyError):
        kind("birthday")


@every_kind
def test_a_kind_names_its_mis_as_the_database_asks(each: Kind) -> None:
    assert bool(each.product) is (each.kind in ABOUT_AN_MIS)
    assert not each.product or each.product in MisProduct.values


@every_kind
def test_a_kind_is_put_into_words(each: Kind) -> None:
    assert each.choice
    assert each.choice_hint.endswith(".")
    assert each.lead.endswith(".")
    # A case without a name of its own kind is named by the school.
    assert each.subject or "about" in {one.code for one in each.fields}


@every_kind
def test_fields_say_what_is_missing_and_where_they_go(each: Kind) -> None:
    for one in each.fields:
        assert one.missing
        assert not one.missing.endswith(".")
        assert one.is_secret is (one.shape is Shape.SEALED) is (one.goes is Goes.SECRETS)
        assert (one.shape is Shape.CHOICE) is (one.choices is not None)


def test_an_mis_without_words_of_its_own_is_asked_for_in_general_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = CredentialField(code="api_key", label="API key", entry=Entry.SECRET)
    eighth = replace(registry.get("scholarpack"), credentials=(key,), approval=None)
    monkeypatch.setitem(registry._BY_CODE, "scholarpack", eighth)
    monkeypatch.setattr(registry, "CONNECTORS", (*registry.CONNECTORS, eighth))
    (made,) = [each for each in case_kinds._unwritten() if each.product == "scholarpack"]
    assert (made.code, made.subject) == ("scholarpack_connection", "Connect ScholarPack")
    assert [(each.code, each.is_secret, each.missing) for each in made.fields] == [
        ("api_key", True, "Enter the API key")
    ]
    assert "API key" in made.choice_hint


def test_every_mis_for_which_details_are_entered_has_a_kind() -> None:
    entered = {each.code for each in registry.all() if each.credentials}
    assert {"iris", "pupil_asset", "schoolpod"} <= entered
    assert {*entered, "bromcom"} <= {each.product for each in KINDS}


@pytest.mark.parametrize(
    ("in_use", "missing"),
    [
        ("", {"arbor_endpoint", "opt_out_field", "process_now"}),
        ("sims", {"arbor_endpoint"}),
        ("arbor", set()),
    ],
)
def test_a_school_is_offered_what_fits_its_mis(in_use: str, missing: set[str]) -> None:
    offered = {each.code for each in case_kinds.offered(product=in_use)}
    assert {each.code for each in KINDS} - offered == missing


def test_why_something_is_not_offered_is_a_sentence() -> None:
    assert "Arbor" in case_kinds.why_not(kind("arbor_endpoint"), product="sims")
    assert "no MIS" in case_kinds.why_not(kind("process_now"), product="")
    for each, in_use in product(KINDS, ("", "sims", "arbor")):
        why = case_kinds.why_not(each, product=in_use)
        assert not why or why.endswith(".")
        assert not why or each.fits is not Fits.ANYBODY


def test_states_and_occasions_are_put_into_words() -> None:
    assert set(TURNS) == set(LOOKED_AT) == set(CaseState)
    assert set(WORDS) == set(MailOccasion)


def test_the_desk_switches_what_the_connectors_say() -> None:
    switched = [each.code for each in registry.all() if not each.school_may_change_to]
    assert switched
    assert all(MisProduct(code).label for code in switched)


GOOD = {
    "client_id": "abc-123-def",
    "client_secret": "s3cr3t-s3cr3t",
    "endpoint": "https://ashmead.isams.cloud",
}


def test_what_was_typed_is_parted_into_plain_and_secret() -> None:
    typed = {code: f"  {text}\n" for code, text in GOOD.items()} | {"stray": "x"}
    found = checked(kind("iris_connection"), typed, choosable={})
    assert found.plain == {"endpoint": GOOD["endpoint"]}
    assert found.secret == {code: GOOD[code] for code in ("client_id", "client_secret")}
    assert found.errors == {}


def test_every_field_says_what_is_wrong_with_it() -> None:
    found = checked(kind("iris_connection"), {"client_id": "a b", "endpoint": ""}, choosable={})
    assert set(found.errors) == {"client_id", "client_secret", "endpoint"}
    assert found.errors["client_secret"] == "Enter the client secret"
    assert found.errors["endpoint"] == "Enter the MIS URL"
    assert found.errors["client_id"].startswith("Client ID: it has a blank in it")
    long = checked(kind("iris_connection"), GOOD | {"client_id": "x" * 501}, choosable={})
    assert long.errors == {"client_id": "Enter no more than 500 characters"}


def test_only_what_is_offered_can_be_chosen() -> None:
    asked = kind("opt_out_field")
    may = {"field": frozenset({"students.email"})}
    assert checked(asked, {"field": "students.email"}, choosable=may).errors == {}
    assert checked(asked, {"field": "students.upn"}, choosable=may).errors
    assert checked(asked, {"field": "students.email"}, choosable={}).errors
    assert {one.choices for each in KINDS for one in each.fields} == {None, *Choices}


@pytest.mark.parametrize(
    "address",
    [
        "ashmead.uk.arbor.sc",
        "http://ashmead.uk.arbor.sc",
        "https://uk.arbor.sc.example.org",
        "https://notarbor.sc",
        "https://ashmead.uk.arbor.sc@10.0.0.1",
        "https://user@ashmead.uk.arbor.sc",
        "https://ashmead.uk.arbor.sc:8443",
        "https://ashmead.uk.arbor.sc:port",
        "https://ashmead.uk.arbor.sc/?x=1",
        "https://ashmead.uk.arbor.sc#x",
        "https://127.0.0.1",
        "https://.arbor.sc",
        "https://[::1",
        "ftp://ashmead.uk.arbor.sc",
    ],
)
def test_no_address_of_arbor(address: str) -> None:
    assert arbor_url(address).startswith("Enter")


def test_a_pretend_vendor_may_be_on_this_machine(settings: object) -> None:
    settings.VENDOR_TEST_HOSTS = ["127.0.0.1:8123"]  # type: ignore[attr-defined]
    assert arbor_url("http://127.0.0.1:8123/arbor/ashmead") == ""
    assert arbor_url("http://127.0.0.1:8124/arbor/ashmead")


def test_an_address_of_arbor() -> None:
    assert arbor_url("https://ashmead.uk.arbor.sc") == ""
    assert "arbor.sc" in arbor_url("https://ashmead.example.org")


TO_THE_SCHOOL = re.compile(r"\b(?:you|your|yours|yourselves|us|our|we)\b", re.IGNORECASE)


@pytest.mark.parametrize(
    "each", [each for each in KINDS if not each.secrets], ids=lambda each: each.code
)
def test_the_desk_reads_of_the_school_and_not_to_it(each: Kind) -> None:
    shown = for_desk(each)
    said = [shown.choice, shown.choice_hint, shown.message_label, shown.message_missing]
    for one in shown.fields:
        said += [one.label, one.missing, one.hint]
    assert [text for text in said if TO_THE_SCHOOL.search(text)] == []
    assert (shown.code, shown.kind, shown.subject) == (each.code, each.kind, each.subject)
    assert [one.code for one in shown.fields] == [one.code for one in each.fields]
    assert TO_THE_SCHOOL.search(why_not_for_desk(each)) is None
    assert bool(why_not_for_desk(each)) is (each.fits is not Fits.ANYBODY)


def test_what_is_secret_the_desk_does_not_enter() -> None:
    secret = kind("iris_connection")
    assert for_desk(secret) is secret
    assert "only the school enters" in why_not_for_desk(secret)
