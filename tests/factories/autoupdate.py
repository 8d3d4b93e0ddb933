"""Factories of WHAT THE MIS SAYS: keys, consent, uploads, runs, contacts, groups, attendance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import AccountKind, PortalUser, SchoolMis
from autoupdate.licence_keys import digest_of, ending_of, new_key
from autoupdate.models import (
    ApprovalRequest,
    AttendanceMark,
    AuthorityNight,
    Contact,
    Delivery,
    FieldOptOut,
    Group,
    GroupKindChoice,
    GroupMembership,
    GroupRoleChoice,
    HeldRemoval,
    Hold,
    LicenceKey,
    MisConnection,
    MisOffer,
    Night,
    Outcome,
    ProcessingRun,
    Pull,
    PullCause,
    ReportAcceptance,
    RunCause,
    SchoolNight,
    StudentContact,
    Upload,
    UploadProblem,
)
from autoupdate.reaching import sealed_secrets
from autoupdate.secret_box import seal, unseal
from tests.factories.accounts import (
    LocalAuthorityFactory,
    PortalUserFactory,
    SchoolFactory,
    SchoolMisFactory,
)
from tests.factories.matching import LinkFactory, MisPersonFactory
from tests.factories.moments import now


class LicenceKeyFactory(DjangoModelFactory[LicenceKey]):
    """A live licence key; the made object's ``plain`` is what the software would send."""

    class Meta:
        model = LicenceKey

    class Params:
        plain = factory.LazyFunction(new_key)

    school = factory.SubFactory(SchoolFactory)
    digest = factory.LazyAttribute(lambda made: digest_of(made.plain))
    encrypted = factory.LazyAttribute(lambda made: seal(made.plain))
    ending = factory.LazyAttribute(lambda made: ending_of(made.plain))

    @classmethod
    def _after_postgeneration(cls, instance: Any, create: bool, results: Any = None) -> None:
        instance.plain = unseal(instance.encrypted)


class ReportAcceptanceFactory(DjangoModelFactory[ReportAcceptance]):
    """A live acceptance of the Staff report."""

    class Meta:
        model = ReportAcceptance

    school_mis = factory.SubFactory(SchoolMisFactory)
    report = "staff"
    accepted_by = factory.SubFactory(PortalUserFactory)


def accept_reports(
    school_mis: SchoolMis, *reports: str, by: PortalUser | None = None
) -> list[ReportAcceptance]:
    """Accept the reports of that code; Staff and Students when none is named."""
    by = by or PortalUserFactory()
    return [
        ReportAcceptanceFactory(school_mis=school_mis, report=str(report), accepted_by=by)
        for report in reports or ("staff", "students")
    ]


class FieldOptOutFactory(DjangoModelFactory[FieldOptOut]):
    """A school's opting out of the students' e-mail address."""

    class Meta:
        model = FieldOptOut

    school = factory.SubFactory(SchoolFactory)
    sub_report = "students"
    field = "email"
    opted_out_by = factory.SubFactory(PortalUserFactory)


class UploadFactory(DjangoModelFactory[Upload]):
    """An upload of the students just received, with nothing in the vault."""

    class Meta:
        model = Upload

    school_mis = factory.SubFactory(SchoolMisFactory)
    report = "students"
    sub_report = "students"
    delivery = Delivery.AGENT
    received_at = factory.LazyFunction(now)
    order_at = factory.SelfAttribute("received_at")
    state_at = factory.SelfAttribute("received_at")
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    num_bytes = 2048
    format = "xml"


class UploadProblemFactory(DjangoModelFactory[UploadProblem]):
    """One row without a date of birth."""

    class Meta:
        model = UploadProblem

    upload = factory.SubFactory(UploadFactory)
    row_number = factory.Sequence(lambda n: n + 1)
    code = "birth_date_missing"
    severity = "no_account"
    field = "date_of_birth"
    person = "Alex Person"


class NightFactory(DjangoModelFactory[Night]):
    """A night; each one made is the day after the one before."""

    class Meta:
        model = Night

    night_on = factory.Sequence(lambda n: date(2026, 1, 1) + timedelta(days=n))
    started_at = factory.LazyFunction(now)


class SchoolNightFactory(DjangoModelFactory[SchoolNight]):
    """A school's night in which nothing happened."""

    class Meta:
        model = SchoolNight

    school = factory.SubFactory(SchoolFactory)
    night_on = date(2026, 9, 12)
    num_created = num_updated = num_unallocated = num_restored = num_waiting = num_held = 0


class AuthorityNightFactory(DjangoModelFactory[AuthorityNight]):
    """A local authority's night in which nothing happened at its one school."""

    class Meta:
        model = AuthorityNight

    local_authority = factory.SubFactory(LocalAuthorityFactory)
    night_on = date(2026, 9, 12)
    num_schools = 1
    num_created = num_updated = num_unallocated = num_restored = num_waiting = num_held = 0


class ProcessingRunFactory(DjangoModelFactory[ProcessingRun]):
    """A run of a night, waiting."""

    class Meta:
        model = ProcessingRun

    school_mis = factory.SubFactory(SchoolMisFactory)
    school = factory.SelfAttribute("school_mis.school")
    local_authority = factory.SelfAttribute("school.local_authority")
    night = factory.SubFactory(NightFactory)
    cause = RunCause.NIGHT
    queued_at = factory.LazyFunction(now)

    class Params:
        forced = factory.Trait(
            cause=RunCause.FORCE,
            night=None,
            reason="The school asked for it.",
            requested_by=factory.SubFactory(PortalUserFactory),
        )
        done = factory.Trait(
            status="done",
            claimed_at=factory.LazyFunction(now),
            finished_at=factory.LazyFunction(now),
        )


