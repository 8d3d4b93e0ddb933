"""What the school does while its MIS is fetched, and what is lost meanwhile."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone
from pytest_django import Settings

from accounts.models import PortalUser, SchoolMis
from autoupdate.actions.consent import withdraw_report
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import FieldOptOut, MisConnection, Upload
from autoupdate.pull_parts import parts_from
from autoupdate.reaching import access_of, secrets_of
from autoupdate.secret_box import UnsealError
from tests.factories import FieldOptOutFactory, PullFactory
from tests.fetching import Vendor
from tests.integration.autoupdate.conftest import files_in
from tests.integration.pulling.steps import (
    come,
    connection,
    end,
    fetched,
    states,
    troubles,
    uploaded,
    worked,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("midday")]


def test_a_report_withdrawn_in_the_middle_is_left_out(
    school_mis: SchoolMis, vendor: Vendor, head: PortalUser, store: object
) -> None:
    vendor.happens("students", 2, lambda: withdraw_report(school_mis, report="students", by=head))
    pull = fetched(school_mis)
    assert states(pull) == {"staff": "done", "students": "left_out", "contacts": "done"}
    assert (pull.status, pull.failure) == ("done", "")
    assert "students" not in uploaded()
    assert len(files_in(store)) == 2  # type: ignore[arg-type]
    assert connection(school_mis).trouble == ""
    # No page is asked for after that.
    assert parts_from(pull.parts)[1].num_pages == 2


def test_a_report_withdrawn_between_two_tries_is_left_out(
    school_mis: SchoolMis, vendor: Vendor, head: PortalUser
) -> None:
    vendor.fails("students", VendorTrouble("server_error"))
    pull = fetched(school_mis)
    withdraw_report(school_mis, report="students", by=head)
    come(pull)
    assert states(worked(pull))["students"] == "left_out"
    assert pull.status == "done"


def test_an_mis_changed_in_the_middle_ends_the_pull(school_mis: SchoolMis, vendor: Vendor) -> None:
    vendor.happens("students", 2, lambda: end(school_mis))
    pull = fetched(school_mis)
    assert states(pull) == {"staff": "done", "students": "left_out", "contacts": "left_out"}
    assert {each.refusal for each in parts_from(pull.parts)} == {"", "no_mis"}
    assert pull.status == "done"


def test_an_mis_changed_before_is_not_fetched(school_mis: SchoolMis, vendor: Vendor) -> None:
    pull = PullFactory(school_mis=school_mis)
    end(school_mis)
    assert worked(pull).status == "done"
    assert vendor.asked == []
    assert pull.parts == []


def test_an_opt_out_in_the_middle_has_the_part_read_again(
    school_mis: SchoolMis, vendor: Vendor
) -> None:
    def opt_out() -> None:
        FieldOptOutFactory(school=school_mis.school, sub_report="students", field="email")

    vendor.happens("students", 3, opt_out)
    pull = fetched(school_mis)
    assert pull.status == "done"
    wanted = [fields for name, fields in vendor.asked if name == "students"]
    assert ["email" in each for each in wanted] == [True, False]
    assert Upload.objects.filter(sub_report="students").count() == 1


def test_settings_that_never_stand_still_are_waited_for_no_longer(
    school_mis: SchoolMis, vendor: Vendor, head: PortalUser
) -> None:
    def turn_over() -> None:
        kept, is_new = FieldOptOut.objects.get_or_create(
            school=school_mis.school,
            sub_report="students",
            field="email",
            defaults={"opted_out_by": head},
        )
        if not is_new:
            kept.delete()

    vendor.happens("students", 3, turn_over, times=9)
    pull = fetched(school_mis)
    assert states(pull)["students"] == "left_out"
    assert "students" not in uploaded()


@pytest.mark.usefixtures("head")
def test_a_connection_put_right_meanwhile_is_not_blamed(
    school_mis: SchoolMis, vendor: Vendor
) -> None:
    def approve_again() -> None:
        MisConnection.objects.filter(school_mis=school_mis).update(
            approved_at=timezone.now(), trouble="", trouble_at=None
        )

    vendor.happens("staff", 1, approve_again)
    vendor.fails("staff", VendorTrouble("approval_withdrawn"), page=0)
    assert fetched(school_mis).status == "failed"
    assert connection(school_mis).trouble == ""


def test_credentials_forgotten_in_the_middle_stay_forgotten(school_mis: SchoolMis) -> None:

    access = access_of(school_mis)
    MisConnection.objects.filter(school_mis=school_mis).update(sealed="")
    access.remember({"refresh_token": "renewed"})
    assert secrets_of(connection(school_mis)) == {}


def test_a_lost_sealing_key_is_a_fault_of_ours(
    school_mis: SchoolMis, vendor: Vendor, settings: Settings
) -> None:

    settings.UPLOAD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    pull = fetched(school_mis)
    assert (pull.failure, pull.failure_code) == ("internal", "key_lost")
    assert vendor.asked == []
    assert connection(school_mis).trouble == "key_lost"


def test_a_sealing_key_lost_in_the_middle_too(school_mis: SchoolMis, vendor: Vendor) -> None:

    vendor.fails("staff", UnsealError())
    pull = fetched(school_mis)
    assert set(troubles(pull).values()) == {"key_lost"}
