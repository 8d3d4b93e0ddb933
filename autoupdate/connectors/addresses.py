"""Which web addresses of vendors may be talked to: https, and never into a private network.

A school's MIS URL is typed in by people, so it must not lead the portal to its own neighbours. A
host name is resolved here once, and the request goes to the very address that was checked.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

from autoupdate.connectors.trouble import VendorTrouble

Resolve = Callable[[str, int], list[str]]


#: Host names and IPv4 addresses; everything else that URLs allow is a trick or a mistake.
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?", re.ASCII)
_PORTS = {"https": 443, "http": 80}
#: IPv6 addresses that stand for the IPv4 address in their last 32 bits (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What of an address is the same for all that one server has: scheme, host and port."""

    scheme: str
    host: str
    port: int

    @property
    def netloc(self) -> str:
        """Host and port as an HTTP Host header says them."""
        return _netloc(self.host, self.port, usual=_PORTS.get(self.scheme, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Site):
    """A site that may be talked to, and the IP address that it stands for."""

    ip: str

    @property
    def ip_netloc(self) -> str:
        """IP address and port, as a URL has them."""
        return _netloc(self.ip, self.port, usual=0)


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
    site = site_of(url)
    is_test = f"{site.host}:{site.port}" in test_hosts
    if site.scheme != "https" and not (is_test and site.scheme == "http"):
        raise VendorTrouble("address_refused", host=site.host)
    try:
        addresses = resolving(site.host, site.port)
    except (OSError, UnicodeError) as error:
        raise VendorTrouble("unreachable", host=site.host) from error
    # One private address among several is enough: which one is used is not ours to choose.
    if not is_test and not all(map(_is_public, addresses)):
        raise VendorTrouble("address_refused", host=site.host)
    if not addresses:
        raise VendorTrouble("unreachable", host=site.host)
    return Target(scheme=site.scheme, host=site.host, port=site.port, ip=addresses[0])


def is_within(url: str, domains: Collection[str]) -> bool:
    """Whether the host of an https URL is a name below one of ``domains`` (``isams.cloud``)."""
    try:
        site = site_of(url)
    except VendorTrouble:
        return False
    is_below = any(site.host.endswith(f".{domain}") for domain in domains)
    return is_below and site.scheme == "https" and site.port == 443


def site_of(url: str) -> Site:
    """The site of a URL. Raises VendorTrouble: address_refused, also for one with credentials."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise VendorTrouble("address_refused", host="") from error
    host = host.removesuffix(".")
    is_host = _NAME.fullmatch(host) or _is_ipv6(host)
    if not is_host or "@" in parts.netloc or "\\" in url:
        raise VendorTrouble("address_refused", host=host if is_host else "")
    return Site(scheme=scheme, host=host, port=port or _PORTS.get(scheme, 443))


def _netloc(host: str, port: int, *, usual: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port == usual else f"{name}:{port}"


def _is_ipv6(host: str) -> bool:
    try:
        return bool(IPv6Address(host))
    except ValueError:
        return False


def _is_public(ip: str) -> bool:
    address = _meant(ipaddress.ip_address(ip.partition("%")[0]))
    if isinstance(address, IPv6Address) and (
        address not in _GLOBAL_UNICAST or address.sixtofour or address.teredo
    ):
        return False
    return address.is_global and not address.is_multicast


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address
