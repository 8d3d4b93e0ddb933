"""From a school's kept connection to what a connector needs to reach its MIS, and back again.

It seals and unseals; what is fetched it must not know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import PortalUser, SchoolMis
from autoupdate.connectors import registry
from autoupdate.connectors.http import Limits, VendorClient
from autoupdate.connectors.oauth import without_tokens
from autoupdate.connectors.pulling import Access, Session
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import MisConnection
from autoupdate.secret_box import UnsealError, seal, unseal


def connection_of(school_mis: SchoolMis) -> MisConnection:
    """The connection of the school's MIS, made on first asking."""
    return MisConnection.objects.get_or_create(school_mis=school_mis)[0]


def connection_kept(school_mis: SchoolMis) -> MisConnection:
    """The same for whoever only reads: where there is none yet, an empty one that is not saved."""
    kept = MisConnection.objects.filter(school_mis=school_mis)
    found = kept.select_related("approved_by", "entered_by").first()
    if found is None:
        return MisConnection(school_mis=school_mis)
    found.school_mis = school_mis
    return found


def secrets_of(connection: MisConnection) -> dict[str, str]:
    """The secrets in plain. Raises UnsealError."""
    return dict(json.loads(unseal(connection.sealed))) if connection.sealed else {}


def known_secrets(connection: MisConnection) -> dict[str, str]:
    """The secrets in plain; none where they were sealed with a key that is gone."""
    try:
        return secrets_of(connection)
    except UnsealError:
        return {}


def sealed_secrets(secrets: Mapping[str, str]) -> str:
    """The secrets as a connection keeps them; blank ones are left out."""
    kept = {name: value for name, value in secrets.items() if value}
    return seal(json.dumps(kept, sort_keys=True)) if kept else ""


def keep_entered(
    school_mis: SchoolMis,
    *,
    endpoint: str,
    reference: str,
    secrets: Mapping[str, str],
    by: PortalUser,
) -> MisConnection:
    """Keep what ``by`` entered; a blank leaves what is kept. Tokens got with the old are dropped.

    What was found out with the old details, a trouble or a test, counts no longer.
    """
    connection = connection_of(school_mis)
    connection.endpoint = endpoint or connection.endpoint
    connection.reference = reference or connection.reference
    connection.sealed = sealed_secrets({**without_tokens(known_secrets(connection)), **secrets})
    connection.entered_at, connection.entered_by = timezone.now(), by
    note_trouble(connection, None)
    connection.checked, connection.checked_at = [], None
    connection.save()
    return connection


def access_of(school_mis: SchoolMis) -> Access:
    """How the school's MIS is reached now. Raises UnsealError."""
    connection = connection_of(school_mis)
    school = school_mis.school
    return Access(
        endpoint=connection.endpoint,
        reference=connection.reference,
        dfe_number=f"{school.local_authority.code}{school.establishment}",
        secrets=secrets_of(connection),
        partner=partner_of(school_mis.product),
        remember=lambda secrets: _remember(connection.pk, secrets),
        alone=lambda: _alone(connection.pk),
    )


def partner_of(product: str) -> Mapping[str, str]:
    """The portal's own standing with the vendor of a product.

    ``test_hosts`` is always there: where pretend vendors are, a school's address may be theirs.
    """
    partners: Mapping[str, Mapping[str, str]] = settings.VENDOR_PARTNERS
    own = partners.get(registry.get(product).partner, {})
    return {**own, "test_hosts": ",".join(settings.VENDOR_TEST_HOSTS)}


def note_trouble(connection: MisConnection, trouble: VendorTrouble | None) -> None:
    """Put the trouble on the connection, or take off the one there is. The caller saves it."""
    connection.trouble = trouble.code if trouble else ""
    connection.trouble_detail = trouble.details if trouble else {}
    connection.trouble_at = timezone.now() if trouble else None


def client(
    *, noting: Callable[[], None] = lambda: None, limits: Limits | None = None
) -> VendorClient:
    """A client for vendors with the settings of this portal. The caller closes it."""
    return VendorClient(test_hosts=settings.VENDOR_TEST_HOSTS, noting=noting, limits=limits)


def session_of(school_mis: SchoolMis, *, using: VendorClient) -> Session:
    """One session with the school's MIS. Raises UnsealError."""
    return Session(client=using, access=access_of(school_mis), today=timezone.localdate())


@contextmanager
def _alone(connection_id: int) -> Iterator[Mapping[str, str]]:
    """The connection locked while its secrets are renewed. Raises UnsealError."""
    with transaction.atomic():
        yield secrets_of(MisConnection.objects.select_for_update(no_key=True).get(pk=connection_id))


def _remember(connection_id: int, secrets: Mapping[str, str]) -> None:
    """Keep renewed secrets at once: a rotated token that is lost locks the school out."""
    with transaction.atomic():
        connection = MisConnection.objects.select_for_update(no_key=True).get(pk=connection_id)
        if not connection.sealed:  # forgotten meanwhile, and so it stays
            return
        connection.sealed = sealed_secrets({**secrets_of(connection), **secrets})
        connection.save(update_fields=["sealed"])
