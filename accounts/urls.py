"""The addresses of the accounts app. Included at the root of the site."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from accounts.views import design, invitation, own_second_step, role_deeds, roles, seeing

app_name = "accounts"

_SCHOOL = "schools/<int:school_id>/roles/"
_AUTHORITY = "desk/local-authorities/<int:authority_id>/"

#: Address below the place → what is done there, at a school and in a local authority.
_DEEDS = (
    ("invite/", "role_invite", role_deeds.InviteToSchool, role_deeds.InviteToAuthority),
    (
        "<int:membership_id>/keep/",
        "role_keep",
        role_deeds.KeepAtSchool,
        role_deeds.KeepAtAuthority,
    ),
    ("<int:membership_id>/end/", "role_end", role_deeds.EndAtSchool, role_deeds.EndAtAuthority),
    (
        "<int:membership_id>/give-back/",
        "role_give_back",
        role_deeds.GiveBackAtSchool,
        role_deeds.GiveBackAtAuthority,
    ),
    (
        "invitations/<int:invitation_id>/again/",
        "invitation_again",
        role_deeds.InviteAgainToSchool,
        role_deeds.InviteAgainToAuthority,
    ),
    (
        "invitations/<int:invitation_id>/take-back/",
        "invitation_revoke",
        role_deeds.RevokeAtSchool,
        role_deeds.RevokeAtAuthority,
    ),
)


def _of_authority(below: str) -> str:
    """What an address is about has one name, so that it can be told apart."""
    return below.replace("<int:", "<int:la_")


def _deeds() -> Iterator[URLPattern]:
    for below, name, at_school, at_authority in _DEEDS:
        address = _AUTHORITY + _of_authority(below)
        yield path(_SCHOOL + below, at_school.as_view(), name=name)
        yield path(address, at_authority.as_view(), name=f"authority_{name}")


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
    path("desk/local-authorities/", roles.Authorities.as_view(), name="authorities"),
    path(_AUTHORITY, roles.AuthorityRoles.as_view(), name="authority"),
    path("desk/schools/<int:school_id>/seeing/", seeing.SeeAsSchool.as_view(), name="seeing"),
    path("seeing/stop/", seeing.StopSeeing.as_view(), name="seeing_stop"),
    *_deeds(),
    path("design/", design.gallery, name="design"),
    path("design/<slug:page>/", design.gallery, name="design_page"),
]
