"""What a server stands on: what a reload keeps, opens and closes, and that it does all of it or nothing."""

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from parlour.server.certificates import self_signed
from parlour.server.config import ConfigError, Source
from parlour.server.configtable import FIXED, Setting, table, values
from parlour.server.listeners import close_all
from parlour.server.options import options
from parlour.server.settings import Gateway, Settings, Tls
from parlour.server.setup import Renewal, Setup, SetupError, first, renewed
from tests.support.irc import DEADLINE_S

KEY = bytes(32)


class Stand:
    """What a server stands on, with its configuration file; everything is closed in the end."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        file.write_text(text)
        self.source = Source(file=file)
        Path("data").mkdir()
        self.setup = first(self.source.read(), 0o022, {})

    def renewed(self, text: str) -> Renewal:
        """What it would stand on with another configuration."""
        self.file.write_text(text)
        return renewed(self.setup, self.source.read())

    def renew(self, text: str) -> Renewal:
        """Stand on another configuration."""
        renewal = self.renewed(text)
        close_all(renewal.gone, keep=renewal.setup.listeners)
        self.setup = renewal.setup
        return renewal

    @property
    def names(self) -> list[tuple[str, str]]:
        """The listeners, by kind and name."""
        return [(each.kind, each.name) for each in self.setup.listeners]

    def close(self) -> None:
        close_all(self.setup.listeners)


Make = Callable[[str], Stand]


@pytest.fixture
def stand(file: Path) -> Iterator[Make]:
    made: list[Stand] = []

    def make(text: str) -> Stand:
        made.append(Stand(file, f"{DATA}{text}"))
        return made[-1]

    yield make
    for each in made:
        each.close()


DATA = '[server]\ndata = "data"\n'
ONE = f'{DATA}[listen]\nirc = ["127.0.0.1:0"]\ntls = []\ntext = []\n'


def answers(where: Any) -> bool:
    """Whether somebody listens there."""
    with socket.socket(socket.AF_UNIX if isinstance(where, str) else socket.AF_INET) as client:
        client.settimeout(DEADLINE_S)
        return client.connect_ex(where) == 0


def where(listener_name: str) -> tuple[str, int]:
    host, _, port = listener_name.rpartition(":")
    return host, int(port)


@pytest.fixture
def free() -> Iterator[int]:
    """A port on which nobody listens, and which the system gives to nobody meanwhile."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


