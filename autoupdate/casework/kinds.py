"""What a school can ask of the Service Desk: one table from kind to words and typed fields.

It knows neither who asks nor what is done about it. What is entered for an MIS, its connector
declares; one without words of its own here is asked for in general ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from accounts.models import MisProduct
from autoupdate.casework.checks import arbor_url
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, CredentialField, Entry
from autoupdate.models.cases import ONCE_AT_A_TIME, CaseKind
from autoupdate.reaching import partner_of


class Shape(StrEnum):
    """How a field is asked for, and so how it is kept: a SEALED one is never shown."""

    TEXT = "text"
    SEALED = "sealed"
    CHOICE = "choice"


class Goes(StrEnum):
    """Which part of the school's connection a field becomes, if any."""

    NOWHERE = ""
    ENDPOINT = "endpoint"
    REFERENCE = "reference"
    SECRETS = "secrets"


class Choices(StrEnum):
    """What a CHOICE chooses among; ``queries.case_choices`` finds them for a school."""

    OPTIONAL_FIELDS = "optional_fields"
    SWITCHED_BY_DESK = "switched_by_desk"


class Fits(StrEnum):
    """Which schools a kind is offered to."""

    ANYBODY = "anybody"
    ANY_MIS_IN_USE = "any_mis_in_use"
    ITS_MIS_IN_USE = "its_mis_in_use"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseField:
    """One typed field. ``check`` answers what is wrong with a text, as a sentence, or "".

    ``missing`` is said where it was left empty.
    """

    code: str
    label: str
    missing: str
    hint: str = ""
    shape: Shape = Shape.TEXT
    goes: Goes = Goes.NOWHERE
    choices: Choices | None = None
    check: Callable[[str], str] = lambda _: ""
    max_length: int = 200

    @property
    def is_secret(self) -> bool:
        """Whether it is sealed at once and never shown again."""
        return self.shape is Shape.SEALED


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One thing that a school can ask for.

    ``code`` is its name in addresses; ``kind`` and ``product`` are what a case stores of it.
    ``choice`` and ``choice_hint`` are what the school chooses by, ``subject`` the name of the
    case, ``lead`` what is said over its fields. ``message_missing`` "": a message is optional.
    ``does`` names what the desk's one click carries out ("connect IRIS"), "" where there is none;
    ``then`` tells the school what to do afterwards.
    """

    code: str
    kind: CaseKind
    choice: str
    choice_hint: str
    subject: str
    lead: str
    product: str = ""
    fields: tuple[CaseField, ...] = ()
    fits: Fits = Fits.ANYBODY
    message_label: str = "Anything the Service Desk should know"
    message_missing: str = ""
    does: str = ""
    then: str = ""

    @property
    def secrets(self) -> tuple[CaseField, ...]:
        """The fields that are sealed."""
        return tuple(each for each in self.fields if each.is_secret)

    @property
    def is_asked_once(self) -> bool:
        """Whether a second open case would only be the first one again."""
        return self.kind in ONCE_AT_A_TIME


def _entered(product: str) -> tuple[CaseField, ...]:
    """The fields of an MIS as its connector declares what is entered to connect a school."""
    return tuple(_field_of(each, product) for each in registry.get(product).credentials)


def _field_of(declared: CredentialField, product: str) -> CaseField:
    def check(text: str) -> str:
        fault = declared.check(text, partner_of(product))
        return f"{declared.label}: {fault.rstrip('.')}" if fault else ""

    label = declared.label
    is_secret = declared.entry is Entry.SECRET
    return CaseField(
        code=declared.code,
        label=label,
        missing=f"Enter the {label if label[:2].isupper() else label[:1].lower() + label[1:]}",
        hint=declared.hint,
        shape=Shape.SEALED if is_secret else Shape.TEXT,
        goes=_GOES[declared.entry],
        check=check,
        max_length=500 if is_secret else 200,
    )


_GOES: Mapping[Entry, Goes] = MappingProxyType(
    {
        Entry.ENDPOINT: Goes.ENDPOINT,
        Entry.REFERENCE: Goes.REFERENCE,
        Entry.SECRET: Goes.SECRETS,
    }
)
_SUBJECT = CaseField(
    code="about",
    label="What is it about?",
    missing="Say in a few words what it is about",
    hint="A few words, and no names of pupils: for example, Contacts do not arrive.",
    max_length=100,
)

_WRITTEN: tuple[Kind, ...] = (
    Kind(
        code="iris_connection",
        kind=CaseKind.CONNECTION,
        product=MisProduct.IRIS,
        choice="Connect IRIS (iSAMS or Ed:gen)",
        choice_hint="You have a client ID and a client secret from IRIS, and the address of your "
        "iSAMS or Ed:gen.",
        subject="Connect IRIS",
        lead="IRIS gave you these when you asked for “REST API for a Partner”.",
        fields=_entered(MisProduct.IRIS),
        does="connect IRIS",
        then="Next, the Headteacher or Head Proxy accepts the reports on AutoUpdate Settings.",
    ),
    Kind(
        code="pupil_asset_reference",
        kind=CaseKind.CONNECTION,
        product=MisProduct.PUPIL_ASSET,
        choice="Connect Pupil Asset",
        choice_hint="You have authorised AutoUpdate in Pupil Asset and noted the school reference "
        "number.",
        subject="Connect Pupil Asset",
        lead="In Pupil Asset, Admin > Export > External API Integration shows the number once "
        "AutoUpdate is authorised there.",
        fields=_entered(MisProduct.PUPIL_ASSET),
        does="connect Pupil Asset",
        then="Next, the Headteacher accepts the reports of Pupil Asset on AutoUpdate Settings.",
    ),
    Kind(
        code="bromcom_keys",
        kind=CaseKind.KEYS,
        product=MisProduct.BROMCOM,
        choice="Use Bromcom, or new keys for it",
        choice_hint="You need the licence key, supplier ID and supplier password that are entered "
        "in Bromcom.",
        subject="Keys for Bromcom",
        lead="The Service Desk makes Bromcom visible to your school and issues the keys. You "
        "then look at them here, once, and enter them in Bromcom.",
        does="issue keys for Bromcom",
        then="Next, enter the three in Bromcom and press Save, not Save & Run; and the "
        "Headteacher or Head Proxy accepts the reports on AutoUpdate Settings.",
    ),
    Kind(
        code="arbor_endpoint",
        kind=CaseKind.MISSING_ENDPOINT,
        product=MisProduct.ARBOR,
        fits=Fits.ITS_MIS_IN_USE,
        choice="Arbor: MISSING ENDPOINT URL does not go away",
        choice_hint="You have authorised again, and AutoUpdate Settings still says so.",
        subject="Arbor: missing endpoint URL",
        lead="Please authorise again first, on AutoUpdate Settings: that helps nearly always.",
        fields=(
            CaseField(
                code="arbor_url",
                label="The address of your Arbor",
                missing="Enter the address at which you open Arbor",
                hint="As your browser shows it, such as https://your-school.uk.arbor.sc",
                goes=Goes.ENDPOINT,
                check=arbor_url,
            ),
        ),
        does="enter the endpoint URL",
        then="Next, test the connection on AutoUpdate Settings.",
    ),
    Kind(
        code="opt_out_field",
        kind=CaseKind.OPT_OUT,
        fits=Fits.ANY_MIS_IN_USE,
        choice="Opt a field out",
        choice_hint="There is something about people that your school does not want to upload.",
        subject="Opt a field out",
        lead="A field that is opted out is dropped before anything is stored. Mandatory fields "
        "cannot be opted out.",
        fields=(
            CaseField(
                code="field",
                label="Which field?",
                missing="Choose the field",
                shape=Shape.CHOICE,
                choices=Choices.OPTIONAL_FIELDS,
            ),
        ),
        message_label="Why?",
        does="opt the field out",
    ),
    Kind(
        code="process_now",
        kind=CaseKind.PROCESS_NOW,
        fits=Fits.ANY_MIS_IN_USE,
        choice="Process our data now",
        choice_hint="Accounts are needed before tomorrow morning.",
        subject="Process now",
        lead="What your school has uploaded is processed tonight in any case. The Service Desk "
        "can do it at once.",
        message_label="Why can it not wait until tonight?",
        message_missing="Say why it cannot wait until tonight",
        does="process the school now",
        then="Whole School Bulk Results shows in some minutes what came of it.",
    ),
    Kind(
        code="change_mis",
        kind=CaseKind.CHANGE_MIS,
        choice="Change to Bromcom or IRIS",
        choice_hint="Your school changes its MIS to one that the Service Desk switches. To any "
        "other you change yourselves, on AutoUpdate Settings.",
        subject="Change MIS",
        lead="Nothing changes until the day comes: the Service Desk agrees it with you.",
        fields=(
            CaseField(
                code="mis",
                label="Which MIS?",
                missing="Choose the MIS that your school changes to",
                shape=Shape.CHOICE,
                choices=Choices.SWITCHED_BY_DESK,
            ),
            CaseField(
                code="when",
                label="From when?",
                missing="Say from when your school uses it",
                hint="For example, 1 September, or at once.",
                max_length=60,
            ),
        ),
        does="change the MIS",
        then="Next, follow the steps on AutoUpdate Settings.",
    ),
)

_OTHER = (
    Kind(
        code="other",
        kind=CaseKind.OTHER,
        choice="Anything else",
        choice_hint="Tell us in your own words.",
        subject="",
        lead="Tell us what happened, to whom, and what you expected. Never write a password here.",
        fields=(_SUBJECT,),
        message_label="What should the Service Desk know?",
        message_missing="Say what happened",
    ),
)


def _generic(connector: Connector) -> Kind:
    """How an MIS is asked for for which details are entered and no words are written here.

    Also where the school may enter them itself: somebody may rather have the desk do it.
    """
    asked = ", ".join(each.label for each in connector.credentials)
    return Kind(
        code=f"{connector.code}_connection",
        kind=CaseKind.CONNECTION,
        product=connector.code,
        choice=f"Connect {connector.label}",
        choice_hint=f"What you need from {connector.label}: {asked}.",
        subject=f"Connect {connector.label}",
        lead=f"Enter them exactly as {connector.label} gave them to you.",
        fields=_entered(connector.code),
        does=f"connect {connector.label}",
        then="Next, follow the steps on AutoUpdate Settings.",
    )


def _unwritten() -> tuple[Kind, ...]:
    """One kind for each MIS for which credentials are entered and that has none above.

    What is entered beside an approval is for when that fell short; an approval needs no case.
    """
    has_words = {each.product for each in _WRITTEN if each.kind is CaseKind.CONNECTION}
    return tuple(
        _generic(each)
        for each in registry.all()
        if each.credentials and each.approval is None and each.code not in has_words
    )


#: As they are offered: first what a school with an MIS asks for, then what connects another one.
KINDS: tuple[Kind, ...] = (
    *sorted(_WRITTEN, key=lambda each: each.fits is Fits.ANYBODY),
    *_unwritten(),
    *_OTHER,
)
_BY_CODE: Mapping[str, Kind] = MappingProxyType({each.code: each for each in KINDS})
_BY_STORED: Mapping[tuple[str, str], Kind] = MappingProxyType(
    {(each.kind, each.product): each for each in KINDS}
)


def kind(code: str) -> Kind:
    """The kind of that code. Raises KeyError."""
    return _BY_CODE[code]


def kind_stored(stored: str, product: str) -> Kind:
    """The kind that a case of this ``kind`` and ``product`` is of. Raises KeyError."""
    return _BY_STORED[stored, product]


def offered(*, product: str) -> tuple[Kind, ...]:
    """What a school that uses ``product`` ("": none) is offered to ask for."""
    return tuple(each for each in KINDS if not why_not(each, product=product))


def why_not(asked: Kind, *, product: str) -> str:
    """Why a school that uses ``product`` ("": none) is not offered it; "" where it is."""
    if asked.fits is Fits.ANY_MIS_IN_USE and not product:
        return "Your school uses no MIS yet, so there is nothing of it to change or process."
    if asked.fits is Fits.ITS_MIS_IN_USE and product != asked.product:
        return f"Your school does not use {MisProduct(asked.product).label}."
    return ""
