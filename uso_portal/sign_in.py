"""Who may sign in: portal users that already exist, and nobody else. It knows no roles."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes themselves a portal user."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Portal users are made by the service desk."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An outside account opens only the portal user it was connected to beforehand."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Nor by way of Microsoft or Google."""
        return False