def is_for_others(host: str, port: int) -> bool:
    """Whether another server could listen there."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind((host, port))
            other.listen()
        except OSError:
            return False
        return True


def listen(irc: str = "[]", tls: str = "[]", unix: str = "[]", proxied: str = "[]", more: str = "") -> str:
    return f"{DATA}{more}[listen]\nirc = {irc}\ntls = {tls}\ntext = []\nunix = {unix}\nproxied = {proxied}\n"


# Listeners


def test_a_listener_that_stays_in_the_configuration_keeps_its_socket(stand: Make) -> None:
    server = stand('[listen]\nirc = ["127.0.0.1:0"]\ntls = ["127.0.0.1:0"]\ntext = []\n')
    before = server.setup.listeners
    renewal = server.renew(listen('["127.0.0.1:0"]', '["127.0.0.1:0"]', more="motd = 'hello'\n"))
    assert server.setup.listeners == before
    assert (renewal.opened, renewal.gone) == ([], [])
    assert renewal.told == ["changed: server.motd"]


def test_listeners_come_and_go_and_the_sentences_name_them(stand: Make) -> None:
    server = stand('[listen]\nirc = ["127.0.0.1:0"]\ntls = []\ntext = []\nunix = ["old.sock"]\n')
    (_, irc), (_, old) = server.names
    renewal = server.renew(listen(unix='["new.sock"]', proxied='["127.0.0.1:0"]'))
    (_, new), (_, proxied) = server.names
    assert renewal.told == [
        "changed: listen.irc, listen.unix, listen.proxied",
        f"listening: unix {new}",
        f"listening: proxied {proxied}",
        f"not listening any more: irc {irc}",
        f"not listening any more: unix {old}",
    ]
    assert answers(new)
    assert answers(where(proxied))
    assert not answers(where(irc))
    assert not Path(old).exists()


def test_two_listeners_that_read_the_same_are_two(stand: Make) -> None:
    server = stand('[listen]\nirc = ["127.0.0.1:0", "127.0.0.1:0"]\ntls = []\ntext = []\n')
    first_name, second_name = server.names
    assert first_name != second_name
    server.renew(ONE)
    assert server.names == [first_name]


def test_a_listener_that_becomes_another_kind_keeps_its_socket(stand: Make, free: int) -> None:
    server = stand(f'[listen]\nirc = ["127.0.0.1:{free}"]\ntls = []\ntext = []\nunix = ["irc.sock"]\n')
    sockets = [each.socket for each in server.setup.listeners]
    path = server.names[1][1]
    server.renew(listen(tls=f'["127.0.0.1:{free}"]', proxied='["./irc.sock"]'))
    assert server.names == [("tls", f"127.0.0.1:{free}"), ("proxied", path)]
    assert [each.socket for each in server.setup.listeners] == sockets
    assert answers(("127.0.0.1", free))
    assert answers(path)


@pytest.mark.parametrize(("before", "after"), [("127.0.0.1", "0.0.0.0"), ("0.0.0.0", "127.0.0.1")])
def test_a_port_moves_from_some_addresses_to_others(stand: Make, free: int, before: str, after: str) -> None:
    server = stand(f'[listen]\nirc = ["{before}:{free}"]\ntls = []\ntext = []\n')
    server.renew(listen(f'["{after}:{free}"]'))
    assert server.names == [("irc", f"{after}:{free}")]
    assert answers(("127.0.0.1", free))
    # It is for this server alone, as before.
    assert not is_for_others(after, free)


def test_the_file_of_a_unix_socket_has_the_rights_that_the_servers_starter_gives(stand: Make) -> None:
    server = stand('[listen]\nirc = []\ntls = []\ntext = []\nunix = ["irc.sock"]\n')
    os.umask(before := os.umask(0o077))
    try:
        os.umask(0o077)
        server.renew(listen(unix='["irc.sock", "more.sock"]'))
    finally:
        os.umask(before)
    assert [Path(name).stat().st_mode & 0o777 for _, name in server.names] == [0o755, 0o755]


# All or nothing


def test_a_listener_that_cannot_be_opened_leaves_everything_as_it_was(stand: Make, free: int) -> None:
    server = stand('[listen]\nirc = ["127.0.0.1:0"]\ntls = []\ntext = []\n')
    before = server.setup
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(SetupError) as caught:
            server.renewed(listen(f'["127.0.0.1:{free}", "127.0.0.1:{taken}"]', unix='["irc.sock"]'))
    assert str(caught.value) == (
        f"parlour.toml:4: 'listen.irc': cannot listen on 127.0.0.1:{taken}: something is listening there already"
    )
    assert server.setup is before
    assert answers(where(server.names[0][1]))
    assert not answers(("127.0.0.1", free))
    assert not Path("irc.sock").exists()


def test_a_port_that_was_to_move_stays_where_it_was_when_something_else_fails(stand: Make, free: int) -> None:
    server = stand(f'[listen]\nirc = ["127.0.0.1:{free}"]\ntls = []\ntext = []\nunix = ["irc.sock"]\n')
    (_, (_, path)) = server.names
    Path("no.sock").write_text("a file that is no socket")
    with pytest.raises(SetupError, match=r"no\.sock: a file that is no socket is there"):
        server.renewed(listen(f'["0.0.0.0:{free}"]', unix='["no.sock"]', proxied='["./irc.sock"]'))
    assert answers(("127.0.0.1", free))
    assert answers(path)
    assert not is_for_others("127.0.0.1", free)


def test_a_renewal_that_nobody_wants_leaves_nothing(stand: Make, free: int) -> None:
    server = stand('[listen]\nirc = []\ntls = []\ntext = []\nunix = ["irc.sock"]\n')
    ((_, path),) = server.names
    server.renewed(listen(f'["127.0.0.1:{free}"]', proxied='["./irc.sock"]')).drop()
    assert not answers(("127.0.0.1", free))
    assert answers(path)


def test_a_file_that_is_gone_is_a_mistake_though_it_need_not_have_been_there(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parlour.server.config.SYSTEM_FILE", file)
    source = Source()
    assert source.read().files == ()
    file.write_text("[history]\npage = 7\n")
    assert source.read().settings.history.page == 7
    file.unlink()
    with pytest.raises(ConfigError, match=r"^parlour\.toml was read before and is gone: put it back, or start"):
        source.read()


# The certificate


def test_a_certificate_is_there_while_there_is_tls(stand: Make) -> None:
    server = stand('[listen]\nirc = ["127.0.0.1:0"]\ntls = []\ntext = []\n')
    assert not server.setup.certificate
    renewal = server.renew(listen('["127.0.0.1:0"]', '["127.0.0.1:0"]'))
    made = renewal.setup.certificate
    assert made is not None
    assert renewal.told[-1] == f"certificate: SHA-256 {made.fingerprint}"
    assert server.renew(ONE).setup.certificate is None


def test_a_certificate_with_another_content_is_told_though_no_setting_has_changed(stand: Make) -> None:
    server = stand('[listen]\nirc = []\ntls = ["127.0.0.1:0"]\ntext = []\n')
    before = server.setup
    assert server.renew(listen(tls='["127.0.0.1:0"]')).told == ["nothing has changed"]
    for name in ("certificate.pem", "key.pem"):
        (Path("data") / name).unlink()
    renewal = server.renew(listen(tls='["127.0.0.1:0"]'))
    assert server.setup.certificate is not None
    assert server.setup.certificate != before.certificate
    assert renewal.told == [f"certificate: SHA-256 {server.setup.certificate.fingerprint}"]


def test_a_broken_certificate_is_told_with_the_place_of_its_setting(stand: Make) -> None:
    server = stand('[listen]\nirc = []\ntls = ["127.0.0.1:0"]\ntext = []\n')
    pair = self_signed(Path("data"), "parlour.local")
    pair.key.write_text("attic")
    text = (
        listen(tls='["127.0.0.1:0"]', unix='["irc.sock"]')
        + f'[tls]\ncertificate = "{pair.certificate}"\nkey = "{pair.key}"\n'
    )
    with pytest.raises(SetupError) as caught:
        server.renewed(text)
    assert str(caught.value).startswith("parlour.toml:10: 'tls.certificate': ")
    assert str(caught.value).endswith("key.pem is not a private key in PEM form")
    assert not Path("irc.sock").exists()


# Settings that hold until a restart

OTHER: dict[str, str] = {
    "server.name": '"other.example.org"',
    "server.network": '"Other"',
    "server.data": '"elsewhere"',
    "history.durability": '"none"',
}


def test_there_is_a_case_for_each_setting_that_needs_a_restart() -> None:
    assert set(OTHER) == set(FIXED)


@pytest.mark.parametrize("key", FIXED)
def test_a_setting_that_needs_a_restart_stays_as_it_was_and_is_named(stand: Make, key: str) -> None:
    server = stand('[listen]\nirc = ["127.0.0.1:0"]\ntls = []\ntext = []\n')
    before = server.setup.settings
    section, _, name = key.partition(".")
    text = f"[{section}]\n{name} = {OTHER[key]}\n[limits]\ntargets = 7\n[listen]\nirc = ['127.0.0.1:0']\n"
    text += "tls = []\ntext = []\n"
    renewal = server.renew(text if key == "server.data" else f"{DATA}{text}".replace(f"{DATA}[server]\n", DATA))
    assert renewal.told == ["changed: limits.targets", f"{key} has changed in the configuration, which needs a restart"]
    assert values(server.setup.settings) == values(before) | {"limits.targets": 7}


ELSEWHERE = ("listen.", "log.", "tls.certificate", "tls.key", "operators.")
"""What is no option of the node: the listeners, the log, the certificate, and the logins with their classes."""

HASH = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$c29tZWhhc2g"

SAMPLES: dict[str, Any] = {
    "server.password": HASH,
    "tls.sts_port": 7000,
    "server.icon": "https://chat.example.org/icon.png",
    "proxy.gateways": (Gateway(name="web", password=HASH, hosts=("192.0.2.7",)),),
}
"""Other values, for settings whose checks or neighbours want them so."""


def other(row: Setting) -> Any:
    """Another value than the default."""
    if row.key in SAMPLES:
        return SAMPLES[row.key]
    if isinstance(row.default, bool):
        return not row.default
    if isinstance(row.default, int | float):
        return row.default + 1
    if isinstance(row.default, str):
        return f"{row.default}other"
    return () if row.default else ("other",)


TAKEN_OVER = [row for row in table().values() if row.key not in FIXED and not row.key.startswith(ELSEWHERE)]


@pytest.mark.parametrize("row", TAKEN_OVER, ids=lambda row: row.key)
def test_every_other_setting_of_the_node_reaches_it_in_a_reload(row: Setting) -> None:
    def of(value: Any) -> Any:
        # Settings of STS mean something only beside one another.
        base = Settings(tls=Tls(sts_s=10, sts_port=6697))
        section = structs.replace(getattr(base, row.section), **{row.name: value})
        return options(Setup(structs.replace(base, **{row.section: section}), (), None, 0), 1000, KEY)

    assert of(other(row)) != of(row.default)


# Flags


def test_a_flag_keeps_its_precedence_in_a_reload(file: Path) -> None:
    file.write_text(ONE)
    source = Source(
        file=file, flags={"listen.irc": ("127.0.0.1:0",), "listen.tls": (), "listen.text": (), "log.level": "debug"}
    )
    Path("data").mkdir()
    server = first(source.read(), 0, {})
    try:
        file.write_text(f'{DATA}[listen]\nirc = ["127.0.0.1:1"]\ntls = ["127.0.0.1:2"]\n[log]\nlevel = "error"\n')
        renewal = renewed(server, source.read())
        assert renewal.told == ["nothing has changed"]
        assert replace(renewal.setup, listeners=()).settings.log.level == "debug"
    finally:
        close_all(server.listeners)
