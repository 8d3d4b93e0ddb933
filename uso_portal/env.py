"""Every environment variable the portal reads, by name, with its default; it knows no Django.

`.env.sample` names each of them with what it means; a test compares the two, both ways.
"""

from datetime import time
from pathlib import Path
from typing import Any

import environ

ROOT = Path(__file__).resolve().parent.parent

# Stand-ins that make one machine work without any configuration. Production refuses them.
ONE_MACHINE = "one-machine"
PRODUCTION = "production"
SAMPLE_SECRET_KEY = "one-machine-only-not-a-secret-4f1c"  # noqa: S105
SAMPLE_ENCRYPTION_KEY = "b25lLW1hY2hpbmUtb25seS1ub3QtYS1zZWNyZXQta2U="
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


class _NamingEnv(environ.Env):
    """Remembers which variables were asked for, so that the sample file can be checked."""

    names: set[str] = set()

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        self.names.add(var)
        return super().get_value(var, *args, **kwargs)


_env = _NamingEnv()
if (ROOT / ".env").exists():
    _env.read_env(ROOT / ".env")


def known_names() -> frozenset[str]:
    """Every variable this module reads."""
    return frozenset(_env.names)


def _clock(name: str, *, default: str) -> time:
    """HH:MM as a time of day; the text itself is checked at start-up."""
    try:
        return time.fromisoformat(_env.str(name, default=default))
    except ValueError:
        problems.append(f"{name} must be a time of day such as {default}.")
        return time.fromisoformat(default)


def _number(name: str, *, default: float, least: float, most: float) -> float:
    try:
        value = float(_env.str(name, default=str(default)))
    except ValueError:
        value = least - 1
    if least <= value <= most:
        return value
    problems.append(f"{name} must be a number from {least:g} to {most:g}.")
    return default


def _switch(name: str, *, default: bool) -> bool:
    text: str = _env.str(name, default=str(default)).strip().lower()
    if text in {"true", "yes", "on", "1"}:
        return True
    if text not in {"false", "no", "off", "0", ""}:
        problems.append(f"{name} must be true or false.")
    return False


# What is wrong with the values themselves, in sentences; `uso_portal.safety` says all at once.
problems: list[str] = []

# --- Where and how it runs ---
MODE: str = _env.str("USO_MODE", default=ONE_MACHINE)
DEBUG: bool = _switch("DEBUG", default=False)
SECRET_KEY: str = _env.str("SECRET_KEY", default=SAMPLE_SECRET_KEY)
ALLOWED_HOSTS: list[str] = _env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS)
CSRF_TRUSTED_ORIGINS: list[str] = _env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUST_FORWARDED_PROTO: bool = _switch("TRUST_FORWARDED_PROTO", default=False)
NUM_TRUSTED_PROXIES: int = int(_number("NUM_TRUSTED_PROXIES", default=0, least=0, most=10))
PORT: int = int(_number("PORT", default=8000, least=1, most=65535))
VENDORS_PORT: int = int(_number("VENDORS_PORT", default=0, least=0, most=65535))
WEB_WORKERS: int = int(_number("WEB_WORKERS", default=2, least=1, most=64))
CELERY_WORKERS: int = int(_number("CELERY_WORKERS", default=2, least=1, most=64))
CELERY_FETCHERS: int = int(_number("CELERY_FETCHERS", default=2, least=1, most=64))
LOG_LEVEL: str = _env.str("LOG_LEVEL", default="INFO").upper()

# --- Servers ---
DATABASE_URL: str = _env.str("DATABASE_URL", default="")
REDIS_URL: str = _env.str("REDIS_URL", default="")
USO_DATA_DIR: Path = Path(_env.str("USO_DATA_DIR", default="") or ROOT / "var").absolute()
EMBEDDED_IS_DURABLE: bool = _switch("EMBEDDED_IS_DURABLE", default=True)
EMAIL_URL: str = _env.str("EMAIL_URL", default="consolemail://")
EMAIL_FROM: str = _env.str("EMAIL_FROM", default="USO AutoUpdate <autoupdate@localhost>")
DESK_EMAIL: str = _env.str("DESK_EMAIL", default="")
PORTAL_URL: str = _env.str("PORTAL_URL", default="")

# --- Log-in with other people's accounts (OpenID Connect), each on when both values are set ---
MICROSOFT_CLIENT_ID: str = _env.str("MICROSOFT_CLIENT_ID", default="")
MICROSOFT_CLIENT_SECRET: str = _env.str("MICROSOFT_CLIENT_SECRET", default="")
MICROSOFT_TENANT: str = _env.str("MICROSOFT_TENANT", default="organizations")
GOOGLE_CLIENT_ID: str = _env.str("GOOGLE_CLIENT_ID", default="")
GOOGLE_CLIENT_SECRET: str = _env.str("GOOGLE_CLIENT_SECRET", default="")

# --- Second step at sign-in ---
REQUIRE_SECOND_STEP: bool = _switch("REQUIRE_SECOND_STEP", default=MODE == PRODUCTION)
SECOND_STEP_FRESH_MINUTES: int = int(
    _number("SECOND_STEP_FRESH_MINUTES", default=15, least=1, most=720)
)

