"""Two people whose clients know nothing of sessions hold one, in plain words."""

from pathlib import Path

import pytest

from tests.support import irssi, weechat
from tests.support.irssi import Irssi
from tests.support.process import Server
from tests.support.weechat import WeeChat

pytestmark = pytest.mark.clients

if reason := irssi.missing() or weechat.missing():
    pytest.skip(reason, allow_module_level=True)

STATUS, SERVICE, ANN = "irc.server.parlour", "irc.parlour.*sessions", "irc.parlour.ann"
TIME = r"\d\d:\d\d:\d\d"


def test_irssi_and_weechat_hold_a_session(tmp_path: Path) -> None:
    with (
        Server(tmp_path) as server,
        Irssi(tmp_path / "ann", "ann") as ann,
        WeeChat(tmp_path / "bob", "bob", *weechat.options(server.irc)) as bob,
    ):
        ann.type(f"/connect {server.irc[0]} {server.irc[1]}")
        ann.expect(r"Welcome to the Parlour network, ann!ann@\S+")
        status = bob.log(STATUS)
        status.expect(r"Welcome to the Parlour network, bob!bob@\S+")

        ann.type("/msg *sessions help", "/window goto *sessions")
        ann.expect(r"Talk with somebody alone: you are both BUSY then", r"close -- ends the session; you both stay")
        ann.type("/msg *sessions open bob half")
        ann.expect(r"You are in a session with bob: half duplex, you have the floor\.")
        status.expect(r"ann has opened a session with you: half duplex, ann has the floor\.")
        ann.type("/msg bob can you hear me?")
        talk = bob.log(ANN)
        talk.expect(r"\tann\tcan you hear me\?$")
        bob.type(ANN, "loud and clear")
        bob.type(ANN, "/me is here")
        bob.type(STATUS, "/msg *sessions over")
        status.expect(r"Not delivered to ann, ann has the floor: loud and clear$")
        status.expect(r"Not delivered to ann, ann has the floor: /me is here$")
        status.expect(r"ann has the floor, not you\.$")

        ann.type("/msg *sessions over")
        ann.expect(r"bob has the floor now\.")
        status.expect(r"You have the floor now; /msg \*sessions over hands it over\.$")
        bob.type(ANN, "loud and clear")
        ann.type("/window goto bob")
        ann.expect(rf"^{TIME} <bob> loud and clear$")
        ann.type("/whois bob")
        ann.expect(r"is BUSY, in a session")
        bob.type(STATUS, "/msg *sessions close")
        status.expect(r"You have ended the session with ann\. You are FREE\.$")
        ann.type("/window goto *sessions")
        ann.expect(r"bob has ended the session\. You are FREE\.")

        ann.type("/msg *sessions block bob", "/msg *sessions list")
        ann.expect(r"You hear nothing more from bob\.", r"You hear nothing from: bob$")
        bob.type(STATUS, "/msg *sessions open ann")
        status.expect(r"ann takes no sessions\.$")
        assert server.stop() == 0
