"""The help: contents, search, one page for each question, a guide for each MIS, and what is said of
accessibility. Open to everybody: nothing on these pages is about anybody."""

from __future__ import annotations

from datetime import time
from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.views.generic.base import TemplateView

from accounts.dates import uk_time
from accounts.models import Role
from accounts.permissions import PERMISSIONS, Permission
from autoupdate.connectors import registry
from autoupdate.connectors.base import HEAD_PROXY, Connector, Delivery
from autoupdate.connectors.catalogue import REPORT_TEXTS
from autoupdate.help_pages import ARTICLES, TOPICS, Article

#: What the page about roles tells of each: permission → in words.
_TOLD: tuple[tuple[Permission, str], ...] = (
    (Permission.SEE_RESULTS, "See results, uploads and accounts"),
    (Permission.DECIDE_MATCHES, "Match people, and create accounts"),
    (Permission.RESTORE_ACCOUNTS, "Restore accounts"),
    (Permission.EXCLUDE_NAMES, "Keep names out of USO"),
    (Permission.CONNECT_MIS, "Connect the MIS, and test the connection"),
    (Permission.FORCE_RUN, "Press Force run"),
    (Permission.RAISE_CASES, "Raise and answer cases"),
    (Permission.ACCEPT_REPORTS, "Accept and withdraw reports"),
    (Permission.CHANGE_MIS, "Change the MIS, and confirm the change"),
    (Permission.RELEASE_REMOVALS, "Confirm held removals"),
    (Permission.CHANGE_LICENCE_KEY, "Make a new licence key"),
)


class HelpPage(TemplateView):
    """The contents, or what a search found."""

    template_name = "help/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the topics and the guides, or those that have all the words."""
        asked = self.request.GET.get("q", "").strip()[:100]
        shown: dict[str, Any] = {"q": asked, "connectors": registry.all(), "topics": TOPICS.items()}
        if asked:
            shown |= {"found": _found(asked), "found_guides": _found_guides(asked)}
        return super().get_context_data(**{**shown, **kwargs})


class ArticlePage(TemplateView):
    """One question and its answer."""

    template_name = "help/article.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question, and others of its topic."""
        article = ARTICLES.get(self.kwargs["slug"])
        if article is None:
            raise Http404
        [others] = [each for each in TOPICS.values() if article in each]
        shown = {
            "article": article,
            "others": [each for each in others if each is not article],
            "breadcrumbs": _crumbs(),
            **words_for_articles(),
        }
        return super().get_context_data(**{**shown, **kwargs})


class GuidePage(TemplateView):
    """The guide of one MIS, from what its connector declares."""

    template_name = "help/guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what there is to say of the MIS."""
        code = self.kwargs["product"]
        found = {each.code: each for each in registry.all()}
        if code not in found:
            raise Http404
        connector = found[code]
        problems = connector.problem_texts.values()
        shown = {
            "connector": connector,
            "reports": _reports(connector),
            "by_hand": by_hand(connector),
            "head_alone": HEAD_PROXY not in connector.accepting_roles,
            "problems": problems,
            "is_agent": connector.delivery == Delivery.AGENT,
            "is_pull": connector.delivery == Delivery.PULL,
            "breadcrumbs": _crumbs(),
        }
        return super().get_context_data(**{**shown, **kwargs})


class AccessibilityPage(TemplateView):
    """The accessibility statement."""

    template_name = "help/accessibility.html"


def by_hand(connector: Connector) -> str:
    """How the data of an MIS are sent or fetched at once."""
    if connector.by_hand:
        return connector.by_hand
    if connector.has_force_run:
        return (
            f"On AutoUpdate Settings, press Force run. {connector.label} is then read at once; a "
            "page shows how far it is. It is not offered first thing in the morning, nor while "
            "it is under way."
        )
    return (
        f"It cannot be started by hand. {connector.label} is read by itself: "
        f"{connector.cadence[:1].lower()}{connector.cadence[1:]}."
    )


def words_for_articles() -> dict[str, Any]:
    """What the words of the articles are filled in with."""
    roles = [role for role in Role if role in PERMISSIONS]
    return {
        "connectors": registry.all(),
        "by_hand": [(each, by_hand(each)) for each in registry.all()],
        "reports": REPORT_TEXTS.values(),
        "night_at": _clock(settings.NIGHT_STARTS_AT),
        "evening_at": _clock(settings.EVENING_STARTS_AT),
        "keep_days": settings.UPLOAD_KEEP_DAYS,
        "roles": [role.label for role in roles],
        "permissions": [
            (words, [permission in PERMISSIONS[role] for role in roles])
            for permission, words in _TOLD
        ],
        "head_alone": [
            each.label for each in registry.all() if HEAD_PROXY not in each.accepting_roles
        ],
        "switched_by_desk": [
            each.label for each in registry.all() if not each.school_may_change_to
        ],
        "with_future": [each.label for each in registry.all() if each.supports_future],
    }


def _clock(at: time) -> str:
    """``1am``, ``6:30pm``."""
    told = uk_time(timezone.localtime().replace(hour=at.hour, minute=at.minute))
    return told.replace(":00", "")


def _crumbs() -> list[dict[str, str]]:
    return [{"label": "Help", "url": reverse("autoupdate:help")}]


def _reports(connector: Connector) -> list[dict[str, Any]]:
    """Every report there is, and whether this MIS has it."""
    return [
        {"text": text, "is_there": connector.has_report(code)}
        for code, text in REPORT_TEXTS.items()
    ]


@cache
def _text_of(article: Article) -> str:
    """All words of an article in small letters, for the search."""
    body = strip_tags(render_to_string(article.template, words_for_articles()))
    return f"{article.title} {article.summary} {article.words} {body}".lower()


def _found(asked: str) -> list[Article]:
    """The articles that have all the words, those first that have them in their title."""
    words = asked.lower().split()
    found = [each for each in ARTICLES.values() if all(word in _text_of(each) for word in words)]
    near = {each.slug: f"{each.title} {each.words}".lower() for each in found}
    return sorted(found, key=lambda each: -sum(word in near[each.slug] for word in words))


def _found_guides(asked: str) -> list[Connector]:
    """The guides of the MISs that are named."""
    words = asked.lower().split()
    return [each for each in registry.all() if any(word in each.label.lower() for word in words)]
