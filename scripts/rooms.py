"""The rooms of the house and where the picture hangs them. Data only: it measures nothing."""

from __future__ import annotations

from dataclasses import dataclass

#: What the picture covers. The sandbox stands beside the house.
APPS = ("uso_portal", "autoupdate", "matching", "accounts")
SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One box: the modules and packages it stands for, and the middle of its place.

    ``step`` is its number on the way of the data, "" where it has none. ``is_pure``: it imports
    neither Django nor Celery, directly or through others.
    """

    key: str
    title: str
    note: str
    modules: tuple[str, ...]
    x: int
    y: int
    width: int = 188
    step: str = ""
    is_pure: bool = False

    @property
    def app(self) -> str:
        """The app it belongs to."""
        return self.modules[0].partition(".")[0]


def _of(app: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{app}.{name}" for name in names)


PORTAL = Room(
    key="uso_portal",
    title="uso_portal",
    note="settings, safety · addresses, menu · the beat table · health · one-machine servers",
    modules=("uso_portal",),
    x=680,
    y=112,
    width=1280,
)

ROOMS: tuple[Room, ...] = (
    PORTAL,
    Room(
        key="autoupdate.api",
        title="api",
        note="what the software asks",
        modules=_of("autoupdate", "api"),
        x=150,
        y=280,
        step="1",
    ),
    Room(
        key="autoupdate.tasks",
        title="tasks",
        note="thin, woken through Redis",
        modules=_of("autoupdate", "tasks"),
        x=360,
        y=280,
    ),
    Room(
        key="autoupdate.views",
        title="views",
        note="settings, results, the desk",
        modules=_of("autoupdate", "views", "urls"),
        x=570,
        y=280,
        step="9",
    ),
    Room(
        key="autoupdate.receive",
        title="receive",
        note="the door: read and filter",
        modules=_of("autoupdate", "receive"),
        x=150,
        y=372,
        step="2",
    ),
    Room(
        key="autoupdate.actions",
        title="actions",
        note="check, force, consent",
        modules=_of("autoupdate", "actions"),
        x=556,
        y=372,
        step="4",
    ),
    Room(
        key="autoupdate.night",
        title="night",
        note="claim, read, apply, close",
        modules=_of("autoupdate", "night"),
        x=556,
        y=464,
        step="5",
    ),
    Room(
        key="autoupdate.pulling",
        title="pulling",
        note="fetch an MIS, whole or not",
        modules=_of("autoupdate", "pulling"),
        x=292,
        y=464,
        step="1",
    ),
    Room(
        key="autoupdate.store",
        title="store",
        note="encrypted rows files",
        modules=_of("autoupdate", "vault", "storage", "stored"),
        x=226,
        y=548,
        step="3",
    ),
    Room(
        key="autoupdate.queries",
        title="queries",
        note="what pages and the API say",
        modules=_of("autoupdate", "queries", "help_pages"),
        x=396,
        y=630,
    ),
    Room(
        key="autoupdate.processing",
        title="processing",
        note="situate, react, plan, brake",
        modules=_of("autoupdate", "processing"),
        x=160,
        y=716,
        step="6",
        is_pure=True,
    ),
    Room(
        key="autoupdate.tables",
        title="tables and locks",
        note="states, faults, wake",
        modules=_of(
            *("autoupdate", "states", "faults", "locking", "wake", "licence_keys", "reaching"),
            "secret_box",
            "casework",
            "pull_parts",
            "calendar",
            "heartbeat",
        ),
        x=570,
        y=716,
    ),
    Room(
        key="autoupdate.connectors",
        title="connectors",
        note="an MIS a folder",
        modules=_of("autoupdate", "connectors", "records"),
        x=236,
        y=808,
        is_pure=True,
    ),
    Room(
        key="autoupdate.models",
        title="models",
        note="consent, uploads, runs",
        modules=_of("autoupdate", "models"),
        x=570,
        y=808,
    ),
    Room(
        key="matching.views",
        title="views",
        note="matching one person",
        modules=_of("matching", "views", "urls", "forms", "tables"),
        x=855,
        y=280,
    ),
    Room(
        key="matching.actions",
        title="actions, queries",
        note="match, create, reject, undo",
        modules=_of("matching", "actions", "queries"),
        x=855,
        y=464,
    ),
    Room(
        key="matching.bulk",
        title="bulk",
        note="people, links in one go",
        modules=_of("matching", "bulk", "keys", "codes", "likelihood", "newer_data"),
        x=845,
        y=556,
        step="8",
    ),
    Room(
        key="matching.models",
        title="models",
        note="links, decisions",
        modules=_of("matching", "models"),
        x=908,
        y=736,
        width=150,
    ),
    Room(
        key="matching.engine",
        title="engine",
        note="certain, ask or new",
        modules=_of("matching", "engine", "files"),
        x=812,
        y=856,
        step="7",
        is_pure=True,
        width=180,
    ),
    Room(
        key="accounts.views",
        title="views",
        note="parts of pages, forms",
        modules=_of(
            *(
                "accounts",
                "views",
                "urls",
                "components",
                "templatetags",
                "tables",
                "forms",
                "form_renderer",
            ),
            *("widgets", "markup", "icons", "downloads", "converters", "model_choices"),
        ),
        x=1140,
        y=280,
    ),
    Room(
        key="accounts.actions",
        title="actions, queries",
        note="locks, restoring",
        modules=_of("accounts", "actions", "queries", "tasks"),
        x=1118,
        y=372,
        width=160,
    ),
    Room(
        key="accounts.bulk",
        title="bulk",
        note="usernames too",
        modules=_of("accounts", "bulk", "name_words", "resting"),
        x=1096,
        y=556,
        width=124,
        step="8",
    ),
    Room(
        key="accounts.permissions",
        title="permissions",
        note="who may, audit trail",
        modules=_of(
            *("accounts", "permissions", "roles", "second_step", "seeing", "audit", "dates"),
            *("words", "role_words"),
        ),
        x=1212,
        y=650,
        width=166,
    ),
    Room(
        key="accounts.models",
        title="models",
        note="places, people, accounts",
        modules=_of("accounts", "models"),
        x=1130,
        y=808,
    ),
)

#: (from, to) → the sides it leaves and enters by, where the usual ones would cross a box.
SIDES: dict[tuple[str, str], tuple[str, str]] = {
    ("autoupdate.views", "autoupdate.api"): ("top", "top"),
    ("autoupdate.connectors", "matching.engine"): ("bottom", "left"),
    ("accounts.views", "accounts.permissions"): ("right", "top"),
}
#: (room, other) → how far to the right the other's arrow touches the room, where that is not its
#: own place: a lower number is further left. Of the portal's it is the place itself.
ORDER: dict[tuple[str, str], int] = {
    ("autoupdate.tasks", "autoupdate.tables"): 0,
    ("uso_portal", "accounts.permissions"): 1284,
    ("accounts.permissions", "uso_portal"): 1284,
}
