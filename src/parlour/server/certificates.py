"""TLS certificates: the self-signed one of the first start, fingerprints, and the context that listeners use."""

import contextlib
import datetime
import hashlib
import ipaddress
import os
import re
import ssl
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from parlour.files import put_whole, reason

VALID_DAYS = 3652  # ten years: nobody renews what they did not ask for
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----\s.*?\s-----END CERTIFICATE-----", re.DOTALL)


class CertificateError(Exception):
    """A certificate or key cannot be used; the message is one sentence."""


class Pair(NamedTuple):
    """The files of a certificate and of its private key, both PEM."""

    certificate: Path
    key: Path


def self_signed(folder: Path, server_name: str) -> Pair:
    """The self-signed certificate of a data folder, made when there is none yet. Raises CertificateError."""
    pair = Pair(folder / "certificate.pem", folder / "key.pem")
    try:
        if not pair.certificate.exists():
            certificate, key = _make(server_name)
            # The certificate comes last: when it is there, so is its key, wherever the first start was interrupted.
            put_whole(pair.key, key, mode=0o600)
            put_whole(pair.certificate, certificate, mode=0o644)
        elif not pair.key.exists():
            raise CertificateError(
                f"{pair.certificate} has lost its key {pair.key}: put that back, or remove both to have new ones made"
            )
    except OSError as error:
        raise CertificateError(f"the certificate in {folder} cannot be made: {reason(error)}") from None
    return pair


def fingerprint(pem: str) -> str:
    """The SHA-256 fingerprint of the first certificate in a PEM text, as in AB:CD:…; raises CertificateError."""
    first = _PEM.search(pem)
    try:
        der = ssl.PEM_cert_to_DER_cert(first.group() if first else pem)
    except ValueError:
        raise CertificateError("the text has no certificate in PEM form") from None
    return hashlib.sha256(der).digest().hex(":").upper()


class Certificate:
    """A certificate with its key, as their files had them at one moment. It has been tried: it can be served.

    Raises:
        CertificateError: they cannot be read, or are no certificate and its key.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self._certificate, self._key = _content(certificate), _content(key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            self.load_into(context)
        except _PassPhrase:
            raise CertificateError(
                f"the key {key} has a pass phrase: give one without, readable only by the server"
            ) from None
        except ssl.SSLError as error:
            if error.reason == "KEY_VALUES_MISMATCH":
                raise CertificateError(f"the key {key} does not belong to the certificate {certificate}") from None
            raise CertificateError(f"{self._culprit(certificate, key)} in PEM form") from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and (self._certificate, self._key) == (other._certificate, other._key)

    __hash__ = None  # type: ignore[assignment]

    @property
    def fingerprint(self) -> str:
        """The SHA-256 fingerprint, as in AB:CD:…"""
        return fingerprint(self._certificate.decode(errors="replace"))

    def context(self) -> ssl.SSLContext:
        """A context for TLS 1.2 or better with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_RENEGOTIATION
        self.load_into(context)
        return context

    def load_into(self, context: ssl.SSLContext) -> None:
        """Have whoever connects from now on shown this certificate."""
        # OpenSSL wants files. By themselves they might be others by now, and half of a pair would ruin the context.
        with _file(self._certificate) as certificate, _file(self._key) as key:
            context.load_cert_chain(certificate, key, _refuse)

    def _culprit(self, certificate: Path, key: Path) -> str:
        if not _PEM.search(self._certificate.decode(errors="replace")):
            return f"{certificate} is not a certificate"
        if b"PRIVATE KEY-----" not in self._key:
            return f"{key} is not a private key"
        return f"{certificate} and {key} are not a certificate and its key"


class _PassPhrase(Exception):
    """OpenSSL wants a pass phrase."""


def _refuse() -> str:  # or OpenSSL would ask for it on the terminal
    raise _PassPhrase


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CertificateError(f"cannot read {path}: {reason(error)}") from None


@contextlib.contextmanager
def _file(content: bytes) -> Iterator[str]:
    """The path of a file with this content, which is on no disk where the system can do that."""
    if hasattr(os, "memfd_create"):
        handle = os.memfd_create("parlour")
    else:
        handle, path = tempfile.mkstemp()
        Path(path).unlink()
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        file.seek(0)
        yield f"/dev/fd/{file.fileno()}"


def _make(server_name: str) -> tuple[bytes, bytes]:
    """A new certificate and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, server_name)])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName(text) for text in dict.fromkeys((server_name, "localhost"))]
    hosts = [x509.IPAddress(ipaddress.ip_address(text)) for text in ("127.0.0.1", "::1")]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A day back: the clocks of clients are not all right.
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName([*names, *hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM), key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
