"""Which web addresses of vendors may be talked to: https, and never into a private network.

A school's MIS URL is typed in by people, so it must not lead the portal to its own neighbours. A
host name is resolved here once, and the request goes to the very address that was checked.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from autoupdate.connectors.trouble import VendorTrouble

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address that may be talked to: what was asked for, and the IP address it stands for."""

    scheme: str
    host: str
    port: int
    ip: str

    @property
    def netloc(self) -> str:
        """Host and port as an HTTP Host header says them."""
        usual = {"https": 443, "http": 80}[self.scheme]
        return self.host if self.port == usual else f"{self.host}:{self.port}"


def resolve(host: str, port: int) -> list[str]:
    """The host's IP addresses. Raises OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def check_address(
    url: str, *, test_hosts: Collection[str] = (), resolving: Resolve = resolve
) -> Target:
    """The target of ``url``. Raises VendorTrouble: address_refused, or unreachable.

    ``test_hosts`` (``host:port``) may be plain http and private: a pretend vendor's, on the
    one machine of a demonstration.
    """
    parts = urlsplit(url)
    host, port = _host_of(parts)
    is_test = f"{host}:{port}" in test_hosts
    if parts.scheme != "https" and not (is_test and parts.scheme == "http"):
        raise VendorTrouble("address_refused", host=host)
    try:
        addresses = resolving(host, port)
    except OSError as error:
        raise VendorTrouble("unreachable", host=host) from error
    for ip in addresses:
        if not is_test and not _is_public(ip):
            raise VendorTrouble("address_refused", host=host)
    if not addresses:
        raise VendorTrouble("unreachable", host=host)
    return Target(scheme=parts.scheme, host=host, port=port, ip=addresses[0])


def is_within(url: str, domains: Collection[str]) -> bool:
    """Whether the host of an https URL is a name below one of ``domains`` (``isams.cloud``)."""
    parts = urlsplit(url)
    try:
        host, port = _host_of(parts)
    except VendorTrouble:
        return False
    return (
        parts.scheme == "https"
        and port == 443
        and any(host.endswith(f".{domain}") for domain in domains)
    )


def _host_of(parts: SplitResult) -> tuple[str, int]:
    try:
        host, port = (parts.hostname or "").rstrip(".").lower(), parts.port
    except ValueError as error:
        raise VendorTrouble("address_refused", host="") from error
    if not host or parts.username is not None or parts.password is not None:
        raise VendorTrouble("address_refused", host=host)
    return host, port or {"http": 80}.get(parts.scheme, 443)


def _is_public(ip: str) -> bool:
    address = ipaddress.ip_address(ip.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_global and not (mapped or address).is_multicast
