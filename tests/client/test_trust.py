"""Which certificates the client accepts. Nothing of the user's is sent before that is settled."""

import datetime
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme

from parlour.client.trust import fingerprint, read_fingerprint, verifying
from tests.support.faced import Faced, User
from tests.support.scripted import Scripted, welcoming


def context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(made)
    return made


def sha256(certificate: trustme.LeafCert) -> str:
    return fingerprint(ssl.PEM_cert_to_DER_cert(certificate.cert_chain_pems[0].bytes().decode()))


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """The one authority that the system knows."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authorities.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authorities.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    verifying.cache_clear()
    return authority


@pytest.fixture
def unknown(known: trustme.CA) -> trustme.CA:
    return trustme.CA()


@pytest.fixture
async def faced(tmp_path: Path) -> AsyncIterator[Faced]:
    made = Faced(tmp_path)
    yield made
    await made.client.close()


async def test_what_an_authority_vouches_for_is_accepted_without_a_word(faced: Faced, known: trustme.CA) -> None:
    async with Scripted(welcoming, context(known.issue_cert("127.0.0.1"))) as server:
        await faced.online(faced.add(server.port, tls=True))
        await faced.client.close()
    assert faced.user.shown == []


async def test_what_nobody_vouches_for_is_shown_once_and_accepted_from_then_on(
    tmp_path: Path, unknown: trustme.CA
) -> None:
    user = User()
    certificate = unknown.issue_cert("127.0.0.1", "chat.example.org")
    async with Scripted(welcoming, context(certificate)) as server:
        for _ in range(2):
            faced = Faced(tmp_path, user)
            await faced.online(faced.add(server.port, tls=True))
            await faced.client.close()
    (shown,) = user.shown
    assert shown.fingerprint == sha256(certificate)
    assert shown.names == ("chat.example.org", "127.0.0.1")
    assert shown.why == "no authority that this machine knows vouches for it"
    assert shown.until


async def test_what_the_user_does_not_trust_is_told_nothing(faced: Faced, unknown: trustme.CA) -> None:
    faced.user.trusts = False
    certificate = unknown.issue_cert("127.0.0.1")
    async with Scripted(welcoming, context(certificate)) as server:
        faced.add(server.port, tls=True, password="wisteria")
        assert await faced.trouble() == (
            f"the certificate of 127.0.0.1:{server.port} is not trusted: no authority that this machine knows vouches "
            f"for it; if its SHA-256 fingerprint is right, give it: --fingerprint {sha256(certificate)}"
        )
        assert server.heard == b""
        assert not faced.client.is_tried("home")


async def test_a_changed_certificate_is_refused_with_both_fingerprints_and_told_nothing(
    faced: Faced, unknown: trustme.CA
) -> None:
    before, after = unknown.issue_cert("127.0.0.1"), unknown.issue_cert("127.0.0.1")
    async with Scripted(welcoming, context(before)) as server:
        await faced.online(faced.add(server.port, tls=True))
        faced.client.disconnect("home")
        await faced.until(lambda: not faced.client.is_tried("home"))
        port, server.heard = server.port, b""
    server = Scripted(welcoming, context(after))
    server.port = port
    async with server:
        faced.client.connect("home")
        found = await faced.trouble()
        assert server.heard == b""
    assert found == (
        f"the certificate of 127.0.0.1:{port} is another than before: that was {sha256(before)}, this one is "
        f"{sha256(after)}; somebody may be in between. If whoever runs the server says that the new one is right: "
        f"parlour chat --forget 127.0.0.1:{port}, and connect again"
    )
    assert len(faced.user.shown) == 1
    assert faced.memory.forget_pins("127.0.0.1", None) == [f"127.0.0.1:{port}"]


async def test_a_pinned_server_may_get_a_certificate_of_an_authority(
    faced: Faced, known: trustme.CA, unknown: trustme.CA
) -> None:
    async with Scripted(welcoming, context(known.issue_cert("127.0.0.1"))) as server:
        faced.memory.set_pin(f"127.0.0.1:{server.port}", sha256(unknown.issue_cert("127.0.0.1")))
        await faced.online(faced.add(server.port, tls=True))
        await faced.client.close()


async def test_who_had_an_authority_does_not_come_without_one(
    faced: Faced, known: trustme.CA, unknown: trustme.CA
) -> None:
    async with Scripted(welcoming, context(known.issue_cert("127.0.0.1"))) as server:
        await faced.online(faced.add(server.port, tls=True))
        faced.client.disconnect("home")
        await faced.until(lambda: not faced.client.is_tried("home"))
        port = server.port
    server = Scripted(welcoming, context(unknown.issue_cert("127.0.0.1")))
    server.port = port
    async with server:
        faced.client.connect("home")
        assert "so far an authority vouched for it" in await faced.trouble()
        assert server.heard == b""
    assert faced.user.shown == []


async def test_an_expired_certificate_is_refused_with_its_day(faced: Faced, known: trustme.CA) -> None:
    day = datetime.datetime(2024, 2, 29, tzinfo=datetime.UTC)
    certificate = known.issue_cert("127.0.0.1", not_before=day - datetime.timedelta(days=9), not_after=day)
    async with Scripted(welcoming, context(certificate)) as server:
        faced.add(server.port, tls=True)
        assert await faced.trouble() == (
            f"the certificate of 127.0.0.1:{server.port} is not accepted: it has expired on 2024-02-29; "
            f"to accept it all the same: --fingerprint {sha256(certificate)}"
        )
    assert faced.user.shown == []


async def test_a_certificate_for_another_host_is_shown(faced: Faced, known: trustme.CA) -> None:
    async with Scripted(welcoming, context(known.issue_cert("chat.example.org"))) as server:
        await faced.online(faced.add(server.port, tls=True))
        await faced.client.close()
    assert [each.why for each in faced.user.shown] == ["it is made for another host"]


async def test_a_fingerprint_from_the_command_line_is_accepted_and_kept(tmp_path: Path, unknown: trustme.CA) -> None:
    certificate = unknown.issue_cert("127.0.0.1")
    user = User(trusts=False)
    async with Scripted(welcoming, context(certificate)) as server:
        for given in (sha256(certificate), ""):
            faced = Faced(tmp_path, user)
            await faced.online(faced.add(server.port, tls=True, fingerprint=given))
            await faced.client.close()
    assert user.shown == []


async def test_another_fingerprint_than_that_of_the_command_line_is_refused(faced: Faced, known: trustme.CA) -> None:
    right, wrong = known.issue_cert("127.0.0.1"), known.issue_cert("127.0.0.1")
    async with Scripted(welcoming, context(right)) as server:
        faced.add(server.port, tls=True, fingerprint=sha256(wrong))
        assert await faced.trouble() == (
            f"the certificate of 127.0.0.1:{server.port} is not the one of --fingerprint: that is {sha256(wrong)}, "
            f"this one {sha256(right)}"
        )
        assert server.heard == b""


WRITTEN = "AB:" * 31 + "0F"


@pytest.mark.parametrize(
    "text", [WRITTEN, WRITTEN.lower(), WRITTEN.replace(":", ""), f"SHA256:{WRITTEN}", f" {WRITTEN} "]
)
def test_a_fingerprint_may_be_written_in_any_usual_way(text: str) -> None:
    assert read_fingerprint(text) == WRITTEN


@pytest.mark.parametrize("text", ["", "AB:CD", WRITTEN + ":00", "x" * 64])
def test_what_is_no_fingerprint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        read_fingerprint(text)
