"""allauth's forms, with errors that say which field is meant. They check what allauth checks."""

from __future__ import annotations

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp.forms import ActivateTOTPForm

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


class CodeForm(SaysWhich, second_step.AuthenticateForm):
    """A code while signing in."""

    asks = _CODE


class CodeAgainForm(SaysWhich, second_step.ReauthenticateForm):
    """A code once more."""

    asks = _CODE


class SetUpAppForm(SaysWhich, ActivateTOTPForm):
    """The first code of an app."""

    asks = _CODE
