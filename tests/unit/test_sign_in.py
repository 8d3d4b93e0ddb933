"""Nobody becomes a portal user by themselves, by whichever door."""

from django.test import RequestFactory

from uso_portal.sign_in import AccountAdapter, SocialAccountAdapter


def test_no_door_is_open_for_signing_up() -> None:
    request = RequestFactory().get("/")
    assert not AccountAdapter().is_open_for_signup(request)
    assert not SocialAccountAdapter().is_open_for_signup(request, object())
