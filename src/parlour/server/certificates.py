"""TLS certificates: the self-signed one of the first start, fingerprints, and the context that listeners use."""

import datetime
import hashlib
import ipaddress
import os
import re
import ssl
import tempfile
from pathlib import Path
from typing import NamedTuple

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
            _write(pair.key, key, mode=0o600)
            _write(pair.certificate, certificate, mode=0o644)
        elif not pair.key.exists():
            raise CertificateError(
                f"{pair.certificate} has lost its key {pair.key}: put that back, or remove both to have new ones made"
            )
    except OSError as error:
        raise CertificateError(f"the certificate in {folder} cannot be made: {_reason(error)}") from None
    return pair


def fingerprint(pem: str) -> str:
    """The SHA-256 fingerprint of the first certificate in a PEM text, as in AB:CD:…; raises CertificateError."""
    first = _PEM.search(pem)
    try:
        der = ssl.PEM_cert_to_DER_cert(first.group() if first else pem)
    except ValueError:
        raise CertificateError("the text has no certificate in PEM form") from None
    return hashlib.sha256(der).digest().hex(":").upper()


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """A context for TLS 1.2 or better with this certificate. Raises CertificateError."""
    for path in (certificate, key):
        try:
            path.read_bytes()
        except OSError as error:
            raise CertificateError(f"cannot read {path}: {_reason(error)}") from None

    def refuse() -> str:  # or OpenSSL would ask for it on the terminal
        raise CertificateError(f"the key {key} has a pass phrase: give one without, readable only by the server")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    try:
        context.load_cert_chain(certificate, key, refuse)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise CertificateError(f"the key {key} does not belong to the certificate {certificate}") from None
        raise CertificateError(f"{_culprit(certificate, key)} in PEM form") from None
    return context


def _culprit(certificate: Path, key: Path) -> str:
    if not _PEM.search(certificate.read_text(errors="replace")):
        return f"{certificate} is not a certificate"
    if "PRIVATE KEY-----" not in key.read_text(errors="replace"):
        return f"{key} is not a private key"
    return f"{certificate} and {key} are not a certificate and its key"


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


def _write(path: Path, content: bytes, *, mode: int) -> None:
    """Put a file in its place whole: a stop in between leaves the old one, or none."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # readable by its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _reason(error: OSError) -> str:
    return (error.strerror or "the system refused it").lower()
