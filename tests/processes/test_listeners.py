"""Where a server listens, and what it says when it cannot."""

import os
import re
import shutil
import socket
import sqlite3
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.irc import DEADLINE_S, Client, insecure_context
from tests.support.process import Server, command, environment, run

pytestmark = pytest.mark.slow


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of 127.0.0.1 on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def talks(client: Client) -> bool:
    """Whether a client can register and get an answer."""
    with client:
        client.register().send("JOIN #attic")
        return client.expect("…JOIN #attic") != ""


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


# What is opened


def test_every_listener_that_is_named_takes_connections(tmp_path: Path) -> None:
    path = tmp_path / "irc.sock"
    words = ("127.0.0.1:0", "localhost:0", "--tls", "127.0.0.1:0", "--unix", str(path))
    with Server(tmp_path, *words) as server:
        plain, secure, local = (server.addresses(kind) for kind in ("irc", "tls", "unix"))
        assert len(plain) >= 2
        assert len(secure) == 1
        assert local == [path]
        assert all(talks(Client(address)) for address in plain + local)
        assert all(talks(Client(address, tls=insecure_context())) for address in secure)


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 on its loopback")
def test_ipv6_is_listened_on_by_itself_and_shown_in_brackets(tmp_path: Path) -> None:
    with Server(tmp_path, "[::1]:0") as server:
        ((kind, name),) = server.listening
        assert (kind, name[:6]) == ("irc", "[::1]:")
        assert talks(Client(server.irc))
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", server.irc[1])):
            pass


def test_without_a_named_listener_those_of_the_configuration_are_opened(tmp_path: Path) -> None:
    config = '[listen]\nirc = ["127.0.0.1:0", "127.0.0.1:0"]\ntls = ["127.0.0.1:0"]\ntext = ["127.0.0.1:0"]\n'
    server = Server(tmp_path, config=config)
    server.words = ()
    with server:
        assert [kind for kind, _ in server.listening] == ["irc", "irc", "tls", "text"]


def test_when_any_listener_is_named_those_of_the_configuration_are_not_opened(tmp_path: Path) -> None:
    config = '[listen]\nirc = ["127.0.0.1:0"]\ntls = ["127.0.0.1:0"]\n'
    with Server(tmp_path, "--tls", "127.0.0.1:0", config=config) as server:
        assert [kind for kind, _ in server.listening] == ["tls"]
    with Server(tmp_path, "127.0.0.1:0", config=config) as server:
        assert [kind for kind, _ in server.listening] == ["irc"]
        assert not any("certificate" in line for line in server.announced)


# TLS


def shown_certificate(server: Server) -> str:
    """The fingerprint of the certificate that a client is shown."""
    with socket.create_connection(server.tls, DEADLINE_S) as plain, insecure_context().wrap_socket(plain) as secure:
        der = secure.getpeercert(binary_form=True)
    assert der is not None
    return sha256(der).digest().hex(":").upper()


def test_the_fingerprint_that_is_printed_is_that_of_the_certificate_and_stays_after_a_restart(tmp_path: Path) -> None:
    with Server(tmp_path, "--tls", "127.0.0.1:0") as server:
        printed = [line for line in server.announced if line.startswith("certificate: ")]
        assert printed == [f"certificate: SHA-256 {shown_certificate(server)}"]
        server.kill()
        server.start_again()
        assert [line for line in server.announced if line.startswith("certificate: ")] == printed
        assert printed == [f"certificate: SHA-256 {shown_certificate(server)}"]
    key = tmp_path / "data" / "key.pem"
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("version", "taken_up"),
    [(ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)],
    ids=["1.1 is refused", "1.2", "1.3"],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
def test_tls_is_of_version_1_2_at_least(tmp_path: Path, version: ssl.TLSVersion, taken_up: bool) -> None:
    context = insecure_context()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # without it the client itself would refuse the old version
    context.minimum_version = context.maximum_version = version
    with Server(tmp_path, "--tls", "127.0.0.1:0") as server:
        try:
            with Client(server.tls, tls=context) as client:
                client.register()
        except (ssl.SSLError, ConnectionError):
            assert not taken_up
        else:
            assert taken_up


