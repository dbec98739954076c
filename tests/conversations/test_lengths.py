"""Lines that are full to the last byte: names have several bytes a letter, and no line that is sent is too long."""

import pytest

from tests.support.operators import PASSWORD, logins
from tests.support.play import Client, World
from tests.support.sent import check_sent

NICK, OTHER, ROOM = "ж" * 15, "ю" * 15, "#" + "ж" * 31
SERVER = "a-server.with-a-name-as-long-as-there-can-be.attic".ljust(63, "x")
CAPABILITIES = ("message-tags", "echo-message", "away-notify", "setname", "extended-join", "userhost-in-names")


def world() -> tuple[World, Client, Client]:
    """Two who have the longest names in a channel with the longest name, one of them an operator."""
    made = World(server_name=SERVER, logins=logins())
    ann, bob = made.client("ann", *CAPABILITIES), made.client("bob", *CAPABILITIES)
    ann.send(f"NICK {NICK}", f"JOIN {ROOM}", f"OPER root {PASSWORD}", f"MODE {NICK} +w")
    bob.send(f"NICK {OTHER}", f"JOIN {ROOM}", f"MODE {OTHER} +w", f"MONITOR + {NICK}")
    for client in (ann, bob):
        client.read = len(client.wire.sent)
    return made, ann, bob


@pytest.mark.parametrize("letter", ["x", "ж", "😀"])
@pytest.mark.parametrize(
    ("command", "target"), [("PRIVMSG", ROOM), ("NOTICE", ROOM), ("PRIVMSG", OTHER), ("NOTICE", OTHER)]
)
def test_a_message_is_relayed_whole_or_refused(command: str, target: str, letter: str) -> None:
    """https://modern.ircdocs.horse/#message-format: a line has 512 bytes at most."""
    _, ann, bob = world()
    relayed = 0
    for count in range(1, 500):
        text = letter * count
        line = f"{command} {target} :{text}"
        if len(line.encode()) > 510:
            break
        ann.send(line)
        shown = check_sent(bob.wire.sent[bob.read :])
        bob.read = len(bob.wire.sent)
        assert [one.text for one in shown] in ([text], [])
        relayed += len(shown)
        if shown:
            ann.read = len(ann.wire.sent)
        if not shown:
            # https://modern.ircdocs.horse/#notice-message: a NOTICE is never answered
            assert [one.split()[1] for one in ann.lines] == (["417"] if command == "PRIVMSG" else [])
            whole = f":{NICK}!ann@127.0.0.1 {command} {target} :{text}"
            assert len(whole.encode()) > 510, "refused for nothing"
    assert relayed > 50


LINES = {
    "a topic": "TOPIC {room} :{text}",
    "no topic": "TOPIC {room}",
    "who puts out, and why": "KICK {room} {other} :{text}",
    "why somebody leaves": "PART {room} :{text}",
    "why somebody goes": "QUIT :{text}",
    "why somebody is away": "AWAY :{text}",
    "a real name": "SETNAME :{text}",
    "masks": "MODE {room} +beI {mask} {mask} {mask}",
    "a forward": "MODE {room} +fk #{room} {key}",
    "what an operator tells all": "WALLOPS :{text}",
    "why somebody is killed": "KILL {other} :{text}",
    "why somebody is banned": "UBAN ADD -force {other}!*@* 1h :{text}",
    "the channel of the one who is asked for": "WHOIS {other}",
    "who was who": "WHOWAS ann",
    "who is here": "WHO {room}",
    "the names": "NAMES {room}",
    "the list": "LIST",
    "the past": "CHATHISTORY LATEST {room} * 50",
    "a name that there is not": "JOIN #{text}",
    "capabilities": "CAP LS 302",
    "many capabilities": "CAP REQ :{many}",
    "who is monitored": "MONITOR + {list}",
    "who is here of many": "ISON {nicks}",
    "what is supported": "ISUPPORT",
    "a list that is longer than a line": "USERHOST {nicks}",
    "a mask that is too long": "WHO {text}",
    "help": "HELP {text}",
    "an invitation": "INVITE {other} {room}",
    "a ping": "PING :{text}",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
@pytest.mark.parametrize("letter", ["x", "ж"])
def test_no_line_is_too_long(line: str, letter: str) -> None:
    made, ann, bob = world()
    words = {
        "room": ROOM, "other": OTHER, "mask": letter * 60, "key": letter * 16, "many": "batch " * 90,
        "list": ",".join(letter * 10 + str(n) for n in range(40)), "nicks": f"{NICK} {OTHER} " * 8,
    }  # fmt: skip
    for client in (ann, bob):
        client.send(f"TOPIC {ROOM} :{letter * 150}", f"AWAY :{letter * 150}", f"SETNAME :{letter * 75}")
        client.send(f"PRIVMSG {ROOM} :{letter * 150}")
    for count in (10, 150, 450):
        typed = line.format(text=letter * count, **words).encode()[:508].decode(errors="ignore")
        if ann.connection is not None:
            ann.send(typed, f"MODE {ROOM}", f"MODE {ROOM} b", f"WHOIS {NICK}", f"WHO {ROOM}", f"LIST {ROOM}")
        if ann.connection is not None:
            ann.send(f"JOIN {ROOM}", f"NAMES {ROOM}", f"TOPIC {ROOM}", f"CHATHISTORY LATEST {ROOM} * 50")
    for client in made.clients.values():
        assert check_sent(client.wire.sent)
