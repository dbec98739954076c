"""Two stock clients on one server: they talk, the server is killed, and they talk on."""

import shutil
from pathlib import Path

import pytest

from tests.support import weechat
from tests.support.irssi import Irssi
from tests.support.person import came_again
from tests.support.process import Server
from tests.support.weechat import WeeChat

pytestmark = pytest.mark.clients

for tool in ("irssi", "tmux"):
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is missing: apt-get install {tool}", allow_module_level=True)
if reason := weechat.missing():
    pytest.skip(reason, allow_module_level=True)

STATUS, CHANNEL, ANN = "irc.server.parlour", "irc.parlour.#attic", "irc.parlour.ann"
TIME = r"\d\d:\d\d:\d\d"


def typed_in_irssi(server: Server, kind: str) -> str:
    """What is typed to connect irssi."""
    if kind == "tls":
        return f"/connect -tls -tls_pinned_cert {server.fingerprint} {server.tls[0]} {server.tls[1]}"
    return f"/connect {server.irc[0]} {server.irc[1]}"


def weechat_for(folder: Path, server: Server, kind: str) -> WeeChat:
    """WeeChat, set up for the server."""
    if kind == "tls":
        return WeeChat(folder, "bob", *weechat.options(server.tls, server.fingerprint))
    return WeeChat(folder, "bob", *weechat.options(server.irc))


def meet(ann: Irssi, bob: WeeChat) -> None:
    """Both register and join, and see each other come."""
    ann.expect(r"Welcome to the Parlour network, ann!ann@\S+")
    bob.log(STATUS).expect(r"Welcome to the Parlour network, bob!bob@\S+")
    ann.type("/join #attic")
    ann.expect(r"ann \[ann@\S+\] has joined #attic", r"\[@ann\]", r"#attic: Total of 1 nicks")
    bob.type(STATUS, "/join #attic")
    log = bob.log(CHANNEL)
    log.expect(r"\t-->\tbob (?:\(.+\) )?\(bob@\S+\) has joined #attic$")
    log.expect(r"\t--\tChannel #attic: 2 nicks \(1 op, 0 halfops, 0 voices, 1 normal\)$")
    ann.expect(r"bob \[bob@\S+\] has joined #attic")


def talk(ann: Irssi, bob: WeeChat) -> None:
    """Both ways, in the channel and between the two."""
    log = bob.log(CHANNEL)
    ann.type("hello bob, this is älso ünicode €")
    log.expect(r"\t@ann\thello bob, this is älso ünicode €$")
    bob.type(CHANNEL, "hello ann")
    ann.expect(rf"^{TIME} < bob> hello ann$")
    ann.type("/me waves")
    log.expect(r"\t \*\tann waves$")
    bob.type(CHANNEL, "/me nods")
    ann.expect(rf"^{TIME}  \* bob nods$")
    ann.type("/msg bob psst")
    bob.log(ANN).expect(r"\tann\tpsst$")
    bob.type(ANN, "what is it?")
    ann.type("/window goto bob")
    ann.expect(rf"^{TIME} <bob> what is it\?$")
    ann.type("/window goto #attic")
    ann.expect(r"< bob> hello ann")


def change(ann: Irssi, bob: WeeChat) -> None:
    """Nicks, the topic and modes."""
    log = bob.log(CHANNEL)
    ann.type("/topic Spiders welcome")
    log.expect(r'\t--\tann has changed topic for #attic to "Spiders welcome"$')
    ann.expect(r"ann changed the topic of #attic to: Spiders welcome")
    ann.type("/op bob")
    log.expect(r"\t--\tMode #attic \[\+o bob\] by ann$")
    bob.type(CHANNEL, "/topic Spiders very welcome")
    ann.expect(r"bob changed the topic of #attic to: Spiders very welcome", r"^ Spiders very welcome$")
    ann.type("/nick annie")
    log.expect(r"\t--\tann is now known as annie$")
    ann.expect(r"You're now known as annie")
    bob.type(STATUS, "/nick bobby")
    ann.expect(r"bob is now known as bobby")
    log.expect(r"\t--\tYou are now known as bobby$")


def leave(ann: Irssi, bob: WeeChat) -> None:
    """One quits, the other leaves the channel."""
    log = bob.log(CHANNEL)
    ann.type("/quit over and out")
    log.expect(r"\t<--\tannie \(ann@\S+\) has quit \(Quit: over and out\)$")
    bob.type(CHANNEL, "/part so long")
    log.expect(r"\t<--\tbobby \(bob@\S+\) has left #attic \(so long\)$")


def come_back(ann: Irssi, bob: WeeChat, server: Server) -> None:
    """Both connect again and join again, each by its own means."""
    ann.type("/window 1")
    ann.expect(r"Connection lost to \S+")
    server.start_again()
    ann.type("/reconnect all", "/window 2")
    ann.expect(r"annie \[ann@\S+\] has joined #attic", r"\[#attic\]")
    bob.log(CHANNEL).expect(r"\t-->\tbobby (?:\(.+\) )?\(bob@\S+\) has joined #attic$")


def talk_on(ann: Irssi, bob: WeeChat) -> None:
    """They are on the same channel as before."""
    ann.type("there you are again")
    bob.log(CHANNEL).expect(r"\t.?annie\tthere you are again$")
    bob.type(CHANNEL, "so are you")
    ann.expect(rf"^{TIME} <.bobby> so are you$")


@pytest.mark.parametrize("kind", ["irc", "tls"])
def test_two_clients_talk_before_and_after_the_server_is_killed(tmp_path: Path, kind: str) -> None:
    with (
        Server(tmp_path, "127.0.0.1:0", "--tls", "127.0.0.1:0") as server,
        Irssi(tmp_path / "ann", "ann") as ann,
        weechat_for(tmp_path / "bob", server, kind) as bob,
    ):
        ann.type(typed_in_irssi(server, kind))
        meet(ann, bob)
        talk(ann, bob)
        change(ann, bob)
        in_irssi = {line: ann.times_of(line) for line in ("< bob> hello ann", " * bob nods", " * ann waves")}
        in_weechat = {line: bob.log(CHANNEL).times_of(line) for line in ("bob\thello ann", " *\tann waves")}
        assert all(len(times) == 1 for times in (*in_irssi.values(), *in_weechat.values())), "a line is doubled"

        server.kill()
        come_back(ann, bob, server)
        talk_on(ann, bob)

        # What was said before came with its time once more, when they joined.
        for line, times in in_irssi.items():
            assert came_again(times, ann.times_of(line)), line
        for line, times in in_weechat.items():
            assert came_again(times, bob.log(CHANNEL).times_of(line)), line
        leave(ann, bob)
        assert server.stop() == 0
