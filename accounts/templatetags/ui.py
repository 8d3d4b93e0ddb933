"""The portal's components as template tags: `{% load ui %}`. Each tag only shapes what it is
given for its template in templates/components; none of them may query or decide anything."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import dates, icons, markup
from accounts.components import browsers, charts, paging, sorting
from accounts.components import comparison as comparing
from accounts.components.fields import drawn_field
from accounts.components.headers import headers_of
from accounts.components.rows import rows_of

register = template.Library()

Row = Mapping[str, Any]

TONES: Final = frozenset({"good", "info", "warn", "bad", "wait", "neutral"})
MESSAGE_TONES: Final = {
    "debug": "neutral",
    "info": "info",
    "success": "good",
    "warning": "warn",
    "error": "bad",
}
NOTICE_ICONS: Final = {
    "good": "check",
    "info": "info",
    "warn": "warning",
    "bad": "warning",
    "wait": "clock",
    "neutral": "info",
}
BUTTON_CLASSES: Final = {
    "primary": "",
    "secondary": "govuk-button--secondary",
    "danger": "govuk-button--warning",
    "quiet": "uso-button--quiet",
}

register.filter("uk_date", dates.uk_date)
register.filter("uk_datetime", dates.uk_datetime)
register.filter("uk_time", dates.uk_time)
register.filter("browser_words", browsers.browser_words)


def checked_tone(tone: str) -> str:
    """Return the tone, or raise ValueError naming the ones there are."""
    if tone not in TONES:
        raise ValueError(f"No tone {tone!r}: use one of {', '.join(sorted(TONES))}.")
    return tone


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of accounts.icons.ICONS, hidden from screen readers: always beside words."""
    return icons.icon_svg(name)


@register.inclusion_tag("components/tag.html")
def tag(text: str, *, tone: str = "neutral", icon: str = "") -> dict[str, Any]:
    """A status in a coloured pill. The words say it all; colour and icon only help."""
    return {"text": text, "tone": checked_tone(tone), "icon": icon}


@register.inclusion_tag("components/button.html")
def button(text: str, *, kind: str = "primary", href: str = "", **attrs: str) -> dict[str, Any]:
    """A button, or a link that looks like one if `href` is given.

    `kind` is primary, secondary, danger or quiet. Any other argument becomes an attribute:
    name, value, form, id, icon (a name), describe (hidden words that tell apart like buttons).
    """
    return {
        "text": text,
        "href": href,
        "css_class": BUTTON_CLASSES[kind],
        "icon": attrs.pop("icon", ""),
        "describe": attrs.pop("describe", ""),
        "type": attrs.pop("type", "submit"),
        "attrs": markup.flat_attrs(attrs),
    }


@register.inclusion_tag("components/notice.html")
def notice(text: str, *, tone: str = "info", heading: str = "") -> dict[str, Any]:
    """A sentence or two that stand out on the page, in a tone."""
    return {
        "text": text,
        "heading": heading,
        "tone": checked_tone(tone),
        "icon": NOTICE_ICONS[tone],
    }


@register.inclusion_tag("components/messages.html", takes_context=True)
def message_banner(context: Context) -> dict[str, Any]:
    """Django's messages, newest last; base.html shows them on every page."""
    shown = []
    for message in context.get("messages") or []:
        tone = MESSAGE_TONES.get(message.level_tag, "info")
        shown.append({"text": message, "tone": tone, "icon": NOTICE_ICONS[tone]})
    return {"shown": shown}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(items: Sequence[Row]) -> dict[str, Any]:
    """Links from the top to the parent of this page: each has `label` and `url`."""
    return {"items": items}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | None) -> dict[str, Any]:
    """Every error of the forms that there are, each linked to its field; nothing without any."""
    return {"errors": [error for form in forms if form for error in markup.error_links(form)]}


