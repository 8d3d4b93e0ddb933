"""What carrying out a case would do, as things stand with its school; it changes nothing.

The page that asks and the action that does it read the same plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from accounts.models import MisProduct, SchoolMis
from autoupdate.casework.deeds import DEEDS
from autoupdate.connectors import registry
from autoupdate.models import Case, CaseKind, Deed
from autoupdate.queries.case_choices import words_of
from autoupdate.queries.cases import kind_of
from autoupdate.queries.mis import can_receive
from autoupdate.queries.offers import is_offered
from autoupdate.queries.reports import mis_in_use

#: The way a case is carried out, as a rule; and the way that only prepares it.
NOW, LATER = "now", "later"


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to carry a case out: its deeds in order, and in words; or why it cannot be done."""

    way: str
    deeds: tuple[Deed, ...] = ()
    will: tuple[str, ...] = ()
    did: tuple[str, ...] = ()
    why_not: str = ""

    @property
    def signature(self) -> str:
        """Names the deeds: what was asked about is what is done, or nothing is."""
        return ",".join(self.deeds)


@dataclass(frozen=True, slots=True)
class _Situation:
    """All that a plan depends on. ``product``: the MIS that the case asks for, "" for none."""

    case: Case
    product: str
    in_use: SchoolMis | None
    is_offered: bool

    @property
    def uses_it(self) -> bool:
        """Whether the school uses the MIS already."""
        return self.in_use is not None and self.in_use.product == self.product

    @property
    def lacks_secrets(self) -> bool:
        """Whether what the case asks to take over is not in it (any more)."""
        asked = {each.code for each in kind_of(self.case).secrets}
        return not asked <= set(self.case.sealed)


_Ways = Mapping[str, tuple[Deed, ...] | str]


def plans_of(case: Case) -> dict[str, Plan]:
    """Way → plan; empty where a case of its kind is never carried out by one click."""
    finder = _FINDERS.get(CaseKind(case.kind))
    if finder is None:
        return {}
    stands = _situation(case)
    return {way: _plan(way, found, stands) for way, found in finder(stands).items()}


def product_of(case: Case) -> str:
    """The MIS that a case asks for, "" for none."""
    return case.product or str(case.details.get("mis", ""))


def _situation(case: Case) -> _Situation:
    product = product_of(case)
    offered = bool(product) and is_offered(case.school, product=product)
    return _Situation(case, product, mis_in_use(case.school), offered)


def _plan(way: str, found: tuple[Deed, ...] | str, stands: _Situation) -> Plan:
    if isinstance(found, str):
        return Plan(way, why_not=found)
    words = {
        "school": str(stands.case.school),
        "mis": MisProduct(stands.product).label if stands.product else "",
        "before": stands.in_use.get_product_display() if stands.in_use else "",
        "what": _field_words(stands.case),
    }
    return Plan(
        way,
        deeds=found,
        will=tuple(each.format(**words) for deed in found for each in DEEDS[deed].will),
        did=tuple(DEEDS[deed].did.format(**words) for deed in found),
    )


def _field_words(case: Case) -> str:
    """The field that is to be opted out, by its name."""
    asked = next((each for each in kind_of(case).fields if each.code == "field"), None)
    if asked is None or asked.choices is None:
        return ""
    return words_of(asked.choices, case.details.get("field", ""))


def _connection(stands: _Situation) -> _Ways:
    if stands.lacks_secrets:
        return {
            NOW: "What the school entered is not in the case any more. Ask for the details again."
        }
    if stands.uses_it:
        return {NOW: (Deed.TAKE,)}
    offer = () if stands.is_offered else (Deed.OFFER,)
    if registry.get(stands.product).school_may_change_to:
        return {NOW: (*offer, Deed.KEEP)}
    later = (*offer, Deed.KEEP)
    return {NOW: (*_into_use(stands), Deed.TAKE), LATER: later}


def _keys(stands: _Situation) -> _Ways:
    return {NOW: (Deed.KEYS,) if stands.uses_it else (*_into_use(stands), Deed.KEYS)}


def _change(stands: _Situation) -> _Ways:
    if stands.uses_it:
        return {NOW: "The school uses this MIS already. Tell it so, and resolve the case."}
    return {NOW: _into_use(stands)}


def _into_use(stands: _Situation) -> tuple[Deed, ...]:
    offer = () if stands.is_offered else (Deed.OFFER,)
    return (*offer, Deed.CHANGE if stands.in_use else Deed.START)


def _endpoint(stands: _Situation) -> _Ways:
    if not stands.uses_it:
        return {NOW: "The school uses another MIS by now. Tell it so, and resolve the case."}
    return {NOW: (Deed.TAKE,)}


def _opt_out(stands: _Situation) -> _Ways:
    if stands.in_use is None:
        return {NOW: "The school uses no MIS, so there is no field to opt out."}
    return {NOW: (Deed.OPT_OUT,)}


def _process(stands: _Situation) -> _Ways:
    if stands.in_use is None or not can_receive(stands.in_use.product):
        return {NOW: "No data of the school can be received yet, so there is nothing to process."}
    return {NOW: (Deed.FORCE,)}


_FINDERS: Mapping[CaseKind, Callable[[_Situation], _Ways]] = MappingProxyType(
    {
        CaseKind.CONNECTION: _connection,
        CaseKind.KEYS: _keys,
        CaseKind.CHANGE_MIS: _change,
        CaseKind.MISSING_ENDPOINT: _endpoint,
        CaseKind.OPT_OUT: _opt_out,
        CaseKind.PROCESS_NOW: _process,
    }
)
