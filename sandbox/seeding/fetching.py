"""Schools whose MIS is fetched: they approve at the pretend vendor, and are fetched over HTTP.

One has Arbor from the first day; another changes from SIMS to ScholarPack in the middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from accounts.permissions import Permission, can
from autoupdate.actions import approving, evenings, pulls
from autoupdate.actions.changing_mis import change_mis
from autoupdate.actions.checking import check_upload
from autoupdate.actions.consent import accept_report
from autoupdate.connectors import registry
from autoupdate.models import Pull, PullStatus, Upload, UploadState
from sandbox.demo import school_on
from sandbox.seeding import programme
from sandbox.seeding.clock import clock_at, moment_on
from sandbox.seeding.nights import SeedingError, night_after, work
from sandbox.seeding.office import Office
from sandbox.seeding.places import Place
from sandbox.seeding.stage import Stage
from sandbox.vendors.running import VendorServer

#: Where a browser would be sent back to; nobody goes there.
_BACK: Final = "http://localhost/approved/"
#: Vendor → the button on its page that approves.
_BUTTONS: Final = {"arbor": "approve", "scholarpack": "confirm"}
_SOON: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Fetches:
    """What is fetched from ``vendors`` on the days of ``stage``."""

    vendors: VendorServer
    stage: Stage

    def play_afternoon(self, number: int) -> None:
        """Schools that begin on this day approve, accept, and cannot wait."""
        for each in programme.BEGINNINGS:
            if each.evening == number:
                self._begin(each)

    def play_morning(self, number: int) -> None:
        """Schools change to another MIS."""
        for each in programme.CHANGES:
            if each.evening == number:
                self._change(each)

    def play_evening(self, number: int) -> None:
        """Every school that is due is fetched."""
        evening = self.stage.evening(number)
        begins = moment_on(evening, settings.EVENING_STARTS_AT) + _SOON
        at = min(begins, night_after(evening) - 2 * _SOON)
        self._show(number)
        with clock_at(at):
            evenings.queue_evening(at=at)
            self._work(at)

    def _begin(self, beginning: programme.Beginning) -> None:
        place = self.stage.places[beginning.school]
        at = moment_on(self.stage.evening(beginning.evening), beginning.at)
        self._show(beginning.evening)
        with clock_at(at):
            self._authorise(place, at=at)
        forced_at = at + _SOON
        if not can(place.contact, Permission.FORCE_RUN, place.school):
            raise SeedingError(f"{place.contact} may not press Force run at {place.school}.")
        self.stage.tell(forced_at, f"{place.school}: {place.contact} presses Force run")
        with clock_at(forced_at):
            pulls.force_run(place.school, by=place.contact)
            self._work(forced_at)
            work(stage=self.stage, at=forced_at)

    def _change(self, change: programme.Change) -> None:
        place = self.stage.places[change.school]
        day = self.stage.evening(change.evening) + timedelta(days=1)
        at = moment_on(day, change.at)
        label = registry.get(change.to).label
        self.stage.tell(at, f"{place.school}: {place.head} changes to {label}")
        with clock_at(at):
            change_mis(place.school, product=change.to, by=place.head)
            for report in place.demo.accepted:
                accept_report(place.school_mis, report=report, by=place.head)
            self._authorise(place, at=at)

    def _authorise(self, place: Place, *, at: datetime) -> None:
        """The Headteacher goes to the vendor, signs in there, approves, and comes back."""
        product = place.school_mis.product
        address = approving.begin(place.school_mis, by=place.head, return_to=_BACK)
        given = Office(place.demo.key).press(address, _BUTTONS[product])
        approving.finish(state=given["state"], code=given["code"], by=place.head, return_to=_BACK)
        label = registry.get(product).label
        self.stage.tell(at, f"{place.school}: {place.head} authorises AutoUpdate in {label}")

    def _show(self, number: int) -> None:
        """Let the vendors have the schools as they were on that day."""
        for key in programme.FETCHED:
            self.vendors.put(key, school_on(key, number, today=self.stage.today))

    def _work(self, at: datetime) -> None:
        """Fetch what is queued, and check what came."""
        pulls.work()
        for upload in Upload.objects.filter(state=UploadState.RECEIVED):
            check_upload(upload.pk)
        for pull in Pull.objects.filter(queued_at__gte=at).order_by("pk"):
            if pull.status != PullStatus.DONE:
                raise SeedingError(f"{pull.school} could not be fetched; the lines above say why.")
            found = Upload.objects.filter(pull=pull)
            num_rows = sum(found.values_list("num_rows", flat=True))
            self.stage.tell(at, f"{pull.school}: {len(found)} exports fetched, {num_rows:,} rows")
