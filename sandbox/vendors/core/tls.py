"""Certificates made on the spot: a good one, and those that nobody should believe."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as new_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class Kind:
    """What is wrong with a certificate: days until it is over, names, and who signed it."""

    days: int = 30
    names: tuple[str, ...] = ("localhost",)
    addresses: tuple[str, ...] = ("127.0.0.1",)
    is_signed: bool = True


KINDS: Final = {
    "good": Kind(),
    "self_signed": Kind(is_signed=False),
    "expired": Kind(days=-2),
    "other_name": Kind(names=("elsewhere.example",), addresses=()),
}


@dataclass(frozen=True, slots=True)
class Certificates:
    """A server's side of TLS, and the file with the authority to believe (for the good kind)."""

    context: ssl.SSLContext
    authority: Path


def make_certificates(folder: Path, kind: str) -> Certificates:
    """A certificate of that kind, in files in the folder. KeyError for an unknown kind."""
    wanted = KINDS[kind]
    authority_key, key = new_key(SECP256R1()), new_key(SECP256R1())
    authority = _certificate("Pretend authority", authority_key, authority_key, Kind(), is_ca=True)
    own = _certificate(
        "Pretend authority" if wanted.is_signed else "Pretend vendor",
        key,
        authority_key if wanted.is_signed else key,
        wanted,
    )
    authority_file, chain = folder / "authority.pem", folder / f"{kind}.pem"
    authority_file.write_bytes(authority.public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain.write_bytes(own.public_bytes(Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return Certificates(context, authority_file)


def _certificate(
    issuer: str,
    key: EllipticCurvePrivateKey,
    signed_with: EllipticCurvePrivateKey,
    kind: Kind,
    *,
    is_ca: bool = False,
) -> x509.Certificate:
    until = datetime.now(UTC) + timedelta(days=kind.days)
    alternatives = [x509.DNSName(each) for each in kind.names]
    addresses = [x509.IPAddress(IPv4Address(each)) for each in kind.addresses]
    subject = "Pretend authority" if is_ca else "Pretend vendor"
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=60))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([*alternatives, *addresses]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_with.public_key()),
            critical=False,
        )
        .sign(signed_with, SHA256())
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
