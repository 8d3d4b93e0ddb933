"""Writes docs/access-matrix.md from the tests' table of doors: ``python -m scripts.access_matrix``.

The table itself is held against every address by the tests.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uso_portal.settings")
django.setup()

from tests.access import ANONYMOUS, METHODS, RULES, answer  # noqa: E402
from tests.addresses import routes  # noqa: E402

PAGE = Path(__file__).resolve().parent.parent / "docs" / "access-matrix.md"

#: Name in the table → heading. A second Nominated Contact meets what the first one does.
COLUMNS = {
    "head": "Headteacher",
    "head_proxy": "Head Proxy",
    "nominated_contact": "Nominated Contact",
    "la_user": "Local authority user",
    "trust_user": "Trust user",
    "desk": "Service Desk",
    "outsider": "Headteacher of another school",
    "nobody": "No role anywhere",
    ANONYMOUS: "Not signed in",
}

_HEAD = """\
<!-- Generated: python -m scripts.access_matrix -->
# Who meets what at every address

Each address of the portal, opened (GET) and pressed (POST), by everybody who may come to a school's
pages. *yes*: it answers, with a page or by leading on. *403*: the school is theirs and this is not
for their role. *404*: as if it did not exist. *sign in*: they are sent to sign in first. *401*:
who asks is not known, and is led to no page: software without a licence key, or a script without
the session of somebody who has signed in. An address at which nothing can be opened, or nothing
pressed, has no such row. The permissions behind it are in [permissions.md](permissions.md); a test
knocks at every door as everybody and compares.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *_table(), ""])


def _table() -> Iterator[str]:
    yield f"| Address | | {' | '.join(COLUMNS.values())} |"
    yield f"| --- | --- |{' :-: |' * len(COLUMNS)}"
    by_route = sorted(RULES, key=lambda name: routes()[name])
    for name in by_route:
        for method in METHODS:
            if getattr(RULES[name], method.lower()) is not None:
                answers = [answer(name, method, who) for who in COLUMNS]
                yield f"| `/{routes()[name]}` | {method} | {' | '.join(answers)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
