"""Real proxies in front of the server, set up as docs/operating.md says."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from tests.support.irc import DEADLINE_S, Client, insecure_context
from tests.support.process import Server

pytestmark = pytest.mark.clients

PAGE = Path(__file__).parents[2] / "docs" / "operating.md"
NEAR = "127.0.0.7"
"""Where those come from who come to the proxy: an address of this machine that is not the proxy's."""

CONFIG = '[listen]\nirc = []\ntls = []\ntext = []\nproxied = ["127.0.0.1:0"]\n[tls]\nsts_s = 60\nsts_port = 6697\n'
"""Whoever is told for how long to use TLS counts as using it."""


def needs(program: str, package: str) -> str:
    """The path of a program; the test is skipped where it is missing."""
    found = shutil.which(program, path="/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin")
    if found is None:
        pytest.skip(f"{program} is missing: apt-get install {package}")
    return found


def snippet(language: str, replaced: dict[str, str]) -> str:
    """What the page says about a program, with what is this test's own put in."""
    text: str
    (text,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    for old, new in replaced.items():
        assert old in text, f"the page has no {old!r}"
        text = text.replace(old, new)
    return text


@contextmanager
def running(folder: Path, *words: str, listener: socket.socket, **environment: str) -> Iterator[None]:
    """A proxy that runs, with the socket on which it is to listen."""
    said = folder / "proxy"
    with said.open("wb") as output:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=folder,
            pass_fds=[listener.fileno()], env=environment,
        )  # fmt: skip
    try:
        yield
        assert process.poll() is None, said.read_text()
    except BaseException as error:
        error.add_note(f"the proxy said:\n{said.read_text()}")
        raise
    finally:
        # Gently, so that it ends the processes that it has made.
        process.terminate()
        process.wait(DEADLINE_S)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket on which the proxy is to listen: nobody else can have its port."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate and its key."""
    made = trustme.CA().issue_cert("chat.example.org")
    files = tmp_path / "cert.pem", tmp_path / "key.pem"
    made.cert_chain_pems[0].write_to_path(files[0])
    made.private_key_pem.write_to_path(files[1])
    return files


def comes(listener: socket.socket, name: str) -> Client:
    """Somebody who comes to the proxy over TLS, from an address of their own."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            return Client(listener.getsockname(), name, insecure_context(), NEAR)
        except OSError:  # it has not begun to listen, or does not know yet that the server is there
            assert time.monotonic() < deadline, "the proxy takes nobody"


def offered(client: Client) -> str:
    """What a client is told about TLS."""
    client.send("CAP LS 302")
    return "".join(re.findall(r"\bsts=\S+", client.expect("…CAP … LS :…sts=…")))


def talk(listener: socket.socket, sts: str) -> None:
    """Two people come through the proxy, from the same address, and talk."""
    with comes(listener, "ann") as ann, comes(listener, "bob") as bob:
        assert offered(ann) == sts
        ann.send("CAP END")
        ann.register().join("#attic")
        bob.register().join("#attic")
        bob.send("PRIVMSG #attic :hi")
        ann.expect(":bob!… PRIVMSG #attic :hi")
        bob.send("QUIT :bye")
        assert bob.rest()[-1] == f"ERROR :Closing Link: {NEAR} (Quit: bye)"
        ann.expect(":bob!… QUIT …")


def test_haproxy_speaks_for_its_clients_says_that_they_use_tls_and_checks_on_the_server(
    tmp_path: Path, listener: socket.socket, pair: tuple[Path, Path]
) -> None:
    program = needs("haproxy", "haproxy")
    both = tmp_path / "both.pem"
    both.write_text(pair[0].read_text() + pair[1].read_text())
    with server_for_proxies(tmp_path) as server:
        host, port = server.addresses("proxied")[0]  # type: ignore[misc]
        config = tmp_path / "haproxy.cfg"
        replaced = {
            "bind :6697 ": f"bind fd@{listener.fileno()} ",
            "/etc/haproxy/chat.example.org.pem": str(both),
            "127.0.0.1:6668": f"{host}:{port}",
            # Many in the time of this test.
            " check": " check inter 20ms",
        }
        config.write_text(snippet("haproxy", replaced))
        with running(tmp_path, program, "-db", "-f", str(config), listener=listener):
            talk(listener, "sts=duration=60")
        assert server.stop() == 0
        assert "turned away" not in server.errors


def test_nginx_speaks_for_its_clients(tmp_path: Path, listener: socket.socket, pair: tuple[Path, Path]) -> None:
    program = needs("nginx", "nginx-light")
    module = Path("/usr/lib/nginx/modules/ngx_stream_module.so")
    build = subprocess.run([program, "-V"], capture_output=True, text=True, timeout=DEADLINE_S, check=True).stderr
    if not module.exists() and "--with-stream " not in f"{build} ":
        pytest.skip("nginx has no module for streams: apt-get install libnginx-mod-stream")
    with server_for_proxies(tmp_path) as server:
        host, port = server.addresses("proxied")[0]  # type: ignore[misc]
        replaced = {
            "listen 6697 ssl": f"listen 127.0.0.1:{listener.getsockname()[1]} ssl",
            "/etc/nginx/chat.example.org.pem": str(pair[0]),
            "/etc/nginx/chat.example.org.key": str(pair[1]),
            "127.0.0.1:6668": f"{host}:{port}",
        }
        config = tmp_path / "nginx.conf"
        config.write_text(
            (f"load_module {module};\n" if module.exists() else "")
            + f"daemon off;\npid {tmp_path}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
            + snippet("nginx", replaced)
        )
        # It takes over a socket from a nginx before it by its number.
        words = (program, "-p", str(tmp_path), "-e", "stderr", "-c", str(config))
        with running(tmp_path, *words, listener=listener, NGINX=f"{listener.fileno()};"):
            # Version 1 of the protocol does not tell of TLS.
            talk(listener, "sts=port=6697")
        assert server.stop() == 0
        assert "turned away" not in server.errors


def server_for_proxies(folder: Path) -> Server:
    """A server that listens for proxies only."""
    made = Server(folder, config=CONFIG)
    made.words = ()
    return made
