"""Bromcom pushes: three keys that must fit together, a file a sub-report, what is answered."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AuditEvent, SchoolMis
from autoupdate.actions.connecting import issue_push_keys
from autoupdate.actions.consent import withdraw_report
from autoupdate.models import LicenceKey, MisConnection, Upload
from autoupdate.queries.pushes import only_once
from autoupdate.queries.setup_facts import setup_facts
from tests.factories import LicenceKeyFactory, SchoolMisFactory, UploadFactory, accept_reports
from tests.integration.autoupdate.conftest import Agent, files_in
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "bromcom"
STUDENTS = (FOLDER / "students.csv").read_bytes()


@dataclass(frozen=True, slots=True)
class Sender:
    """Bromcom, with the three keys that a school entered in it."""

    key: str
    supplier_id: str
    password: str
    client: Client = field(default_factory=Client)

    def send(self, body: bytes = STUDENTS, *, sub_report: str = "students", **environ: Any) -> Any:
        """Push one file."""
        return self.client.generic(
            "POST",
            f"/api/push/v1/{sub_report}",
            body,
            content_type="text/csv; charset=utf-8",
            headers=self.headers(),
            **environ,
        )

    def get(self, address: str) -> Any:
        """Ask for something."""
        return self.client.get(address, headers=self.headers())

    def headers(self) -> dict[str, str]:
        """The three keys as they are sent."""
        return {
            "Authorization": f"Licence-Key {self.key}",
            "X-Supplier-Id": self.supplier_id,
            "X-Supplier-Password": self.password,
        }


@pytest.fixture
def bromcom(cast: Cast) -> SchoolMis:
    """The cast's school, on Bromcom, with everything accepted."""
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()
    school_mis: SchoolMis = SchoolMisFactory(school=cast.school, product="bromcom")
    accept_reports(
        school_mis, "staff", "students", "students_future", "staff_future", "contacts", by=cast.head
    )
    return school_mis


@pytest.fixture
def sender(bromcom: SchoolMis, cast: Cast) -> Sender:
    keys = issue_push_keys(bromcom, by=cast.desk)
    return Sender(keys.licence_key, keys.supplier_id, keys.supplier_password)


def test_a_file_is_received(sender: Sender, bromcom: SchoolMis, store: Path) -> None:
    response = sender.send()
    assert response.status_code == 201, response.json()
    upload, answer = Upload.objects.get(), response.json()
    assert (upload.school_mis, upload.delivery, upload.format) == (bromcom, "push", "csv")
    assert upload.licence_key == LicenceKey.objects.get(revoked_at__isnull=True)
    assert answer["state"] == "received"
    assert answer["url"] == response["Location"]
    assert answer["url"].endswith(f"/api/push/v1/uploads/{upload.pk}")
    assert len(files_in(store)) == 1


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_every_sub_report_comes_in(
    sender: Sender, bromcom: SchoolMis, cast: Cast, path: Path
) -> None:
    cast.school.uses_autotext = True
    cast.school.save()
    accept_reports(bromcom, "attendance")
    response = sender.send(path.read_bytes(), sub_report=path.stem)
    assert (response.status_code, response.json()["state"]) == (201, "received")


def test_the_same_file_again_is_answered_as_the_first(sender: Sender) -> None:
    first, again = sender.send(), sender.send()
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Upload.objects.get().num_repeats == 1


def test_a_file_that_was_cut_off_is_rejected_in_words(sender: Sender, store: Path) -> None:
    cut = STUDENTS[: STUDENTS.rindex(b'"Count:"')]
    response = sender.send(cut)
    assert (response.status_code, response.json()["state"]) == (201, "rejected")
    assert response.json()["message"].startswith("The file stops in the middle")
    assert files_in(store) == []


def test_what_became_of_it_can_be_asked_with_all_three_keys(sender: Sender) -> None:
    sent = sender.send().json()
    assert sender.get(sent["url"]).json() == sent


def test_the_licence_key_alone_does_not_show_it(sender: Sender) -> None:
    sent = sender.send().json()
    agent = Agent(sender.key)
    assert agent.state_of(sent["id"]).status_code == 404
    assert replace(sender, password="", supplier_id="").get(sent["url"]).status_code == 401


