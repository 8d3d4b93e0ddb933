"""The same kinds in words for the Service Desk, which raises a case for a school that asked.

It knows no page. What a school reads of the case is as in ``kinds``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from autoupdate.casework.kinds import CaseField, Fits, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWords:
    """What differs for the desk; ``choice`` "": as the school reads it.

    ``fields`` gives, by the code of a field, its (label, missing, hint).
    """

    choice_hint: str
    choice: str = ""
    fields: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    message_label: str = "Anything else that the school said"


#: Code of a kind → its words; a kind with secrets, which only a school enters, needs none.
WORDS: Mapping[str, DeskWords] = MappingProxyType(
    {
        "pupil_asset_reference": DeskWords(
            choice_hint="They have authorised AutoUpdate in Pupil Asset and read out the school "
            "reference number.",
        ),
        "bromcom_keys": DeskWords(
            choice_hint="They need the licence key, supplier ID and supplier password that are "
            "entered in Bromcom.",
        ),
        "arbor_endpoint": DeskWords(
            choice_hint="They have authorised again, and AutoUpdate Settings still says so.",
            fields={
                "arbor_url": (
                    "The address of the school’s Arbor",
                    "Enter the address at which the school opens Arbor",
                    "As their browser shows it, such as https://a-school.uk.arbor.sc",
                )
            },
        ),
        "opt_out_field": DeskWords(
            choice_hint="There is something about people that the school does not want to upload.",
            message_label="Why?",
        ),
        "process_now": DeskWords(
            choice="Process their data now",
            choice_hint="Accounts are needed before tomorrow morning.",
            message_label="Why can it not wait until tonight?",
        ),
        "change_mis": DeskWords(
            choice_hint="The school changes its MIS to one that the Service Desk switches. To any "
            "other it changes itself, on AutoUpdate Settings.",
            fields={
                "mis": ("Which MIS?", "Choose the MIS that the school changes to", ""),
                "when": (
                    "From when?",
                    "Say from when the school uses it",
                    "For example, 1 September, or at once.",
                ),
            },
        ),
        "other": DeskWords(
            choice_hint="In the school’s own words.",
            message_label="What did the school say?",
        ),
    }
)


def for_desk(asked: Kind) -> Kind:
    """The kind as the desk chooses and fills it in. What is stored of it is the same."""
    words = WORDS.get(asked.code)
    if words is None:
        return asked
    return replace(
        asked,
        choice=words.choice or asked.choice,
        choice_hint=words.choice_hint,
        fields=tuple(_field(each, words) for each in asked.fields),
        message_label=words.message_label,
    )


def why_not_for_desk(asked: Kind) -> str:
    """Why a kind that is not offered cannot be raised for the school."""
    if asked.secrets:
        return "This asks for something secret, which only the school enters."
    return _NOT_OFFERED[asked.fits]


_NOT_OFFERED: Mapping[Fits, str] = MappingProxyType(
    {
        Fits.ANYBODY: "",
        Fits.ANY_MIS_IN_USE: "The school uses no MIS yet, so there is nothing of it to change or "
        "process.",
        Fits.ITS_MIS_IN_USE: "The school does not use that MIS.",
    }
)


def _field(asked: CaseField, words: DeskWords) -> CaseField:
    if asked.code not in words.fields:
        return asked
    label, missing, hint = words.fields[asked.code]
    return replace(asked, label=label, missing=missing, hint=hint)
