"""Who one is: an Ed25519 key, the certificate made from it, and the words by which people compare it."""

import datetime
import hashlib
import os
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from parlour.direct.proquints import proquints
from parlour.files import put_whole, reason

KEY_BYTES, NONCE_BYTES = 32, 32

_PURPOSE = b"parlour direct 1: the dialler's key\0"
_WORDS_BYTES = 16
_FROM = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_UNTIL = datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=datetime.UTC)
"""The key is what counts, and is pinned. Source of the end: RFC 5280, section 4.1.2.5."""


class IdentityError(Exception):
    """There is no key that can be used, told in a sentence."""


class Identity:
    """A person's key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.key = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        """The public key."""

    def certificate(self) -> bytes:
        """A certificate for this key, made by it, in DER. It has no name: strangers are shown it."""
        nobody = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "parlour direct")])
        builder = x509.CertificateBuilder(nobody, nobody, self._private.public_key(), 1, _FROM, _UNTIL)
        return builder.sign(self._private, None).public_bytes(Encoding.DER)

    def private_pem(self) -> bytes:
        """The private key as files have it, not encrypted."""
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def prove(self, dialler_nonce: bytes, listener_nonce: bytes, certificate: bytes) -> bytes:
        """A dialler's signature over both nonces and the certificate that it was shown."""
        return self._private.sign(_proven(dialler_nonce, listener_nonce, certificate))


def is_proven(key: bytes, signature: bytes, dialler_nonce: bytes, listener_nonce: bytes, certificate: bytes) -> bool:
    """Whether the owner of a key has signed this meeting, and that they were shown this certificate."""
    try:
        proven = _proven(dialler_nonce, listener_nonce, certificate)
        Ed25519PublicKey.from_public_bytes(key).verify(signature, proven)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_of(certificate: bytes) -> bytes:
    """The Ed25519 key of a certificate in DER. Raises IdentityError."""
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise IdentityError("the other side has shown a certificate that cannot be read") from error
    if not isinstance(key, Ed25519PublicKey):
        raise IdentityError("the other side has shown a certificate without an Ed25519 key")
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def words(key: bytes) -> str:
    """Eight words by which people know a key: 128 bits of its SHA-256."""
    return proquints(hashlib.sha256(key).digest()[:_WORDS_BYTES])


def first_words(key: bytes) -> str:
    """The first two of those words, by which one tells people of the same name apart."""
    return "-".join(words(key).split("-")[:2])


def open_identity(path: Path) -> Identity:
    """The key in a file; it is made when there is none. Raises IdentityError."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = Identity(Ed25519PrivateKey.generate())
            put_whole(path, made.private_pem(), mode=0o600)
            return made
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            if mode & 0o077:
                raise IdentityError(f"the key in {path} can be used by others (mode {mode:o}): chmod 600 {path}")
            content = file.read()
    except OSError as error:
        raise IdentityError(f"the key in {path} cannot be opened: {reason(error)}") from error
    try:
        private = load_pem_private_key(content, None)
    except (ValueError, TypeError) as error:
        raise IdentityError(f"there is no key in {path} that can be read") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise IdentityError(f"the key in {path} is none of Ed25519")
    return Identity(private)


def _proven(dialler_nonce: bytes, listener_nonce: bytes, certificate: bytes) -> bytes:
    if len(dialler_nonce) != NONCE_BYTES or len(listener_nonce) != NONCE_BYTES:
        raise ValueError(f"a nonce has {NONCE_BYTES} bytes")
    return _PURPOSE + dialler_nonce + listener_nonce + hashlib.sha256(certificate).digest()
