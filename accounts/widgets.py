"""A date asked for as day, month and year, the way people type one without a calendar."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

PARTS = (("day", "Day", "2"), ("month", "Month", "2"), ("year", "Year", "4"))


class DateParts(forms.MultiWidget):
    """Three number boxes named `<field>_day`, `<field>_month` and `<field>_year`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput({"inputmode": "numeric"}) for name, _, _ in PARTS
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Split a date into its three numbers."""
        return [value.day, value.month, value.year] if isinstance(value, date) else [None] * 3

    @staticmethod
    def parts_shown(subwidgets: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return what components/fields/date.html shows of each box."""
        return [
            {
                "id": box["attrs"]["id"],
                "name": box["name"],
                "value": "" if box["value"] is None else box["value"],
                "label": label,
                "width": width,
            }
            for box, (_, label, width) in zip(subwidgets, PARTS, strict=True)
        ]


class DatePartsField(forms.MultiValueField):
    """A date from three boxes. Cleans to a `date`, or None where it is not required."""

    widget = DateParts
    #: For a day to come; ``error_messages`` of a field that asks for one.
    AHEAD: ClassVar[dict[str, str]] = {"invalid": "Enter a real date, for example 31 8 2027"}
    default_error_messages = {
        "required": "Enter a date, for example 27 3 2014",
        "incomplete": "Enter a day, a month and a year",
        "invalid": "Enter a real date, for example 27 3 2014",
    }

    def __init__(self, **kwargs: Any) -> None:
        boxes = tuple(forms.CharField(required=False) for _ in PARTS)
        kwargs.setdefault("require_all_fields", False)
        super().__init__(boxes, **kwargs)

    def compress(self, data_list: list[str]) -> date | None:
        """Make a date of the three texts."""
        if not any(data_list):
            return None
        if not all(data_list):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            if any(len(part) > 4 for part in data_list):
                raise ValueError
            day, month, year = (int(part) for part in data_list)
            return date(year if year >= 1900 else 0, month, day)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
