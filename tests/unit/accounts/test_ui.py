"""The template tags, rendered with data that tries to break them."""

from typing import Any

import pytest
from django import forms
from django.contrib.messages import constants
from django.template import Context, Template
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.html import parse_html

from accounts import markup
from accounts.icons import ICONS
from accounts.templatetags import ui
from accounts.views import design_samples

NASTY = "<b>O’Neill & “Sons”</b>"
ESCAPED = "&lt;b&gt;O’Neill &amp; “Sons”&lt;/b&gt;"


def render(markup: str, **context: Any) -> str:
    request = RequestFactory().get("/", {"sort": "name"})
    template = Template("{% load ui %}" + markup)
    return template.render(RequestContext(request, {"nasty": NASTY, "request": request, **context}))


@pytest.mark.parametrize(
    "markup",
    [
        "{% tag nasty %}",
        "{% button nasty %}",
        "{% button nasty href='/x' %}",
        "{% button 'x' describe=nasty %}",
        "{% notice nasty heading=nasty %}",
        "{% reason nasty remedy=nasty desk_note=nasty %}",
        "{% panel title=nasty %}{{ nasty }}{% endpanel %}",
        "{% more summary=nasty %}{{ nasty }}{% endmore %}",
        "{% copyable nasty label=nasty %}",
        "{% empty_state nasty text=nasty %}",
        "{% progress nasty detail=nasty %}",
        "{% sort_header nasty by='name' %}",
    ],
)
def test_words_are_escaped(markup: str) -> None:
    shown = render(markup)
    assert NASTY not in shown
    assert ESCAPED in shown


@pytest.mark.parametrize(
    "markup",
    [
        "{% tag 'x' tone='pink' %}",
        "{% notice 'x' tone='pink' %}",
        "{% panel tone='pink' %}x{% endpanel %}",
    ],
)
def test_an_unknown_tone_is_refused(markup: str) -> None:
    with pytest.raises(ValueError, match="No tone 'pink'"):
        render(markup)


def test_every_tone_has_an_icon_for_notices() -> None:
    assert set(ui.NOTICE_ICONS) == ui.TONES
    assert set(ui.NOTICE_ICONS.values()) <= set(ICONS)


def test_every_level_of_message_has_a_tone() -> None:
    assert set(ui.MESSAGE_TONES) == set(constants.DEFAULT_TAGS.values())
    assert set(ui.MESSAGE_TONES.values()) <= ui.TONES


def test_progress_asks_again_only_while_it_has_where_to_ask() -> None:
    assert 'hx-get="/p"' in render("{% progress 'x' value=3 total=4 poll_url='/p' %}")
    assert "75%" in render("{% progress 'x' value=3 total=4 poll_url='/p' %}")
    done = render("{% progress 'x' value=4 total=4 %}")
    assert "hx-get" not in done


def test_progress_of_nothing_and_of_too_much() -> None:
    assert "100%" in render("{% progress 'x' value=5 total=0 %}")
    assert "%</span>" not in render("{% progress 'x' %}")


def test_refreshing_is_for_those_without_scripts() -> None:
    assert render("{% auto_refresh seconds=7 %}") == (
        '<noscript><meta http-equiv="refresh" content="7"></noscript>'
    )


def test_buttons_and_links_that_look_like_them() -> None:
    assert 'type="submit"' in render("{% button 'Save' name='do' value='it' %}")
    link = render("{% button 'Go' kind='danger' href='/x' %}")
    assert "<a " in link
    assert "govuk-button--warning" in link


def test_the_comparison_says_each_verdict_in_words() -> None:
    shown = render("{% comparison compared %}", **design_samples.components())
    for words in ("Same", "Close: one letter", "Differs", "Missing"):
        assert words in shown


def test_the_tick_of_a_done_step_replaces_its_number() -> None:
    tasks = [{"title": "A", "status": "Done", "tone": "good"}]
    assert "uso-icon--check" in render("{% task_list tasks %}", tasks=tasks)


def test_messages_are_nothing_where_there_are_none() -> None:
    assert ui.message_banner(Context({})) == {"shown": []}


class Fields(forms.Form):
    """A plain input and a plain choice, without hints."""

    words = forms.CharField(label=NASTY, required=False)
    one = forms.ChoiceField(choices=[("1", NASTY)])


@pytest.mark.parametrize("name", ["words", "one"])
@pytest.mark.parametrize("label_size", ["", "m"])
@pytest.mark.parametrize("optional_text", ["", "(if <any>)"])
def test_a_plain_field_is_what_its_template_makes(
    name: str, label_size: str, optional_text: str
) -> None:
    bound = Fields()[name]
    told = markup.describe(bound, optional_text=optional_text, label_size=label_size)
    drawn = ui.field(bound, optional_text=optional_text, label_size=label_size)
    by_template = render_to_string("components/field.html", {"field": told})
    assert parse_html(drawn) == parse_html(by_template)