def test_what_the_software_sent_is_not_shown_here(
    sender: Sender, bromcom: SchoolMis, cast: Cast
) -> None:
    theirs = UploadFactory(school_mis=cast.outsider_mis, delivery="push")
    before = UploadFactory(school_mis=cast.school_mis)
    for upload in (theirs, before):
        assert sender.get(f"/api/push/v1/uploads/{upload.pk}").status_code == 404


def wrong(sender: Sender) -> Iterator[Sender]:
    """Everything that is nearly right."""
    yield replace(sender, password="")
    yield replace(sender, password=sender.password + "x")
    yield replace(sender, password=sender.password[:-1])
    yield replace(sender, password=sender.password.swapcase())
    yield replace(sender, password="nobody’s")
    yield replace(sender, supplier_id="")
    yield replace(sender, supplier_id="SUP-00000000")
    yield replace(sender, supplier_id="nobody’s", password="nobody’s")
    yield replace(sender, supplier_id="é", password="é")
    yield replace(sender, key="")
    yield replace(sender, key="USO-AAAA-AAAA-AAAA-AAAA-AAAA")


def test_nothing_but_all_three_opens_and_nobody_learns_which_was_wrong(
    sender: Sender, settings: Settings
) -> None:
    settings.AGENT_API_RATE = "1000/min"
    answers = [each.send() for each in wrong(sender)]
    answers.append(Client().post("/api/push/v1/students", STUDENTS, content_type="text/csv"))
    assert {each.status_code for each in answers} == {401}
    assert {each.content for each in answers} == {answers[0].content}
    assert {each["WWW-Authenticate"] for each in answers} == {'Licence-Key realm="USO AutoUpdate"'}
    assert answers[0].json()["code"] == "push_keys_not_accepted"
    assert not Upload.objects.exists()
    assert LicenceKey.objects.get(revoked_at__isnull=True).last_used_at is None


def test_a_stranger_costs_as_much_work_as_a_school(
    sender: Sender, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        replace(sender, key="USO-AAAA-AAAA-AAAA-AAAA-AAAA").send()
    with django_assert_num_queries(2):
        replace(sender, password="wrong").send()


def test_keys_of_two_schools_do_not_mix(sender: Sender, cast: Cast) -> None:
    other_mis: SchoolMis = SchoolMisFactory(product="bromcom")
    other = issue_push_keys(other_mis, by=cast.desk)
    mixed = replace(sender, supplier_id=other.supplier_id, password=other.supplier_password)
    assert mixed.send().status_code == 401
    assert replace(sender, key=other.licence_key).send().status_code == 401


def test_keys_without_a_password_kept_open_nothing(sender: Sender) -> None:
    MisConnection.objects.update(sealed="")
    assert replace(sender, password="").send().status_code == 401
    MisConnection.objects.update(reference="")
    assert replace(sender, supplier_id="", password="").send().status_code == 401


def test_new_keys_end_the_old_ones_at_once(sender: Sender, bromcom: SchoolMis, cast: Cast) -> None:
    new = issue_push_keys(bromcom, by=cast.desk)
    assert sender.send().status_code == 401
    renewed = Sender(new.licence_key, new.supplier_id, new.supplier_password)
    assert renewed.send().status_code == 201


def test_a_school_that_left_bromcom_is_not_served(
    sender: Sender, bromcom: SchoolMis, cast: Cast
) -> None:
    bromcom.ended_at = timezone.now()
    bromcom.save()
    assert sender.send().status_code == 401
    SchoolMisFactory(school=cast.school, product="sims")
    assert sender.send().status_code == 401


def test_a_school_of_sims_cannot_push(cast: Cast) -> None:
    key = LicenceKeyFactory(school=cast.school).plain
    MisConnection.objects.create(school_mis=cast.school_mis, reference="SUP-1")
    assert Sender(key, "SUP-1", "").send().status_code == 401


def test_the_software_cannot_send_for_a_school_of_bromcom(sender: Sender) -> None:
    answer = Agent(sender.key).send(STUDENTS)
    assert (answer.status_code, answer.json()["code"]) == (409, "other_delivery")


def test_the_last_use_is_noted(sender: Sender, bromcom: SchoolMis) -> None:
    sender.send()
    key = LicenceKey.objects.get(revoked_at__isnull=True)
    assert key.last_used_at
    first = MisConnection.objects.get(school_mis=bromcom).last_used_at
    assert first
    sender.send()
    assert MisConnection.objects.get(school_mis=bromcom).last_used_at == first


def test_wrong_keys_from_one_address_are_held_up_but_not_the_right_ones(
    sender: Sender, settings: Settings
) -> None:
    settings.AGENT_API_RATE = "3/min"
    stranger = replace(sender, password="wrong")
    assert [stranger.send().status_code for _ in range(5)] == [401, 401, 401, 429, 429]
    assert sender.send().status_code == 201


def test_one_school_may_not_send_too_often(sender: Sender, settings: Settings) -> None:
    settings.AGENT_API_RATE = "2/min"
    answers = [sender.send() for _ in range(3)]
    assert [each.status_code for each in answers] == [201, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"sub_report": "attendance"}, 403, "report_not_available"),
        ({"sub_report": "class_students"}, 404, "sub_report_unknown"),
        ({"sub_report": "pupils"}, 404, "sub_report_unknown"),
        (
            {"CONTENT_LENGTH": "900000", "wsgi.input": io.BytesIO(STUDENTS)},
            400,
            "body_incomplete",
        ),
    ],
)
def test_refuses(sender: Sender, request_: dict[str, Any], status: int, code: str) -> None:
    response = sender.send(**request_)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert not Upload.objects.exists()


