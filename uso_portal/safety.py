"""Refuses to start on unsafe settings, and says all that is wrong at once; it knows no Django.

The settings call it, so that the web server, the worker, beat and every command stop alike.
"""

import base64
import sys
from collections.abc import Iterator
from types import ModuleType

from uso_portal import env as portal_env

# gunicorn gives up, instead of trying for ever, on a worker that ends with this.
EXIT_CODE = 3


def _key_faults(keys: list[str]) -> Iterator[str]:
    if not keys:
        yield "UPLOAD_ENCRYPTION_KEYS is empty. Give at least one key."
    for number, key in enumerate(keys, start=1):
        try:
            good = len(base64.urlsafe_b64decode(key)) == 32
        except ValueError:
            good = False
        if not good:
            yield f"UPLOAD_ENCRYPTION_KEYS: key {number} is not 32 bytes in URL-safe base64."


def _plain_vendors(env: ModuleType) -> Iterator[str]:
    for product, partner in env.VENDOR_PARTNERS.items():
        if partner.get("url") and not partner["url"].startswith("https://"):
            yield f"{product.upper()}_URL does not begin with https://."


def _production_faults(env: ModuleType) -> Iterator[str]:
    if env.DEBUG:
        yield "DEBUG is on. Set DEBUG=false."
    if env.SECRET_KEY == env.SAMPLE_SECRET_KEY:
        yield "SECRET_KEY is not set."
    elif len(env.SECRET_KEY) < 50:
        yield "SECRET_KEY is shorter than 50 characters."
    if not env.ALLOWED_HOSTS or set(env.ALLOWED_HOSTS) <= set(env.LOCAL_HOSTS):
        yield "ALLOWED_HOSTS names no public host. Set it to the portal’s host name."
    if "*" in env.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS is '*', which is every host. Name the portal’s host."
    if not env.REQUIRE_SECOND_STEP:
        yield "REQUIRE_SECOND_STEP is off. In production a password alone opens no school."
    if env.SAMPLE_ENCRYPTION_KEY in env.UPLOAD_ENCRYPTION_KEYS:
        yield "UPLOAD_ENCRYPTION_KEYS holds the sample key."
    if env.VENDOR_TEST_HOSTS:
        yield "VENDOR_TEST_HOSTS names pretend vendors. Production talks to real ones alone."
    yield from _plain_vendors(env)
    if env.PORTAL_URL and not env.PORTAL_URL.startswith("https://"):
        yield "PORTAL_URL does not begin with https://. Set it to the portal’s public address."
    for name in ("DATABASE_URL", "REDIS_URL"):
        if not getattr(env, name):
            yield f"{name} is not set. Production does not use the embedded servers."


def _one_machine_faults(env: ModuleType) -> Iterator[str]:
    public = sorted(set(env.ALLOWED_HOSTS) - set(env.LOCAL_HOSTS) - {"testserver"})
    if public and env.SECRET_KEY == env.SAMPLE_SECRET_KEY:
        yield (
            f"ALLOWED_HOSTS names {', '.join(public)}, but the sample secrets are for this machine "
            "only. Set USO_MODE=production, or answer to localhost alone."
        )
    if public and not env.REQUIRE_SECOND_STEP:
        yield (
            f"ALLOWED_HOSTS names {', '.join(public)}, and REQUIRE_SECOND_STEP is off. "
            "Switch it on, or answer to localhost alone."
        )


_BY_MODE = {
    portal_env.PRODUCTION: _production_faults,
    portal_env.ONE_MACHINE: _one_machine_faults,
}


def faults(env: ModuleType) -> list[str]:
    """Every reason not to start, as sentences; empty when there is none."""
    if env.MODE not in _BY_MODE:
        return [f"USO_MODE is '{env.MODE}'. It must be one of: {', '.join(sorted(_BY_MODE))}."]
    return [*env.problems, *_key_faults(env.UPLOAD_ENCRYPTION_KEYS), *_BY_MODE[env.MODE](env)]


def stop_if_unsafe() -> None:
    """End the process with the whole list on standard error."""
    if found := faults(portal_env):
        lines = "\n".join(f"  * {fault}" for fault in found)
        sys.stderr.write(f"The portal does not start, because its settings are unsafe:\n{lines}\n")
        raise SystemExit(EXIT_CODE)