@register.simple_tag
def field(
    bound: BoundField,
    *,
    label: str = "",
    optional_text: str = "(optional)",
    label_size: str = "",
) -> SafeString:
    """One form field with label, hint, errors and control in accessible markup.

    `label` replaces the form's own, for forms that are not ours to word.
    """
    described = markup.describe(bound, optional_text=optional_text, label_size=label_size)
    return drawn_field({**described, "label": label or described["label"]})


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: BaseForm, *, optional_text: str = "(optional)") -> dict[str, Any]:
    """All fields of a form, hidden ones included; errors of the whole form come first."""
    return {"form": form, "optional_text": optional_text}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(
    context: Context, page: Any, *, param: str = "page", label: str = "Pages"
) -> dict[str, Any]:
    """Links between pages of a Django `Page`, keeping the rest of the address."""
    links = paging.page_links(page, query=context["request"].GET, param=param)
    return {**links, "label": label}


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, text: str, *, by: str, param: str = "sort") -> dict[str, Any]:
    """A `<th>` of a hand-made table whose link sorts by `by` (`-by` when turned round)."""
    return sorting.header(text, name=by, param=param, query=context["request"].GET)


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(context: Context, filterset: Any, *, noun: str = "results") -> dict[str, Any]:
    """The panel of a django-filter FilterSet: fields, Apply, and what is applied now.

    Fields that the FilterSet names in ``folded`` lie under *More filters* until one of them is
    asked for.
    """
    request = context["request"]
    folded = [filterset.form[name] for name in getattr(filterset, "folded", ())]
    names = {each.name for each in folded}
    return {
        "form": filterset.form,
        "shown": [each for each in filterset.form.visible_fields() if each.name not in names],
        "folded": folded,
        "is_unfolded": any(each.errors or each.data for each in folded),
        "noun": noun,
        "active": markup.active_filters(filterset.form, query=request.GET),
        "clear_url": request.path,
        "kept": sorting.kept_parameters(request.GET),
    }


@register.simple_tag(takes_context=True)
def table_headers(context: Context, table: Any) -> SafeString:
    """The headers of components/table.html."""
    return headers_of(table, query=context["request"].GET)


@register.simple_tag
def table_rows(table: Any) -> SafeString:
    """The rows of components/table.html."""
    return rows_of(table)


@register.inclusion_tag("components/filter_chips.html", takes_context=True)
def filter_chips(context: Context, filterset: Any) -> dict[str, Any]:
    """What a list is filtered by now, each with its own *remove*; nothing if nothing is."""
    request = context["request"]
    active = markup.active_filters(filterset.form, query=request.GET)
    return {"active": active, "clear_url": request.path}


@register.inclusion_tag("components/bulk_table.html", takes_context=True)
def bulk_table(
    context: Context,
    table: Any,
    *,
    url: str,
    actions: Sequence[Row],
    noun: str = "person",
    nouns: str = "people",
) -> dict[str, Any]:
    """A django-tables2 table (with a SelectColumn) whose chosen rows are posted to `url`.

    Each action has `label`, `name`, `value` and, optionally, `kind`.
    """
    shown = [
        {**action, "css_class": BUTTON_CLASSES[action.get("kind", "primary")]} for action in actions
    ]
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "table": table,
        "url": url,
        "actions": shown,
        "noun": noun,
        "nouns": nouns,
    }


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Sequence[Row], *, title: str = "") -> dict[str, Any]:
    """Facts of one thing: `key`, `value` and, optionally, `hint`, `tag`, `tone`, `action_label`,
    `action_url`, `action_describe`. With a `title` the list becomes a card."""
    return {"rows": rows, "title": title}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: Sequence[Row]) -> dict[str, Any]:
    """Steps in order: `title`, `status`, `tone` and, optionally, `url`, `hint`, `waiting_for`."""
    return {"tasks": [{**task, "tone": checked_tone(task["tone"])} for task in tasks]}


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    heading: str,
    *,
    text: str = "",
    action_label: str = "",
    action_url: str = "",
    icon: str = "inbox",
) -> dict[str, Any]:
    """What a page says where its list would be, when there is nothing in it."""
    return {
        "heading": heading,
        "text": text,
        "action_label": action_label,
        "action_url": action_url,
        "icon": icon,
    }