def test_what_is_not_accepted_is_refused_and_the_desk_is_told(
    bromcom: SchoolMis, cast: Cast, sender: Sender
) -> None:
    withdraw_report(bromcom, report="contacts", by=cast.head)
    response = sender.send((FOLDER / "contacts.csv").read_bytes(), sub_report="contacts")
    assert (response.status_code, response.json()["code"]) == (403, "report_not_accepted")
    assert AuditEvent.objects.filter(action="upload.refused", school=cast.school).exists()


# --- Save, not Save & Run ---


def pushed(school_mis: SchoolMis, *, hours_ago: float, repeated: float | None = None) -> Upload:
    now = timezone.now()
    upload: Upload = UploadFactory(
        school_mis=school_mis,
        delivery="push",
        received_at=now - timedelta(hours=hours_ago),
        last_repeated_at=None if repeated is None else now - timedelta(hours=repeated),
        num_repeats=0 if repeated is None else 1,
    )
    return upload


def test_a_school_that_never_sent_did_not_send_once(bromcom: SchoolMis) -> None:
    assert only_once(bromcom, timezone.now()) is None


def test_one_sending_becomes_a_hint_after_two_days(bromcom: SchoolMis) -> None:
    first = pushed(bromcom, hours_ago=49)
    pushed(bromcom, hours_ago=48.9)
    assert only_once(bromcom, timezone.now()) == first.received_at
    assert only_once(bromcom, first.received_at + timedelta(hours=47)) is None
    assert setup_facts(bromcom).lacks_schedule
    pushed(bromcom, hours_ago=25)
    assert not setup_facts(bromcom).lacks_schedule


def test_a_second_evening_ends_the_hint(bromcom: SchoolMis) -> None:
    pushed(bromcom, hours_ago=60)
    pushed(bromcom, hours_ago=36)
    assert only_once(bromcom, timezone.now()) is None


def test_a_second_evening_with_the_same_file_counts_too(bromcom: SchoolMis) -> None:
    pushed(bromcom, hours_ago=60, repeated=36)
    assert only_once(bromcom, timezone.now()) is None


def test_a_second_evening_that_was_refused_counts_too(bromcom: SchoolMis) -> None:
    pushed(bromcom, hours_ago=60)
    MisConnection.objects.create(
        school_mis=bromcom, last_used_at=timezone.now() - timedelta(hours=36)
    )
    assert only_once(bromcom, timezone.now()) is None


def test_the_use_of_the_first_evening_is_no_second_one(bromcom: SchoolMis) -> None:
    first = pushed(bromcom, hours_ago=60)
    MisConnection.objects.create(school_mis=bromcom, last_used_at=first.received_at)
    assert only_once(bromcom, timezone.now()) == first.received_at
