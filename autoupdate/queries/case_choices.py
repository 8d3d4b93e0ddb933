"""What a school may choose in the fields of a case, in groups as a form shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from accounts.models import MisProduct, SchoolMis
from autoupdate.casework.kinds import Choices, Kind
from autoupdate.connectors import registry
from autoupdate.queries.reports import FieldStatus, reports_of
from autoupdate.queries.upload_page import field_label, labels_of

#: (heading, ((value, words), …)); a heading of "" for no group.
Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]


def groups_of(choices: Choices, *, school_mis: SchoolMis | None) -> Groups:
    """What can be chosen by the school whose MIS in use it is."""
    return _FINDERS[choices](school_mis)


def values_of(kind: Kind, *, school_mis: SchoolMis | None) -> dict[str, frozenset[str]]:
    """Field code → the values that may be chosen in it, for the fields that choose."""
    return {
        each.code: frozenset(
            value
            for _, group in groups_of(each.choices, school_mis=school_mis)
            for value, _ in group
        )
        for each in kind.fields
        if each.choices is not None
    }


def words_of(choices: Choices, value: str) -> str:
    """A chosen value in words, whether it can still be chosen or not."""
    return _WORDS[choices](value)


def _optional_fields(school_mis: SchoolMis | None) -> Groups:
    """The fields that are uploaded and need not be, by sub-report: ``sub_report.field``."""
    if school_mis is None:
        return []
    return [
        (part.sub_report.label, fields)
        for report in reports_of(school_mis)
        for part in report.sub_reports
        if (
            fields := [
                (f"{part.sub_report.code}.{each.field.code}", each.field.label)
                for each in part.fields
                if each.status is FieldStatus.UPLOADED
            ]
        )
    ]


def _switched_by_desk(school_mis: SchoolMis | None) -> Groups:
    """The MISs to which the desk changes a school, but for the one in use."""
    in_use = school_mis.product if school_mis else ""
    found = [
        (each.code, each.label)
        for each in registry.all()
        if not each.school_may_change_to and each.code != in_use
    ]
    return [("", found)]


_FINDERS: Mapping[Choices, Callable[[SchoolMis | None], Groups]] = MappingProxyType(
    {Choices.OPTIONAL_FIELDS: _optional_fields, Choices.SWITCHED_BY_DESK: _switched_by_desk}
)


def _field_words(value: str) -> str:
    sub_report, _, field = value.partition(".")
    label = labels_of(registry.all()).get(sub_report, sub_report)
    return f"{field_label(field)} of {label}"


def _mis_words(value: str) -> str:
    return str(MisProduct(value).label)


_WORDS: Mapping[Choices, Callable[[str], str]] = MappingProxyType(
    {Choices.OPTIONAL_FIELDS: _field_words, Choices.SWITCHED_BY_DESK: _mis_words}
)