@register.inclusion_tag("components/progress.html")
def progress(
    label: str,
    *,
    value: int | None = None,
    total: int = 100,
    detail: str = "",
    tone: str = "info",
    poll_url: str = "",
    seconds: int = 2,
) -> dict[str, Any]:
    """How far something is. While `poll_url` is given it replaces itself from there."""
    return {
        "label": label,
        "value": value,
        "total": total,
        "percent": None if value is None else min(100, value * 100 // max(total, 1)),
        "detail": detail,
        "tone": checked_tone(tone),
        "poll_url": poll_url,
        "seconds": seconds,
    }


@register.simple_tag
def auto_refresh(seconds: int = 5) -> SafeString:
    """For `{% block head %}`: loads the page again by itself where scripts do not run."""
    return format_html(
        '<noscript><meta http-equiv="refresh" content="{}"></noscript>', int(seconds)
    )


@register.inclusion_tag("components/comparison.html", takes_context=True)
def comparison(context: Context, compared: Row) -> dict[str, Any]:
    """The MIS record beside its candidates; see accounts.components.comparison for the shape."""
    return {**comparing.shaped(compared), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Row]) -> dict[str, Any]:
    """A history, newest first: `at`, `title`; optionally `text`, `by`, `tone`, `icon`, `url`."""
    return {"events": [{"tone": "neutral", **event} for event in events]}


@register.inclusion_tag("components/stat_tiles.html")
def stat_tiles(tiles: Iterable[Row]) -> dict[str, Any]:
    """Figures at a glance: `value`, `label` and, optionally, `hint`, `url`, `tone`."""
    return {"tiles": [{"tone": "neutral", **tile} for tile in tiles]}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(chart: Row) -> dict[str, Any]:
    """A small chart of one figure over time; see accounts.components.charts for the shape.

    The page shows the same numbers in a table beside it: that is the chart for screen readers.
    """
    return charts.shaped({**chart, "tone": checked_tone(chart["tone"])})


@register.inclusion_tag("components/choice.html")
def choice(options: Iterable[Row], *, label: str) -> dict[str, Any]:
    """A few ways of showing the same page: `label`, `url` and `is_current` each."""
    return {"options": options, "label": label}


@register.inclusion_tag("components/copyable.html")
def copyable(value: str, *, label: str) -> dict[str, Any]:
    """A value to carry elsewhere, such as a licence key, with a Copy button where scripts run."""
    return {"value": value, "label": label}


@register.inclusion_tag("components/answer.html")
def answer(text: str, *, label: str) -> dict[str, Any]:
    """Sentences to paste elsewhere, such as an answer to a case."""
    return {"text": text, "label": label}


@register.inclusion_tag("components/log_lines.html")
def log_lines(lines: Iterable[Row], *, label: str = "Log") -> dict[str, Any]:
    """The additional log of a run: each line has `at`, `level` and `text`."""
    return {"lines": lines, "label": label}


@register.inclusion_tag("components/reason.html")
def reason(sentence: str, *, remedy: str = "", desk_note: str = "") -> dict[str, Any]:
    """Why something is as it is, and what to do about it in the MIS."""
    return {"sentence": sentence, "remedy": remedy, "desk_note": desk_note}


@register.simple_block_tag
def panel(content: str, *, title: str = "", level: int = 2, tone: str = "") -> SafeString:
    """`{% panel title="…" %} … {% endpanel %}`: one card of a page."""
    heading = format_html('<h{} class="uso-panel__title">{}</h{}>', level, title, level)
    return format_html(
        '<section class="uso-panel{}">{}{}</section>',
        f" uso-panel--toned uso-tone-{checked_tone(tone)}" if tone else "",
        heading if title else "",
        content,
    )


@register.simple_block_tag
def more(content: str, *, summary: str) -> SafeString:
    """`{% more summary="…" %} … {% endmore %}`: words that open on demand."""
    return format_html(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        summary,
        content,
    )
