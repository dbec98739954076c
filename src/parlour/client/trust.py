"""Which certificates are accepted: those that an authority vouches for, and those that the user has said yes to.

What the user said yes to is pinned: it and no other is accepted there from then on. Nothing of ours is sent before a
certificate is accepted; while the user is asked there is no connection at all.
"""

import hashlib
import re
import ssl
from functools import cache
from typing import Protocol

from parlour.client.profile import Profile
from parlour.client.questions import Questions, Shown
from parlour.client.troubles import Refused

AUTHORITY = "authority"
"""The pin of a place whose certificate an authority vouched for."""

EXPIRED, NOT_YET, SELF_SIGNED, OTHER_NAME, OTHER_ADDRESS = 10, 9, 18, 62, 64
"""OpenSSL's X509_V_ERR_*."""


class Pins(Protocol):
    """Where it is kept what was accepted: by place (`host:port`) a fingerprint, or AUTHORITY."""

    def pin(self, place: str) -> str:
        """What was accepted there; "" for nothing yet."""

    def set_pin(self, place: str, pin: str) -> None:
        """Accept this there from now on."""


@cache
def verifying() -> ssl.SSLContext:
    """Accepts what the system's authorities, or those in SSL_CERT_FILE, vouch for, with the host's name."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@cache
def looking() -> ssl.SSLContext:
    """Accepts everything: whoever uses it looks at the certificate before anything else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def fingerprint(der: bytes) -> str:
    """The SHA-256 fingerprint of a certificate, as in AB:CD:…"""
    return hashlib.sha256(der).digest().hex(":").upper()


def read_fingerprint(text: str) -> str:
    """A SHA-256 fingerprint as people give it, with colons or without, in its usual form. Raises ValueError."""
    digits = re.sub(r"^sha-?256[:=]?|[\s:]", "", text.strip(), flags=re.IGNORECASE)
    if not re.fullmatch(r"[0-9A-Fa-f]{64}", digits):
        raise ValueError("a SHA-256 fingerprint has 64 hexadecimal digits, as in AB:CD:…")
    return bytes.fromhex(digits).hex(":").upper()


class Trust:
    """What is accepted where."""

    def __init__(self, pins: Pins, questions: Questions) -> None:
        self._pins = pins
        self._questions = questions

    def pin(self, profile: Profile) -> str:
        """The fingerprint of the one certificate that is accepted without an authority; "" for none."""
        if profile.fingerprint:
            return profile.fingerprint
        pin = self._pins.pin(profile.place)
        return "" if pin == AUTHORITY else pin

    def fits(self, profile: Profile, der: bytes) -> bool:
        """Whether a certificate is the one that is pinned."""
        if fingerprint(der) != self.pin(profile):
            return False
        if profile.fingerprint:
            self._pins.set_pin(profile.place, profile.fingerprint)
        return True

    def vouched_for(self, profile: Profile) -> None:
        """An authority vouches for the certificate."""
        if not self._pins.pin(profile.place):
            self._pins.set_pin(profile.place, AUTHORITY)

    async def ask(self, profile: Profile, der: bytes, error: ssl.SSLCertVerificationError) -> None:
        """Have a certificate pinned for which nobody vouches, if the user trusts it. Raises Refused."""
        shown = _shown(profile, der, error)
        if error.verify_code in (EXPIRED, NOT_YET):
            raise Refused(
                f"the certificate of {profile.place} is not accepted: {shown.why}; "
                f"to accept it all the same: --fingerprint {shown.fingerprint}"
            )
        if self._pins.pin(profile.place) == AUTHORITY:
            raise Refused(
                f"the certificate of {profile.place} is another than before: so far an authority vouched for it, and "
                f"now {shown.why} (SHA-256 {shown.fingerprint}); if that is right: parlour chat --forget "
                f"{profile.place}, and connect again"
            )
        if not await self._questions.trust(profile, shown):
            raise Refused(
                f"the certificate of {profile.place} is not trusted: {shown.why}; if its SHA-256 fingerprint is "
                f"right, give it: --fingerprint {shown.fingerprint}"
            )
        self._pins.set_pin(profile.place, shown.fingerprint)

    def changed(self, profile: Profile, der: bytes) -> Refused:
        """A certificate is another than the one that is pinned."""
        found = fingerprint(der)
        if profile.fingerprint:
            return Refused(
                f"the certificate of {profile.place} is not the one of --fingerprint: that is {profile.fingerprint}, "
                f"this one {found}"
            )
        return Refused(
            f"the certificate of {profile.place} is another than before: that was {self.pin(profile)}, this one is "
            f"{found}; somebody may be in between. If whoever runs the server says that the new one is right: "
            f"parlour chat --forget {profile.place}, and connect again"
        )


def _shown(profile: Profile, der: bytes, error: ssl.SSLCertVerificationError) -> Shown:
    from cryptography import x509  # only what nobody vouches for is read

    names: tuple[str, ...] = ()
    until = ""
    try:
        certificate = x509.load_der_x509_certificate(der)
        until = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = (
            *found.get_values_for_type(x509.DNSName),
            *map(str, found.get_values_for_type(x509.IPAddress)),
        )
    except (
        ValueError,
        x509.DuplicateExtension,
        x509.ExtensionNotFound,
        x509.InvalidVersion,
        x509.UnsupportedGeneralNameType,
    ):
        pass  # it is shown by its fingerprint, which is what counts
    return Shown(profile.host, profile.port, fingerprint(der), _why(error, until), names, until)


def _why(error: ssl.SSLCertVerificationError, until: str) -> str:
    code = error.verify_code
    if code == EXPIRED:
        return f"it has expired on {until}" if until else "it has expired"
    if code == NOT_YET:
        return "it is not valid yet; is the clock of this machine right?"
    if code == SELF_SIGNED:
        return "it is signed by nobody but itself"
    if code in (OTHER_NAME, OTHER_ADDRESS):
        return "it is made for another host"
    return "no authority that this machine knows vouches for it"
