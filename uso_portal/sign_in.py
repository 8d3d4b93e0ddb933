"""Who may sign in, and how it is shown that it is still them: allauth's questions, answered.

Only portal users that already exist sign in, by whichever way. It knows no page.
"""

from __future__ import annotations

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from accounts.models import PortalUser
from accounts.permissions import Visitor
from accounts.second_step import is_fresh, is_required
from autoupdate.secret_box import seal, unseal

#: The same whoever it was, so that nobody learns who is here.
_NO_SUCH: Final = (
    "That username or password is not right. Check that Caps Lock is off, or choose a new password."
)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes themselves a portal user."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _NO_SUCH,
        "email_password_mismatch": _NO_SUCH,
        "enter_current_password": "That is not your password. Type the one you sign in with now.",
        "incorrect_password": "That is not your password. Type the one you sign in with.",
        "too_many_login_attempts": (
            "Too many wrong passwords. Wait some minutes, or choose a new password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Portal users are made by invitation."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Asked again by the portal's own measure; just after signing in it is not."""
        return not is_fresh(self.request)

    def get_reauthentication_methods(self, user: Visitor) -> list[dict[str, Any]]:
        """A password is no answer from whoever has a second step."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        beyond = [each for each in methods if each["id"] != "reauthenticate"]
        return beyond or methods


class SecondStepAdapter(DefaultMFAAdapter):
    """Seals what an app's codes are made from, and keeps the last second step of who needs one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": (
            "It stays on, because your role needs a second step. Add a passkey first, and then "
            "switch the app off."
        ),
        "incorrect_code": (
            "That code is wrong, or its half minute is over. Type what the app shows now."
        ),
    }

    def encrypt(self, text: str) -> str:
        """The secret, as the database may hold it."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises UnsealError where its key is no longer held."""
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody whose role needs one."""
        others = Authenticator.objects.filter(user=authenticator.user_id).exclude(
            pk=authenticator.pk
        )
        beyond = others.exclude(type=Authenticator.Type.RECOVERY_CODES)
        return beyond.exists() or not is_required(authenticator.user)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An outside account opens a portal user who is there already, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Nor by way of Microsoft or Google."""
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[PortalUser, str] | None:
        """The one whose address it is, confirmed at both ends; the provider has to vouch for it."""
        found: tuple[PortalUser, str] | None = super().authenticate_by_email(sociallogin)
        if found is None:
            return None
        user, email = found
        addresses = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True)
        return found if user.is_active and addresses.exists() else None
