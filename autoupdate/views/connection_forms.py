"""The form for what reaches a school's MIS, made from its connector's declaration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.dates import uk_datetime
from accounts.forms import PortalForm
from autoupdate.connectors.base import CredentialField, Entry
from autoupdate.models import MisConnection
from autoupdate.reaching import partner_of

#: The longest text that a connection can keep, by where it is kept.
_LONGEST = {Entry.ENDPOINT: 300, Entry.REFERENCE: 80, Entry.SECRET: 500}


class CredentialsForm(PortalForm):
    """A field for each text. What is kept already may be left blank, and a secret never shows."""

    def __init__(
        self,
        *args: Any,
        fields: Sequence[CredentialField],
        connection: MisConnection,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.declared = tuple(fields)
        self._partner = partner_of(connection.school_mis.product)
        for each in fields:
            self.fields[each.code] = _field(each, connection)

    def clean(self) -> dict[str, Any]:
        """Say of each text what is wrong with it, by the connector's own check."""
        texts = super().clean() or self.cleaned_data
        for each in self.declared:
            text = texts.get(each.code, "")
            if text and (fault := each.check(text, self._partner)):
                self.add_error(each.code, f"{each.label}: {fault}")
        return dict(texts)


def _field(declared: CredentialField, connection: MisConnection) -> forms.CharField:
    made = _secret if declared.entry is Entry.SECRET else _open
    return made(declared, connection)


def _secret(declared: CredentialField, connection: MisConnection) -> forms.CharField:
    is_kept = bool(connection.sealed and connection.entered_at)
    told = (
        f"Entered {uk_datetime(connection.entered_at)} by {connection.entered_by}. Leave blank to "
        "keep it, or enter it again to replace it."
        if is_kept
        else "Once it is entered, nobody is shown it again."
    )
    return forms.CharField(
        label=declared.label,
        error_messages={"required": f"Fill this in: {declared.label}"},
        help_text=f"{declared.hint} {told}".strip(),
        required=not is_kept,
        max_length=_LONGEST[Entry.SECRET],
        widget=forms.PasswordInput({"autocomplete": "off", "spellcheck": "false"}),
    )


def _open(declared: CredentialField, connection: MisConnection) -> forms.CharField:
    kept = {Entry.ENDPOINT: connection.endpoint, Entry.REFERENCE: connection.reference}
    return forms.CharField(
        label=declared.label,
        error_messages={"required": f"Fill this in: {declared.label}"},
        help_text=declared.hint,
        initial=kept[declared.entry],
        max_length=_LONGEST[declared.entry],
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
