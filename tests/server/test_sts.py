"""Whether clients can be held to TLS is found out before they are told to."""

from pathlib import Path

import pytest
import trustme

from parlour.core.host import StrictTransport
from parlour.server import sts
from parlour.server.certificates import self_signed
from parlour.server.config import ConfigError, load, resolve
from parlour.server.settings import Listen, Settings, Tls


@pytest.fixture
def authority(tmp_path: Path) -> str:
    """The settings of a certificate that an authority has signed."""
    made = trustme.CA().issue_cert("chat.example.org")
    made.cert_chain_pems[0].write_to_path(tmp_path / "chain.pem")
    made.private_key_pem.write_to_path(tmp_path / "key.pem")
    return '[tls]\ncertificate = "chain.pem"\nkey = "key.pem"\n'


def test_with_the_certificate_of_an_authority_it_is_right(file: Path, authority: str) -> None:
    file.write_text(f"{authority}sts_s = 2592000\nsts_preload = true\n")
    assert sts.policy(load(file)) == StrictTransport(2592000, 6697, preload=True)


REFUSED = {
    "the server's own certificate": (
        "[tls]\nsts_s = 60\n",
        (
            "parlour.toml:2: 'tls.sts_s': clients would refuse the server's self-signed certificate: give "
            "'tls.certificate' and 'tls.key' one of an authority, or set this to 0"
        ),
    ),
    "no listener for TLS": (
        "[listen]\ntls = []\n[tls]\nsts_s = 60\n",
        (
            "parlour.toml:4: 'tls.sts_s': clients would be sent to TLS, and no listener for that is left: give "
            "'listen.tls' one, or set this to 0"
        ),
    ),
    "no listener for TLS but a proxy on an unknown port": (
        '[listen]\ntls = []\nproxied = ["6668"]\n[tls]\nsts_s = 60\n',
        (
            "parlour.toml:5: 'tls.sts_s': clients would be sent to TLS, and no listener for that is left: give "
            "'listen.tls' one, or set this to 0"
        ),
    ),
    "a port that nobody knows": (
        '[listen]\ntls = ["0"]\n[tls]\nsts_s = 60\n',
        (
            "parlour.toml:4: 'tls.sts_s': clients have to know the port for TLS, and the system chooses it: give "
            "'tls.sts_port'"
        ),
    ),
    "too long": (
        "[tls]\nsts_s = 315360001\n",
        "parlour.toml:2: 'tls.sts_s': must be a whole number from 0 to 315360000, not 315360001",
    ),
    "preload as a number": (
        "[tls]\nsts_preload = 1\n",
        "parlour.toml:2: 'tls.sts_preload': must be true or false, not 1",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_would_keep_clients_out_is_refused(file: Path, text: str, sentence: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert str(caught.value) == sentence


def test_a_certificate_that_is_configured_and_self_signed_is_refused(file: Path, tmp_path: Path) -> None:
    pair = self_signed(tmp_path, "chat.example.org")
    file.write_text(f"[tls]\ncertificate = '{pair.certificate}'\nkey = '{pair.key}'\nsts_s = 60\n")
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert str(caught.value) == (
        f"parlour.toml:4: 'tls.sts_s': clients would refuse the certificate {pair.certificate}, which is self-signed: "
        "give 'tls.certificate' one of an authority, or set this to 0"
    )


def test_listeners_without_tls_on_the_command_line_are_refused_too(file: Path, authority: str) -> None:
    file.write_text(f"{authority}sts_s = 60\n")
    resolve(file=file)
    flags = {"listen.irc": ("6667",), "listen.tls": (), "listen.unix": (), "listen.proxied": ()}
    with pytest.raises(ConfigError, match=r"^parlour\.toml:4: 'tls\.sts_s': clients would be sent to TLS"):
        resolve(file=file, flags=flags)


POLICIES: dict[str, tuple[Tls, Listen, StrictTransport | None]] = {
    "off": (Tls(), Listen(), None),
    "the port of the first listener": (Tls(sts_s=60), Listen(tls=("[::]:7000", "6697")), StrictTransport(60, 7000)),
    "a port of its own": (Tls(sts_s=60, sts_port=6698), Listen(), StrictTransport(60, 6698)),
    "forgotten": (Tls(sts_port=6697), Listen(tls=()), StrictTransport(0, 6697)),
    "TLS at a proxy": (
        Tls(sts_s=60, sts_port=6697),
        Listen(tls=(), proxied=("127.0.0.1:6668",)),
        StrictTransport(60, 6697),
    ),
}


@pytest.mark.parametrize(("tls", "listen", "policy"), POLICIES.values(), ids=POLICIES)
def test_what_is_told_follows_the_settings(tls: Tls, listen: Listen, policy: StrictTransport | None) -> None:
    assert sts.policy(Settings(tls=tls, listen=listen)) == policy
    if not tls.sts_s or not listen.tls:
        assert sts.obstacle(Settings(tls=tls, listen=listen)) is None


def test_a_certificate_that_is_none_is_told_by_whoever_loads_it(file: Path, tmp_path: Path) -> None:
    (tmp_path / "chain.pem").write_text("dear ann")
    file.write_text('[tls]\ncertificate = "chain.pem"\nkey = "key.pem"\nsts_s = 60\n')
    assert load(file).tls.sts_s == 60
