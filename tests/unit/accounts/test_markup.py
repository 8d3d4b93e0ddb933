"""What the field templates are told about a form."""

import pytest
from django import forms
from django.http import QueryDict

from accounts import markup
from accounts.widgets import DatePartsField


class Sample(forms.Form):
    """One field of each shape."""

    text = forms.CharField(
        label="Text", help_text="A hint.", widget=forms.TextInput({"class": "x"})
    )
    area = forms.CharField(widget=forms.Textarea, required=False)
    word = forms.CharField(widget=forms.PasswordInput)
    pick = forms.ChoiceField(
        label="Kind", choices=[("", "Any"), ("staff", "Staff")], required=False
    )
    one = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    many = forms.MultipleChoiceField(
        label="Years",
        widget=forms.CheckboxSelectMultiple,
        choices=[("7", "Year 7"), ("8", "Year 8")],
        required=False,
    )
    tick = forms.BooleanField(required=False)
    file = forms.FileField(required=False)
    day = DatePartsField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput)


SHAPES = {
    "text": "input",
    "area": "textarea",
    "word": "password",
    "pick": "select",
    "one": "radios",
    "many": "checkboxes",
    "tick": "checkbox",
    "file": "file",
    "day": "date",
}


def described(name: str, data: dict[str, object] | None = None) -> dict[str, object]:
    form = Sample(data)
    return markup.describe(form[name], optional_text="(optional)", label_size="")


@pytest.mark.parametrize(("name", "shape"), SHAPES.items())
def test_each_widget_has_its_shape(name: str, shape: str) -> None:
    assert described(name)["shape"] == shape
    assert described(name)["template"] == f"components/fields/{shape}.html"


def test_any_widget_at_all_has_a_shape() -> None:
    assert markup.shape_of(forms.Widget())[0] == "input"


def test_a_control_keeps_its_own_class_and_loses_its_placeholder() -> None:
    form = Sample()
    form.fields["text"].widget.attrs["placeholder"] = "pale"
    control = str(markup.describe(form["text"], optional_text="", label_size="m")["control"])
    assert 'class="govuk-input x"' in control
    assert "placeholder" not in control


def test_an_error_marks_the_control_and_describes_it() -> None:
    field = described("text", {})
    assert "govuk-input--error" in str(field["control"])
    assert field["described_by"] == "id_text_helptext id_text_error"


def test_optional_fields_say_so_but_a_single_box_never_does() -> None:
    assert described("area")["optional_text"] == "(optional)"
    assert described("text")["optional_text"] == ""
    assert described("tick")["optional_text"] == ""


def test_options_carry_their_hints() -> None:
    form = Sample({"one": "b"})
    form.fields["one"].widget.option_hints = {"b": "The second."}
    options = markup.describe(form["one"], optional_text="", label_size="")["options"]
    assert [(each["id"], each["checked"], each["hint"]) for each in options] == [
        ("id_one_0", False, ""),
        ("id_one_1", True, "The second."),
    ]


def test_date_boxes_keep_what_was_typed() -> None:
    boxes = described("day", {"day_day": "31", "day_month": "2"})["options"]
    assert isinstance(boxes, list)
    assert [(box["label"], box["value"]) for box in boxes] == [
        ("Day", "31"),
        ("Month", "2"),
        ("Year", ""),
    ]


def test_errors_link_to_the_first_control() -> None:
    form = Sample({})
    form.add_error(None, "All wrong")
    hrefs = {link["text"]: link["href"] for link in markup.error_links(form)}
    assert hrefs["All wrong"] == ""
    links = [link["href"] for link in markup.error_links(form)]
    assert links == ["", "#id_text", "#id_word", "#id_one_0", ""]


def active(address: str) -> list[dict[str, str]]:
    class Filters(forms.Form):
        pick = Sample.base_fields["pick"]
        many = Sample.base_fields["many"]
        q = forms.CharField(label="Name", required=False)

    query = QueryDict(address)
    return markup.active_filters(Filters(query), query=query)


def test_filters_in_force_are_said_in_words_with_a_way_out() -> None:
    chosen = active("pick=staff&many=7&many=8&q=ann&page=3&sort=name")
    assert [(each["label"], each["value"]) for each in chosen] == [
        ("Kind", "Staff"),
        ("Years", "Year 7, Year 8"),
        ("Name", "ann"),
    ]
    assert chosen[1]["url"] == "?pick=staff&q=ann&sort=name"


@pytest.mark.parametrize("address", ["", "pick=&q=", "pick=nonsense"])
def test_no_filter_in_force(address: str) -> None:
    assert active(address) == []


def test_attributes_are_escaped_and_empty_ones_left_out() -> None:
    assert markup.flat_attrs({"aria_label": '"<b>', "id": ""}) == ' aria-label="&quot;&lt;b&gt;"'