def test_plain_words_on_a_tls_port_harm_nobody(tmp_path: Path) -> None:
    with Server(tmp_path, "--tls", "127.0.0.1:0") as server:
        with Client(server.tls) as plain:
            plain.send("NICK ann", "USER ann 0 * :Ann")
            plain.rest()
        assert talks(Client(server.tls, tls=insecure_context()))


# Unix sockets


def test_the_file_of_a_unix_socket_is_gone_after_a_stop(tmp_path: Path) -> None:
    path = tmp_path / "irc.sock"
    with Server(tmp_path, "--unix", str(path)) as server:
        assert path.is_socket()
        assert server.stop() == 0
        assert not path.exists()


def test_the_file_of_a_unix_socket_that_is_another_servers_by_now_stays(tmp_path: Path) -> None:
    path = tmp_path / "irc.sock"
    with Server(tmp_path, "--unix", str(path)) as server, socket.socket(socket.AF_UNIX) as other:
        path.unlink()
        other.bind(str(path))
        assert server.stop() == 0
        assert path.is_socket()


def test_the_file_of_a_unix_socket_that_a_killed_server_left_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "irc.sock"
    with Server(tmp_path, "--unix", str(path)) as server:
        server.kill()
        assert path.is_socket()
        server.start_again()
        assert talks(Client(path))


def test_a_unix_socket_on_which_somebody_listens_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "irc.sock"
    with Server(tmp_path, "--unix", str(path)):
        refused(tmp_path, f"cannot listen on {path}: something is listening there already", "--unix", str(path))
        assert talks(Client(path))


def test_a_file_that_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter"
    path.write_text("dear ann")
    refused(tmp_path, f"cannot listen on {path}: a file that is no socket is there", "--unix", str(path))
    assert path.read_text() == "dear ann"


# What cannot be


def one_line(ended: subprocess.CompletedProcess[str], sentence: str) -> None:
    """It ended with 2 and this one line, and nothing on standard output."""
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"parlour: {sentence}\n")


def refused(home: Path, sentence: str, *words: str) -> None:
    """A server that is started with these words says why it cannot."""
    one_line(run(home, "serve", "--data", str(home / "other"), *words), sentence)


MISTAKES = {
    "an address that is not this machine's": (
        ["203.0.113.7:0"],
        "cannot listen on 203.0.113.7:0: this machine has no such address",
    ),
    "a port past the last": (["127.0.0.1:65536"], "'127.0.0.1:65536' has a port past 65535"),
    "a port that is no number": (["127.0.0.1:irc"], "'127.0.0.1:irc' has a port that is not a number from 0 to 65535"),
    "an IPv6 address without brackets": (
        ["::1:6667"],
        "'::1:6667' is ambiguous: write an IPv6 address in brackets, as in [::1]:6667",
    ),
    "a mistake behind what is right": (
        ["127.0.0.1:0", "--tls", "300.0.0.1:0"],
        "'300.0.0.1:0' has a host that is not an IP address",
    ),
    "a Unix socket in a folder that is not there": (
        ["--unix", "nowhere/irc.sock"],
        "cannot listen on {home}/nowhere/irc.sock: no such file or directory",
    ),
}


@pytest.mark.parametrize(("words", "sentence"), MISTAKES.values(), ids=MISTAKES.keys())
def test_what_cannot_be_listened_on_is_told_in_one_line(tmp_path: Path, words: list[str], sentence: str) -> None:
    refused(tmp_path, sentence.format(home=tmp_path), *words)


def test_a_host_that_nobody_knows_is_told_in_one_line(tmp_path: Path) -> None:
    ended = run(tmp_path, "serve", "--data", "other", "nobody.invalid:0")
    assert ended.returncode == 2
    # What exactly the resolver says depends on whether it reaches anybody to ask.
    assert re.fullmatch(r"parlour: cannot listen on nobody\.invalid:0: [^\n]+\n", ended.stderr)