# --- Uploads ---
UPLOAD_ENCRYPTION_KEYS: list[str] = _env.list(
    "UPLOAD_ENCRYPTION_KEYS", default=[SAMPLE_ENCRYPTION_KEY]
)
UPLOAD_KEEP_DAYS: int = int(_number("UPLOAD_KEEP_DAYS", default=30, least=1, most=3650))
UPLOAD_MAX_BYTES: int = int(
    _number("UPLOAD_MAX_BYTES", default=500_000_000, least=1_000, most=10_000_000_000)
)
AGENT_API_RATE: str = _env.str("AGENT_API_RATE", default="120/min")
ROW_PROBLEMS_KEPT: int = int(_number("ROW_PROBLEMS_KEPT", default=500, least=1, most=100_000))

# --- Vendors of MISs whose data are fetched: the portal's own standing with each ---
VENDOR_PARTNERS: dict[str, dict[str, str]] = {
    "arbor": {
        "url": _env.str("ARBOR_URL", default="https://login.arbor.sc"),
        "id": _env.str("ARBOR_PARTNER_ID", default=""),
        "secret": _env.str("ARBOR_PARTNER_SECRET", default=""),
    },
    "scholarpack": {
        "url": _env.str("SCHOLARPACK_URL", default="https://services.scholarpack.co.uk"),
        "id": _env.str("SCHOLARPACK_CLIENT_ID", default=""),
        "secret": _env.str("SCHOLARPACK_CLIENT_SECRET", default=""),
    },
    "integris": {
        "url": _env.str("INTEGRIS_URL", default=""),
        "secret": _env.str("INTEGRIS_PARTNER_KEY", default=""),
    },
    "pupil_asset": {
        "url": _env.str("PUPIL_ASSET_URL", default="https://secure.pupilasset.com"),
        "secret": _env.str("PUPIL_ASSET_PARTNER_KEY", default=""),
    },
    "iris": {"domains": _env.str("IRIS_DOMAINS", default="isams.cloud,edgen.cloud")},
    "schoolpod": {"url": _env.str("SCHOOLPOD_URL", default="")},
}
# host:port of pretend vendors, to which plain http on this machine is allowed.
VENDOR_TEST_HOSTS: list[str] = _env.list("VENDOR_TEST_HOSTS", default=[])
EVENING_STARTS_AT: time = _clock("EVENING_STARTS_AT", default="18:00")
NO_FORCE_FROM: time = _clock("NO_FORCE_FROM", default="06:00")
NO_FORCE_UNTIL: time = _clock("NO_FORCE_UNTIL", default="09:00")

# --- The night ---
NIGHT_STARTS_AT: time = _clock("NIGHT_STARTS_AT", default="01:00")
BRAKE_SHARE: float = _number("BRAKE_SHARE", default=0.1, least=0, most=1)
BRAKE_NUMBER: int = int(_number("BRAKE_NUMBER", default=10, least=0, most=1_000_000))
RECENTLY_UNALLOCATED_DAYS: int = int(
    _number("RECENTLY_UNALLOCATED_DAYS", default=400, least=1, most=3650)
)


def portal_url() -> str:
    """Where the portal is reached from outside, without a slash at its end: for links in mails."""
    if PORTAL_URL:
        return PORTAL_URL.rstrip("/")
    public = [host for host in ALLOWED_HOSTS if host not in LOCAL_HOSTS and host[:1].isalnum()]
    return f"https://{public[0]}" if public else f"http://localhost:{PORT}"


def vendor_origins() -> list[str]:
    """Where somebody may be sent on to, to approve at a vendor."""
    urls = [each["url"] for each in VENDOR_PARTNERS.values() if each.get("url") and "id" in each]
    return ["/".join(url.split("/")[:3]) for url in urls]


def database(url: str) -> dict[str, Any]:
    """Django's settings of the database that a URL names."""
    return dict(_env.db_url_config(url))


def email(url: str) -> dict[str, Any]:
    """Django's e-mail settings, by their names, that a URL stands for."""
    return dict(_env.email_url_config(url))


#: Code, name, server, id, secret, and whether the provider vouches for addresses. Microsoft does
#: not: who runs an organisation there may write any address. Its accounts are connected by hand.
_PROVIDERS = (
    (
        "microsoft",
        "Microsoft",
        f"https://login.microsoftonline.com/{MICROSOFT_TENANT}/v2.0",
        MICROSOFT_CLIENT_ID,
        MICROSOFT_CLIENT_SECRET,
        False,
    ),
    (
        "google",
        "Google",
        "https://accounts.google.com",
        GOOGLE_CLIENT_ID,
        GOOGLE_CLIENT_SECRET,
        True,
    ),
)


def openid_connect_apps() -> list[dict[str, Any]]:
    """allauth's settings of each provider whose id and secret are both set."""
    return [
        {
            "provider_id": code,
            "name": name,
            "client_id": client_id,
            "secret": secret,
            "settings": {"server_url": server, "email_authentication": vouches},
        }
        for code, name, server, client_id, secret, vouches in _PROVIDERS
        if client_id and secret
    ]


def openid_connect_origins() -> list[str]:
    """Where a sign-in form may be sent on to."""
    servers = [app["settings"]["server_url"] for app in openid_connect_apps()]
    return ["/".join(server.split("/")[:3]) for server in servers]
