"""The database's own rules on schools, portal users, USO accounts and the audit trail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import (
    AuditEvent,
    ColumnChoice,
    NameCorrection,
    NameEntry,
    Role,
    RoleMail,
    RoleQuota,
    SavedFilter,
)
from tests.factories import (
    InvitationFactory,
    LocalAuthorityFactory,
    MembershipFactory,
    PortalUserFactory,
    RoleRequestFactory,
    SchoolAssociationFactory,
    SchoolFactory,
    SchoolMisFactory,
    TrustFactory,
    UsernameStemFactory,
    UsoAccountFactory,
)
from tests.integration.constraints import (
    Case,
    Cases,
    append_only_tables,
    assert_append_only,
    assert_holds,
    bad,
    rules_of,
    twice,
)

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=400)
SOON = timezone.now() + timedelta(days=1)


def _ended_by_nobody_knows_when() -> object:
    return MembershipFactory(ended_by=PortalUserFactory())


def _mis_ended_by_nobody_knows_when() -> object:
    return SchoolMisFactory(ended_by=PortalUserFactory())


def _two_users(first: dict[str, str], second: dict[str, str]) -> Case:
    def attempt() -> None:
        PortalUserFactory(**first)
        PortalUserFactory(**second)

    return Case(attempt)


def _la_role_at_a_school() -> object:
    return MembershipFactory(role=Role.LA_USER)


def _la_membership_twice() -> None:
    user, authority = PortalUserFactory(), LocalAuthorityFactory()
    for _ in range(2):
        MembershipFactory(user=user, role=Role.LA_USER, school=None, local_authority=authority)


def _trusts_of_one_name() -> None:
    TrustFactory(name="Bridgeway", removed_at=SOON)
    for name in ("Bridgeway", "BRIDGEWAY"):
        TrustFactory(name=name)


def _trust_membership_twice() -> None:
    user, trust = PortalUserFactory(), TrustFactory()
    for _ in range(2):
        MembershipFactory(user=user, role=Role.TRUST_USER, school=None, trust=trust)


def _event(**fields: str) -> Case:
    return Case(lambda: AuditEvent.objects.create(**{"action": "a", "by_label": "b"} | fields))


def _saved(**fields: str) -> Case:
    def attempt() -> None:
        user = PortalUserFactory()
        for _ in range(2):
            SavedFilter.objects.create(**{"user": user, "name": "A", "query": "q=a"} | fields)

    return Case(attempt)


def _columns_twice() -> None:
    user = PortalUserFactory()
    for _ in range(2):
        ColumnChoice.objects.create(user=user, list_name="users", columns=[])


def _entry_twice() -> None:
    account = UsoAccountFactory()
    NameEntry.objects.bulk_create(
        [NameEntry(account=account, spelling="", marks=[]) for _ in range(2)]
    )


def _mail(**about: object) -> Case:
    given = {"occasion": "invited", "to": "a@example.org", **about}
    return Case(lambda: RoleMail.objects.create(**given))


def _quota(**fields: object) -> object:
    given = {"school": SchoolFactory(), "role": "head", "number": 2, "set_by": PortalUserFactory()}
    return RoleQuota.objects.create(**{**given, **fields})


def _quota_twice() -> None:
    school = SchoolFactory()
    for _ in range(2):
        _quota(school=school)


def _same_membership() -> None:
    held = MembershipFactory()
    for _ in range(2):
        InvitationFactory(membership=held, ended_at=SOON)


ROLE_CASES: Cases = {
    "role_request_role_is_a_schools": bad(RoleRequestFactory, role="la_user"),
    "role_request_state_known": Case(
        lambda: RoleRequestFactory(state="lost"), shadowed_by=("role_request_decided_with_moment",)
    ),
    "role_request_decided_by_with_decided_at": Case(
        lambda: RoleRequestFactory(decided_by=PortalUserFactory())
    ),
    "role_request_decided_with_moment": bad(RoleRequestFactory, state="granted"),
    "role_request_one_waiting": twice(RoleRequestFactory, "user", "school"),
    "invitation_role_known": Case(
        lambda: InvitationFactory(role="caretaker"), shadowed_by=("invitation_place_fits_role",)
    ),
    "invitation_ended_by_only_with_ended_at": Case(
        lambda: InvitationFactory(ended_by=PortalUserFactory())
    ),
    "invitation_membership_only_with_ended_at": Case(
        lambda: InvitationFactory(membership=MembershipFactory())
    ),
    "invitation_place_fits_role": bad(InvitationFactory, role="la_user"),
    "invitation_valid_for_a_while": bad(InvitationFactory, valid_until=LONG_AGO),
    "invitation_one_open": twice(InvitationFactory, "school", email="Ann@example.org"),
    "Invitation.membership": Case(_same_membership),
    "role_quota_role_is_a_schools": Case(lambda: _quota(role="la_user")),
    "role_quota_one_per_role": Case(_quota_twice),
    "role_mail_occasion_known": Case(
        lambda: RoleMail.objects.create(
            occasion="birthday", to="a@example.org", membership=MembershipFactory()
        )
    ),
    "role_mail_about_one_thing": _mail(),
}


def _correction(**fields: object) -> Case:
    def attempt() -> None:
        user, account = PortalUserFactory(), UsoAccountFactory()
        for _ in range(2):
            NameCorrection.objects.create(
                **{
                    "account": account,
                    "reason": "x",
                    "made_at": timezone.now(),
                    "made_by": user,
                    "preferred_forename": "A",
                }
                | fields
            )

    return Case(attempt)


CASES: Cases = {
    **ROLE_CASES,
    "LocalAuthority.code": twice(LocalAuthorityFactory, "code"),
    "la_code_three_digits": bad(LocalAuthorityFactory, code="30a"),
    "School.urn": twice(SchoolFactory, "urn"),
    "school_one_per_dfe_number": twice(SchoolFactory, "local_authority", "establishment"),
    "school_establishment_digits": bad(SchoolFactory, establishment="12"),
    "school_phase_known": bad(SchoolFactory, phase="college"),
    "mis_one_in_use_per_school": twice(SchoolMisFactory, "school"),
    "mis_product_known": bad(SchoolMisFactory, product="abacus"),
    "mis_ended_by_only_with_ended_at": Case(_mis_ended_by_nobody_knows_when),
    "mis_ends_after_start": bad(SchoolMisFactory, ended_at=LONG_AGO),
    "account_username_once": twice(UsoAccountFactory, "username"),
    "account_kind_known": bad(UsoAccountFactory, kind="parent"),
    "account_origin_known": bad(UsoAccountFactory, origin="magic"),
    "account_latest_move_known": bad(UsoAccountFactory, latest_move="gone"),
    "account_username_shape": bad(UsoAccountFactory, username="Alex.301"),
    "account_has_a_name": bad(UsoAccountFactory, legal_forename="", legal_surname=""),
    "association_one_live_per_school": twice(SchoolAssociationFactory, "account", "school"),
    "association_source_known": bad(SchoolAssociationFactory, source="fax"),
    "association_end_has_reason": bad(SchoolAssociationFactory, ended_at=timezone.now()),
    "association_ends_after_start": bad(
        SchoolAssociationFactory, ended_at=LONG_AGO, end_reason="left"
    ),
    "username_stem_once_per_la": twice(UsernameStemFactory, "local_authority", "stem"),
    "username_stem_letters": bad(UsernameStemFactory, stem="o'neill"),
    "correction_one_per_account": _correction(),
    "correction_has_a_reason": _correction(reason=""),
    "correction_released_by_with_released_at": _correction(released_at=SOON),
    "saved_filter_one_per_name": _saved(),
    "saved_filter_says_something": _saved(query=""),
    "column_choice_one_per_list": Case(_columns_twice),
    "audit_names_its_action": _event(action=""),
    "audit_names_its_actor": _event(by_label=""),
    "PortalUser.username": twice(PortalUserFactory, "username", email="other@example.org"),
    "portal_user_one_per_username": _two_users(
        {"username": "anna", "email": "a@example.org"}, {"username": "Anna", "email": "b@e.org"}
    ),
    "portal_user_one_per_email": _two_users(
        {"email": "anna@example.org"}, {"email": "ANNA@example.org"}
    ),
    "membership_role_known": Case(
        lambda: MembershipFactory(role="caretaker"), shadowed_by=("membership_place_fits_role",)
    ),
    "membership_ended_by_only_with_ended_at": Case(_ended_by_nobody_knows_when),
    "membership_place_fits_role": Case(_la_role_at_a_school),
    "membership_one_live_per_school": twice(MembershipFactory, "user", "school"),
    "membership_one_live_per_trust": Case(_trust_membership_twice),
    "trust_one_live_per_name": Case(_trusts_of_one_name),
    "trust_has_a_name": bad(TrustFactory, name=""),
    "trust_removed_by_only_with_removed_at": Case(
        lambda: TrustFactory(removed_by=PortalUserFactory())
    ),
    "membership_one_live_per_la": Case(_la_membership_twice),
    "membership_one_live_desk": twice(
        MembershipFactory, "user", role=Role.SERVICE_DESK, school=None
    ),
}


@pytest.mark.parametrize("rule", CASES)
def test_the_database_holds(rule: str) -> None:
    assert_holds("accounts", rule, CASES[rule])


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == rules_of("accounts")


def test_what_has_ended_makes_room() -> None:
    ended = SchoolMisFactory(ended_at=SOON)
    SchoolMisFactory(school=ended.school)
    association = SchoolAssociationFactory(ended_at=SOON, end_reason="left")
    SchoolAssociationFactory(account=association.account, school=association.school)
    membership = MembershipFactory(ended_at=SOON)
    MembershipFactory(user=membership.user, school=membership.school)


def test_the_audit_trail_only_grows() -> None:
    assert "accounts_auditevent" in append_only_tables()
    assert_append_only(AuditEvent.objects.create(action="a", by_label="b"))