def test_a_port_in_use_is_told_in_one_line_and_nothing_else_stays_open(tmp_path: Path, taken: int) -> None:
    path = tmp_path / "irc.sock"
    reason = f"cannot listen on 127.0.0.1:{taken}: something is listening there already"
    refused(tmp_path, reason, "--unix", str(path), f"127.0.0.1:{taken}")
    assert not path.exists()


UNPRIVILEGED = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")


def without_rights() -> list[str]:
    """What to put before a command so that it may do no more than anybody."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip(
            "root may do everything, and setpriv is missing: apt-get install util-linux, or do not test as root"
        )
    return ["setpriv", "--bounding-set=-net_bind_service,-dac_override,-dac_read_search", "--inh-caps=-all"]


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A folder into which nothing may be put."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    return folder


def refused_without_rights(home: Path, sentence: str, *words: str) -> None:
    """A server that is started with these words, by somebody who may do no more than anybody, says why it cannot."""
    ended = subprocess.run(
        [*without_rights(), *command("serve", *words)], env=environment(home), cwd=home, capture_output=True,
        text=True, timeout=DEADLINE_S, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    one_line(ended, sentence)


def test_a_port_that_is_roots_is_told_in_one_line(tmp_path: Path) -> None:
    if int(UNPRIVILEGED.read_text()) < 1024:
        pytest.skip(f"anybody may use any port here: {UNPRIVILEGED} is not 1024")
    reason = "cannot listen on 127.0.0.1:6: no permission (ports under 1024 are root's)"
    refused_without_rights(tmp_path, reason, "--data", "data", "127.0.0.1:6")


def test_a_folder_in_which_no_socket_may_be_made_is_told_in_one_line(tmp_path: Path, closed: Path) -> None:
    reason = f"cannot listen on {closed}/irc.sock: permission denied"
    refused_without_rights(tmp_path, reason, "--data", "data", "--unix", "closed/irc.sock")


def test_a_data_folder_that_may_not_be_made_is_told_in_one_line(tmp_path: Path, closed: Path) -> None:
    reason = f"the data folder {closed}/data cannot be made: permission denied"
    refused_without_rights(tmp_path, reason, "--data", "closed/data", "127.0.0.1:0")


def test_a_data_folder_that_may_not_be_written_is_told_in_one_line(tmp_path: Path, closed: Path) -> None:
    reason = f"the data folder {closed} cannot be written: permission denied"
    refused_without_rights(tmp_path, reason, "--data", "closed", "127.0.0.1:0")


# One data folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_second_server_on_the_same_data_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        ended = run(tmp_path, "serve", "--data", str(server.data), "127.0.0.1:0")
        one_line(ended, f"another parlour (process {server.pid}) is using {server.data}")
        assert talks(Client(server.irc))


def test_the_data_folder_is_free_as_soon_as_a_server_was_killed(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        for _ in range(3):
            server.kill()
            server.start_again()
        assert talks(Client(server.irc))


def test_a_store_that_a_newer_parlour_wrote_is_refused_and_not_touched(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        assert server.stop() == 0
    store = server.data / "parlour.db"
    with closing(sqlite3.connect(store)) as db:
        db.execute("PRAGMA user_version = 4711")
    before = files(server.data)
    ended = run(tmp_path, "serve", "--data", str(server.data), "127.0.0.1:0")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(
        f"parlour: The store {store} has version 4711, and this Parlour knows versions up to"
    )
    assert ended.stderr.count("\n") == 1
    after = files(server.data)
    del before["lock"], after["lock"]  # names the process that had the folder last
    assert after == before


def test_a_store_that_is_none_is_refused_and_not_touched(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "parlour.db").write_text("dear ann, " * 1000)
    ended = run(tmp_path, "serve", "--data", str(data), "127.0.0.1:0")
    one_line(ended, f"The store {data / 'parlour.db'} cannot be read: file is not a database.")
    assert (data / "parlour.db").read_text() == "dear ann, " * 1000