class MisOfferFactory(DjangoModelFactory[MisOffer]):
    """The Service Desk made Bromcom visible to a school."""

    class Meta:
        model = MisOffer

    school = factory.SubFactory(SchoolFactory)
    product = "bromcom"
    offered_by = factory.SubFactory(PortalUserFactory)


class MisConnectionFactory(DjangoModelFactory[MisConnection]):
    """A school's Arbor, approved; ``secrets`` are sealed."""

    class Meta:
        model = MisConnection

    class Params:
        secrets = factory.LazyFunction(lambda: {"username": "uso", "password": "let me in"})
        in_trouble = factory.Trait(
            trouble="approval_withdrawn",
            trouble_detail={"host": "arbor.example"},
            trouble_at=factory.LazyFunction(now),
        )

    school_mis = factory.SubFactory(SchoolMisFactory, product="arbor")
    endpoint = "https://school.arbor.example"
    sealed = factory.LazyAttribute(lambda made: sealed_secrets(made.secrets))
    approved_at = factory.LazyFunction(now)
    approved_by = factory.SubFactory(PortalUserFactory)


class ApprovalRequestFactory(DjangoModelFactory[ApprovalRequest]):
    """Somebody was sent to Arbor just now."""

    class Meta:
        model = ApprovalRequest

    school_mis = factory.SubFactory(SchoolMisFactory, product="arbor")
    state_digest = factory.Sequence(lambda n: f"{n:064x}")
    sealed_verifier = factory.LazyFunction(lambda: seal("a verifier"))
    asked_by = factory.SubFactory(PortalUserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(minutes=30))


class PullFactory(DjangoModelFactory[Pull]):
    """An evening's pull of a school's Arbor, waiting."""

    class Meta:
        model = Pull

    class Params:
        forced = factory.Trait(
            cause=PullCause.FORCE, requested_by=factory.SubFactory(PortalUserFactory)
        )
        running = factory.Trait(
            status="running",
            num_attempts=1,
            claimed_at=factory.LazyFunction(now),
            alive_at=factory.SelfAttribute("claimed_at"),
        )
        done = factory.Trait(
            status="done",
            num_attempts=1,
            claimed_at=factory.LazyFunction(now),
            alive_at=factory.SelfAttribute("claimed_at"),
            finished_at=factory.LazyFunction(now),
        )

    school_mis = factory.SubFactory(SchoolMisFactory, product="arbor")
    school = factory.SelfAttribute("school_mis.school")
    cause = PullCause.EVENING
    queued_at = factory.LazyFunction(now)


class OutcomeFactory(DjangoModelFactory[Outcome]):
    """What a finished run decided about one student."""

    class Meta:
        model = Outcome

    run = factory.SubFactory(ProcessingRunFactory, done=True)
    mis_person = factory.SubFactory(
        MisPersonFactory, school_mis=factory.SelfAttribute("..run.school_mis")
    )
    kind = factory.SelfAttribute("mis_person.kind")
    situation = "similar"
    reaction = "ask"
    code = "similar_exists"


class HoldFactory(DjangoModelFactory[Hold]):
    """Removals of students that wait for a person."""

    class Meta:
        model = Hold

    run = factory.SubFactory(ProcessingRunFactory, done=True)
    school_mis = factory.SelfAttribute("run.school_mis")
    kind = AccountKind.STUDENT
    num_removals = 20
    num_live = 100
    state_at = factory.LazyFunction(now)


class HeldRemovalFactory(DjangoModelFactory[HeldRemoval]):
    """One linked student whose removal waits."""

    class Meta:
        model = HeldRemoval

    hold = factory.SubFactory(HoldFactory)
    link = factory.SubFactory(
        LinkFactory, mis_person__school_mis=factory.SelfAttribute("...hold.school_mis")
    )
    mis_person = factory.SelfAttribute("link.mis_person")
    code = "left"


class ContactFactory(DjangoModelFactory[Contact]):
    """A parent or carer."""

    class Meta:
        model = Contact

    school_mis = factory.SubFactory(SchoolMisFactory)
    mis_id = factory.Sequence(lambda n: f"C{n}")
    forename = "Pat"
    surname = "Parent"


class StudentContactFactory(DjangoModelFactory[StudentContact]):
    """The tie between a contact and a student of the same school."""

    class Meta:
        model = StudentContact

    contact = factory.SubFactory(ContactFactory)
    student = factory.SubFactory(
        MisPersonFactory, school_mis=factory.SelfAttribute("..contact.school_mis")
    )


class GroupFactory(DjangoModelFactory[Group]):
    """A class."""

    class Meta:
        model = Group

    school_mis = factory.SubFactory(SchoolMisFactory)
    kind = GroupKindChoice.CLASS
    mis_id = factory.Sequence(lambda n: f"G{n}")
    name = factory.Sequence(lambda n: f"7{n}/Ma")


class GroupMembershipFactory(DjangoModelFactory[GroupMembership]):
    """A student of the same school in the class."""

    class Meta:
        model = GroupMembership

    group = factory.SubFactory(GroupFactory)
    mis_person = factory.SubFactory(
        MisPersonFactory, school_mis=factory.SelfAttribute("..group.school_mis")
    )
    role = GroupRoleChoice.STUDENT


class AttendanceMarkFactory(DjangoModelFactory[AttendanceMark]):
    """Present on a Monday morning."""

    class Meta:
        model = AttendanceMark

    student = factory.SubFactory(MisPersonFactory)
    marked_on = date(2026, 9, 7)
    session = "AM"
    code = "/"
