import errno
import socket
import ssl

import pytest

from parlour.client.profile import Profile
from parlour.client.troubles import lost, unreachable


def tls_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}]")
    error.reason = reason
    return error


WITH_TLS = Profile("chat", "chat.example.org")
AT = "chat.example.org:6697"

SENTENCES = {
    "an unknown host": (
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        "the host chat.example.org is not known",
    ),
    "no network": (
        socket.gaierror(socket.EAI_AGAIN, "Temporary failure"),
        "the name chat.example.org cannot be looked up now; is there a network?",
    ),
    "nobody listens": (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), f"nothing listens at {AT}"),
    "nobody listens at any address": (
        OSError("Multiple exceptions: [Errno 111] Connect call failed ('::1', 1), [Errno 111] Connect call failed"),
        f"nothing listens at {AT}",
    ),
    "no answer": (TimeoutError(), f"{AT} does not answer"),
    "no way": (
        OSError(errno.ENETUNREACH, "unreachable"),
        "there is no way to chat.example.org from here; is there a network?",
    ),
    "something else": (
        OSError(errno.EPERM, "Operation not permitted"),
        f"{AT} cannot be reached: operation not permitted",
    ),
    "no TLS": (
        tls_error("WRONG_VERSION_NUMBER"),
        f"{AT} does not speak TLS; without it: --no-tls, or another port such as 6697",
    ),
    "no TLS, as OpenSSL says it since 3.2": (
        tls_error("RECORD_LAYER_FAILURE"),
        f"{AT} does not speak TLS; without it: --no-tls, or another port such as 6697",
    ),
    "an old TLS": (
        tls_error("TLSV1_ALERT_PROTOCOL_VERSION"),
        f"{AT} speaks a TLS older than 1.2, which is not safe any more",
    ),
    "another old TLS": (
        tls_error("UNSUPPORTED_PROTOCOL"),
        f"{AT} speaks a TLS older than 1.2, which is not safe any more",
    ),
    "a refusal": (tls_error("SSLV3_ALERT_HANDSHAKE_FAILURE"), f"{AT} refuses TLS: handshake failure"),
    "an end while TLS begins": (ssl.SSLEOFError(8, "EOF"), f"{AT} closes the connection while TLS begins"),
    "an end before a word": (ConnectionResetError(), f"{AT} closes the connection before a word was said"),
}


@pytest.mark.parametrize(("error", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_what_keeps_a_connection_from_being_made_is_a_sentence(error: OSError, sentence: str) -> None:
    assert str(unreachable(WITH_TLS, error)) == sentence


def test_an_address_of_ipv6_stands_in_brackets() -> None:
    profile = Profile("chat", "::1", 7000)
    assert str(unreachable(profile, TimeoutError())) == "[::1]:7000 does not answer"


LOST = {
    "closed by the server": (None, True, f"{AT} has closed the connection"),
    "broken": (ConnectionResetError(), True, f"the connection to {AT} broke"),
    "silent": (TimeoutError(), True, f"{AT} does not answer any more"),
    "closed at once": (None, False, f"{AT} closes the connection without a word"),
}


@pytest.mark.parametrize(("error", "online", "sentence"), LOST.values(), ids=LOST)
def test_what_ended_a_connection_is_a_sentence(error: Exception | None, online: bool, sentence: str) -> None:
    assert lost(WITH_TLS, error, b"", online=online) == sentence
