"""Which addresses may be talked to: none that leads into a private network."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from autoupdate.connectors.addresses import check_address, is_within, resolve, site_of
from autoupdate.connectors.trouble import VendorTrouble

PUBLIC = "93.184.215.14"


def to(*addresses: str) -> Callable[[str, int], list[str]]:
    """A look-up that always finds these."""
    return lambda _host, _port: list(addresses)


def refused(url: str, *addresses: str) -> str:
    with pytest.raises(VendorTrouble) as met:
        check_address(url, resolving=to(*(addresses or (PUBLIC,))))
    return met.value.code


def test_an_https_address_of_a_public_host_may_be_talked_to() -> None:
    target = check_address("https://School.isams.cloud/api?x=1", resolving=to(PUBLIC))
    assert (target.scheme, target.host, target.port) == ("https", "school.isams.cloud", 443)
    assert (target.netloc, target.ip_netloc) == ("school.isams.cloud", f"{PUBLIC}:443")


def test_a_port_of_its_own_is_said_in_the_host_header() -> None:
    target = check_address("https://school.example:8443/", resolving=to("2606:4700::1111"))
    assert (target.netloc, target.ip_netloc) == ("school.example:8443", "[2606:4700::1111]:8443")


def test_a_dot_at_the_end_is_the_same_host() -> None:
    assert check_address("https://school.example./", resolving=to(PUBLIC)).host == "school.example"


def test_an_ipv6_address_stands_in_brackets() -> None:
    target = check_address("https://[2606:4700::1111]/", resolving=to("2606:4700::1111"))
    assert target.netloc == "[2606:4700::1111]"


@pytest.mark.parametrize(
    "url",
    [
        "http://school.example/",
        "ftp://school.example/",
        "file:///etc/passwd",
        "gopher://school.example/",
        "school.example",
        "//school.example/",
        "",
        "https://",
        "https:///path",
        "https://user@school.example/",
        "https://user:secret@school.example/",
        "https://:@school.example/",
        "https://@school.example/",
        "https://school.example@127.0.0.1/",
        "https://school.example:port/",
        "https://school.example:99999/",
        "https://[::1/",
        "https://[nonsense]/",
        "https://school.example\\@evil.example/",
        "https://school.example\\.evil.example/",
        "https://schöol.example/",
        "https://school。example/",
        "https://school example/",
        "https://school%2eexample/",
        "https://-school.example/",
        "https://" + "a" * 300 + ".example/",
    ],
)
def test_what_is_no_plain_https_address_is_refused(url: str) -> None:
    assert refused(url) == "address_refused"


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::127.0.0.1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:0a00:0001::1",
        "2001:0:5ef5:79fb::1",
    ],
)
def test_a_name_that_leads_into_a_private_network_is_refused(ip: str) -> None:
    assert refused("https://school.example/", ip) == "address_refused"


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])
def test_a_public_address_is_taken_in_every_writing(ip: str) -> None:
    assert check_address("https://school.example/", resolving=to(ip)).ip == ip


def test_one_private_address_among_public_ones_is_enough() -> None:
    assert refused("https://school.example/", PUBLIC, "10.0.0.1") == "address_refused"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"]
)
def test_this_machine_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(VendorTrouble) as met:
        check_address(f"https://{host}/")
    assert met.value.code in {"address_refused", "unreachable"}


def test_a_name_that_nobody_knows_is_unreachable() -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    for resolving in (unknown, to()):
        with pytest.raises(VendorTrouble) as met:
            check_address("https://school.example/", resolving=resolving)
        assert (met.value.code, met.value.details) == ("unreachable", {"host": "school.example"})


def test_a_name_that_cannot_be_looked_up_is_unreachable() -> None:
    with pytest.raises(VendorTrouble) as met:
        check_address(f"https://{'a' * 64}.example/", resolving=resolve)
    assert met.value.code == "unreachable"


def test_pretend_vendors_may_be_plain_and_private_and_nobody_else() -> None:
    hosts = ["127.0.0.1:8500"]
    target = check_address("http://127.0.0.1:8500/iris", test_hosts=hosts)
    assert (target.ip, target.netloc) == ("127.0.0.1", "127.0.0.1:8500")
    assert check_address("https://127.0.0.1:8500/iris", test_hosts=hosts).scheme == "https"
    for url in ("http://127.0.0.1:8501/", "http://127.0.0.1/", "http://localhost:8500/"):
        with pytest.raises(VendorTrouble):
            check_address(url, test_hosts=hosts)
    with pytest.raises(VendorTrouble):
        check_address("ftp://127.0.0.1:8500/", test_hosts=hosts)


DOMAINS = ("isams.cloud", "edgen.cloud")


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://school.isams.cloud", True),
        ("https://a.b.edgen.cloud/", True),
        ("https://SCHOOL.ISAMS.CLOUD", True),
        ("https://school.isams.cloud:443", True),
        ("https://school.isams.cloud:8443", False),
        ("http://school.isams.cloud", False),
        ("https://isams.cloud", False),
        ("https://schoolisams.cloud", False),
        ("https://school.isams.cloud.evil.example", False),
        ("https://evil.example/school.isams.cloud", False),
        ("https://evil.example#.isams.cloud", False),
        ("https://evil.example?.isams.cloud", False),
        ("https://user@school.isams.cloud", False),
        ("https://evil.example\\.isams.cloud", False),
        ("school.isams.cloud", False),
        ("", False),
    ],
)
def test_only_names_below_the_vendors_domains_are_within(url: str, is_one: bool) -> None:
    assert is_within(url, DOMAINS) is is_one


def test_a_site_is_scheme_host_and_port() -> None:
    assert site_of("https://a.example/x") == site_of("https://A.example:443/y?z")
    assert site_of("https://a.example/") != site_of("http://a.example:443/")
    assert site_of("http://a.example/").port == 80
