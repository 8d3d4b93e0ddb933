"""The addresses of the accounts app. Included at the root of the site."""

from collections.abc import Iterator

from django.urls import URLPattern, include, path

from accounts.views import (
    authorities,
    design,
    invitation,
    own_second_step,
    role_deeds,
    roles,
    schools,
    seeing,
    trust_schools,
    trusts,
)
from accounts.views.role_pages import AUTHORITY, TRUST, GroupKind

app_name = "accounts"

_SCHOOL = "schools/<int:school_id>/roles/"
#: Where a local authority or a trust is.
_GROUPS: tuple[tuple[str, GroupKind], ...] = (
    ("desk/local-authorities/<int:authority_id>/", AUTHORITY),
    ("desk/trusts/<int:trust_id>/", TRUST),
)
#: Address below the place → the deed there.
_DEEDS = (
    ("invite/", "role_invite"),
    ("<int:membership_id>/keep/", "role_keep"),
    ("<int:membership_id>/end/", "role_end"),
    ("<int:membership_id>/give-back/", "role_give_back"),
    ("invitations/<int:invitation_id>/again/", "invitation_again"),
    ("invitations/<int:invitation_id>/take-back/", "invitation_revoke"),
)


def _deeds() -> Iterator[URLPattern]:
    for below, name in _DEEDS:
        yield path(_SCHOOL + below, role_deeds.at_school(name).as_view(), name=name)
        for address, kind in _GROUPS:
            # What an address is about has one name, so that it can be told apart.
            marked = below.replace("<int:", f"<int:{kind.mark}_")
            view = role_deeds.at_group(name, kind).as_view()
            yield path(address + marked, view, name=f"{kind.name}_{name}")


def _groups() -> Iterator[URLPattern]:
    for address, kind in _GROUPS:
        yield path(address, roles.GroupRoles.as_view(kind=kind), name=kind.name)


_trust = [
    path("name/", trusts.RenameTrust.as_view(), name="trust_rename"),
    path("remove/", trusts.RemoveTrust.as_view(), name="trust_remove"),
    path("put-back/", trusts.PutBackTrust.as_view(), name="trust_put_back"),
    path("schools/", trust_schools.TrustSchools.as_view(), name="trust_schools"),
    path("schools/add/", trust_schools.AddSchools.as_view(), name="trust_schools_add"),
    path("schools/move/", trust_schools.MoveSchools.as_view(), name="trust_move"),
    path(
        "schools/moves/<uuid:move>/undo/", trust_schools.UndoMove.as_view(), name="trust_move_undo"
    ),
]

_authority = [
    path("name/", authorities.RenameAuthority.as_view(), name="authority_rename"),
    path("remove/", authorities.RemoveAuthority.as_view(), name="authority_remove"),
]

urlpatterns = [
    path("second-step/", own_second_step.SecondStepPage.as_view(), name="second_step"),
    path("your-roles/", roles.MyRoles.as_view(), name="my_roles"),
    path("invitations/<str:link>/", invitation.InvitationPage.as_view(), name="invitation"),
    path(_SCHOOL, roles.SchoolRoles.as_view(), name="roles"),
    path(
        f"{_SCHOOL}requests/<int:request_id>/<slug:answer>/",
        role_deeds.AnswerRequest.as_view(),
        name="role_answer",
    ),
    path(f"{_SCHOOL}quotas/<slug:role>/", role_deeds.SetQuota.as_view(), name="role_quota"),
    path("desk/local-authorities/", roles.Groups.as_view(kind=AUTHORITY), name="authorities"),
    path("desk/local-authorities/new/", authorities.AddAuthority.as_view(), name="authority_new"),
    path("desk/local-authorities/<int:authority_id>/", include(_authority)),
    path("desk/schools/new/", schools.SetUpSchool.as_view(), name="school_new"),
    path("desk/trusts/", roles.Groups.as_view(kind=TRUST), name="trusts"),
    path("desk/trusts/new/", trusts.AddTrust.as_view(), name="trust_new"),
    path("desk/trusts/<int:trust_id>/", include(_trust)),
    path(
        "desk/schools/<int:school_id>/trust/",
        trust_schools.SchoolTrust.as_view(),
        name="school_trust",
    ),
    *_groups(),
    path("desk/schools/<int:school_id>/seeing/", seeing.SeeAsSchool.as_view(), name="seeing"),
    path("seeing/stop/", seeing.StopSeeing.as_view(), name="seeing_stop"),
    *_deeds(),
    path("design/", design.gallery, name="design"),
    path("design/<slug:page>/", design.gallery, name="design_page"),
]
