"""allauth's forms, with errors that say which field is meant. They check what allauth checks, and
that an app's code counts once for as long as it could."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second_step
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.cache import cache

from accounts.forms import SaysWhich

_CODE = {"code": "Enter the code"}
_NEW = {
    "oldpassword": "Enter your password as it is now",
    "password1": "Enter a new password",
    "password2": "Enter the new password again",
}
_ADDRESS = {"email": "Enter an e-mail address"}


class LoginForm(SaysWhich, account.LoginForm):
    """Signing in."""

    asks = {"login": "Enter your username or e-mail address", "password": "Enter your password"}


class ReauthenticateForm(SaysWhich, account.ReauthenticateForm):
    """The password once more."""

    asks = {"password": "Enter your password"}


class ChangePasswordForm(SaysWhich, account.ChangePasswordForm):
    """Another password."""

    asks = _NEW


class SetPasswordForm(SaysWhich, account.SetPasswordForm):
    """A first password."""

    asks = _NEW


class ResetPasswordKeyForm(SaysWhich, account.ResetPasswordKeyForm):
    """A new password, by a link in a mail."""

    asks = _NEW


class ResetPasswordForm(SaysWhich, account.ResetPasswordForm):
    """Where to send that link."""

    asks = _ADDRESS


class AddEmailForm(SaysWhich, account.AddEmailForm):
    """One more address."""

    asks = _ADDRESS


def _is_first_time(user: Any, code: str) -> bool:
    """Note that the code was used, for as long as it is right; False if it was noted before."""
    digits = "".join(filter(str.isdigit, code))  # as it is compared: 123-456 is 123 456
    seconds = (2 * app_settings.TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD
    return bool(cache.add(f"second-step.used:{user.pk}:{digits}", "", timeout=seconds))


class CountsOnce:
    """allauth remembers a used code for one period; with a tolerance it is right for longer."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        """The code, the first time; a recovery code is used up by allauth.

        Raises:
            ValidationError: when the code is wrong, or was used before.
        """
        code: str = super().clean_code()  # type: ignore[misc]
        is_of_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_of_app and not _is_first_time(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(SaysWhich, CountsOnce, second_step.AuthenticateForm):
    """A code while signing in."""

    asks = _CODE


class CodeAgainForm(SaysWhich, CountsOnce, second_step.ReauthenticateForm):
    """A code once more."""

    asks = _CODE


class SetUpAppForm(SaysWhich, ActivateTOTPForm):
    """The first code of an app, which counts for nothing afterwards."""

    asks = _CODE

    def clean_code(self) -> str:
        """The code. Raises ValidationError when it is wrong."""
        code: str = super().clean_code()
        _is_first_time(self.user, code)
        return code
