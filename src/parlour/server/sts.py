"""STS: whether clients are told to use nothing but TLS, and whether they can be held to that.

Source: https://ircv3.net/specs/extensions/sts
"""

from pathlib import Path

from parlour.core.host import StrictTransport
from parlour.server.addresses import TLS_HOST, parse
from parlour.server.settings import Settings


def policy(settings: Settings) -> StrictTransport | None:
    """What clients are told, if anything."""
    tls = settings.tls
    if not tls.sts_s and not tls.sts_port:
        return None
    return StrictTransport(tls.sts_s, _port(settings), tls.sts_preload)


def obstacle(settings: Settings) -> str | None:
    """Why clients cannot be held to TLS, though the settings ask for it: they would be kept out for as long."""
    tls, listen = settings.tls, settings.listen
    if not tls.sts_s:
        return None
    if not listen.tls:
        # TLS may end at a proxy, which has a port and a certificate of its own.
        if listen.proxied and tls.sts_port:
            return None
        return "clients would be sent to TLS, and no listener for that is left: give 'listen.tls' one, or set this to 0"
    if not _port(settings):
        return "clients have to know the port for TLS, and the system chooses it: give 'tls.sts_port'"
    if not tls.certificate:
        return (
            "clients would refuse the server's self-signed certificate: give 'tls.certificate' and 'tls.key' one of an "
            "authority, or set this to 0"
        )
    if _is_self_signed(Path(tls.certificate)):
        return (
            f"clients would refuse the certificate {tls.certificate}, which is self-signed: give 'tls.certificate' one "
            "of an authority, or set this to 0"
        )
    return None


def _port(settings: Settings) -> int:
    listen = settings.listen.tls
    return settings.tls.sts_port or (parse(listen[0], default_host=TLS_HOST).port if listen else 0)


def _is_self_signed(path: Path) -> bool:
    """Whether the certificate in a file says for itself who it is; one that is none is told where it is loaded."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        certificate.verify_directly_issued_by(certificate)
    except (OSError, ValueError, TypeError, InvalidSignature):
        return False
    return True
