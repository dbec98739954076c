"""Every command, with a label: one labeled answer, whatever it is and however it was sent.

https://ircv3.net/specs/extensions/labeled-response#tags: "For any message received from a client that includes this
tag, the server MUST include the same tag and value in any response produced from this message", "Servers MUST include
the tag in exactly one logical message", "If a response consists of more than one message, a batch MUST be used";
#the-ack-response: "Servers MUST respond with a labeled ACK message when a client sends a labeled command that normally
produces no response".
"""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher

from parlour.core.host import About
from parlour.protocols.irc.registry import COMMANDS
from tests.support.irc import Line, parse
from tests.support.operators import PASSWORD, logins
from tests.support.play import Client, World

CAPABILITIES = ("labeled-response", "batch", "draft/chathistory", "parlour.chat/once", "standard-replies")

FAR = "timestamp=2020-01-01T00:00:00.000Z timestamp=2040-01-01T00:00:00.000Z"
KEY = "7f9c2ba4e88f827d616045507605853e"

LINES: dict[str, list[str]] = {
    "ADMIN": ["ADMIN", "ADMIN nowhere.example"],
    "AWAY": ["AWAY :at tea", "AWAY"],
    "CAP": ["CAP LS 302", "CAP LS", "CAP LIST", "CAP REQ :setname", "CAP REQ :nonsense", "CAP REQ :", "CAP END",
            "CAP FOO", "CAP", "CAP REQ :-labeled-response", "CAP REQ :-batch", f"CAP REQ :{'batch ' * 80}echo-message"],
    "CHATHISTORY": ["CHATHISTORY LATEST #attic * 5", "CHATHISTORY LATEST #attic * 500", "CHATHISTORY",
                    "CHATHISTORY LATEST nobody * 5", "CHATHISTORY LATEST #none * 5", f"CHATHISTORY TARGETS {FAR} 5"],
    "CONNECT": ["CONNECT other.example"],
    "DIE": ["DIE", "DIE nowhere.example"],
    "DLINE": ["DLINE 203.0.113.9 :spam", "DLINE", "DLINE 5 203.0.113.9"],
    "HELP": ["HELP", "HELP JOIN", "HELP NONSENSE", "HELP MODES"],
    "HELPOP": ["HELPOP", "HELPOP JOIN", "HELPOP NONSENSE"],
    "INFO": ["INFO"],
    "INVITE": ["INVITE", "INVITE bob #loft", "INVITE bob #attic", "INVITE nobody #attic", "INVITE bob"],
    "ISON": ["ISON ann bob nobody", "ISON"],
    "ISUPPORT": ["ISUPPORT"],
    "JOIN": ["JOIN #new", "JOIN #attic", "JOIN #new,#newer", "JOIN 0", "JOIN #bobs", "JOIN #for", "JOIN",
             "JOIN nowhere", "JOIN ,,"],
    "KICK": ["KICK #attic bob :out", "KICK #attic bob,cleo", "KICK #attic nobody", "KICK #none bob", "KICK",
             "KICK #attic,#loft bob", "KICK , ,"],
    "KILL": ["KILL bob :spam", "KILL nobody :spam", "KILL ann :spam", "KILL bob", "KILL bob :"],
    "KLINE": ["KLINE *!*@spam.example :spam", "KLINE", "KLINE *"],
    "LINKS": ["LINKS", "LINKS *.other"],
    "LIST": ["LIST", "LIST #attic", "LIST #none", "LIST >1", "LIST >x", "LIST *t*"],
    "LUSERS": ["LUSERS", "LUSERS * nowhere.example"],
    "MAP": ["MAP"],
    "MODE": ["MODE #attic", "MODE #attic +m", "MODE #attic +n", "MODE #attic b", "MODE #attic +bbb a b c",
             "MODE #attic +zyx", "MODE #attic +v nobody", "MODE #none", "MODE ann", "MODE ann +w", "MODE ann +z",
             "MODE bob +w", "MODE #attic beI", "MODE", "MODE #attic +"],
    "MONITOR": ["MONITOR + bob,nobody", "MONITOR - bob", "MONITOR C", "MONITOR L", "MONITOR S", "MONITOR X",
                "MONITOR +", "MONITOR"],
    "MOTD": ["MOTD", "MOTD nowhere.example"],
    "NAMES": ["NAMES", "NAMES #attic", "NAMES #none", "NAMES #attic,#loft"],
    "NICK": ["NICK anna", "NICK bob", "NICK ann", "NICK 1", "NICK"],
    "NOTICE": ["NOTICE *sessions :hi", "NOTICE bob :hi", "NOTICE #attic :hi", "NOTICE nobody :hi",
               "NOTICE #bobs :hi", "NOTICE", "NOTICE bob",
               "NOTICE bob,#attic,nobody :hi", "NOTICE ann :hi", "NOTICE , :hi"],
    "OPER": [f"OPER root {PASSWORD}", "OPER root wrong", f"OPER nobody {PASSWORD}", "OPER root"],
    "PART": ["PART #attic", "PART #attic :bye", "PART #none", "PART #attic,#loft,#none", "PART", "PART ,"],
    "PASS": ["PASS x", "PASS"],
    "PING": ["PING x", "PING", "PING :", f"PING :{'x' * 480}"],
    "PONG": ["PONG", "PONG x"],
    "PRIVMSG": ["PRIVMSG bob :hi", "PRIVMSG #attic :hi", "PRIVMSG nobody :hi", "PRIVMSG #bobs :hi", "PRIVMSG",
                "PRIVMSG bob", "PRIVMSG bob,#attic,nobody :hi", "PRIVMSG ann :hi", "PRIVMSG cleo :hi",
                "PRIVMSG @#attic :hi", "PRIVMSG *sessions :help", "PRIVMSG *sessions :open bob",
                f"PRIVMSG bob :{'x' * 470}"],
    "QUIT": ["QUIT", "QUIT :bye"],
    "REHASH": ["REHASH", "REHASH nowhere.example"],
    "RESTART": ["RESTART", "RESTART nowhere.example"],
    "RULES": ["RULES"],
    "SESSION": ["SESSION LIST", "SESSION OPEN bob half", "SESSION OPEN nobody", "SESSION OPEN", "SESSION CLOSE",
                "SESSION ASK on", "SESSION BLOCK bob", "SESSION UNBLOCK bob", "SESSION DANCE", "SESSION"],
    "SETNAME": ["SETNAME :Another", "SETNAME :"],
    "SILENCE": ["SILENCE", "SILENCE +bob", "SILENCE +bob,x!*@*,-nobody", "SILENCE -bob", "SILENCE +,"],
    "SQUIT": ["SQUIT other.example :bye", "SQUIT x"],
    "STATS": ["STATS u", "STATS l", "STATS m", "STATS o", "STATS z", "STATS"],
    "SUMMON": ["SUMMON bob", "SUMMON"],
    "TAGMSG": ["TAGMSG bob"],
    "TIME": ["TIME", "TIME nowhere.example"],
    "TOPIC": ["TOPIC #attic", "TOPIC #attic :Tea", "TOPIC #attic :", "TOPIC #none", "TOPIC #bobs :x", "TOPIC"],
    "UBAN": ["UBAN LIST", "UBAN ADD 203.0.113.9 1h :spam", "UBAN DEL 203.0.113.9", "UBAN INFO 203.0.113.9",
             "UBAN ADD *", "UBAN", "UBAN MAKE", "UBAN ADD -force bob!*@*", "UBAN ADD -force ~r:Bob"],
    "UNDLINE": ["UNDLINE 203.0.113.9"],
    "UNKLINE": ["UNKLINE *!*@spam.example", "UNKLINE"],
    "USER": ["USER x 0 * :x", "USER"],
    "USERHOST": ["USERHOST ann bob nobody", "USERHOST nobody", "USERHOST"],
    "USERIP": ["USERIP ann bob", "USERIP nobody"],
    "USERS": ["USERS"],
    "VERSION": ["VERSION", "VERSION nowhere.example"],
    "WALLOPS": ["WALLOPS :hi", "WALLOPS :"],
    "WEBIRC": ["WEBIRC x kiwi 203.0.113.5 203.0.113.5"],
    "WHO": ["WHO", "WHO #attic", "WHO bob", "WHO nobody", "WHO #attic %tn,5", "WHO * o", "WHO b*"],
    "WHOIS": ["WHOIS bob", "WHOIS nobody", "WHOIS ann,bob,nobody", "WHOIS", "WHOIS nowhere.example bob"],
    "WHOWAS": ["WHOWAS gone", "WHOWAS nobody", "WHOWAS"],
}  # fmt: skip
MORE = ["DANCE", "DANCE x", ":bob PRIVMSG bob :hi", "privmsg bob :hi", f"PRIVMSG bob :{'x' * 600}", "001 x",
        "BATCH +1 x", f"PRIVMSG #attic,{','.join(map(str, range(21)))} :hi"]  # fmt: skip
EARLY = ["NICK ann", "NICK 1", "NICK", "USER ann 0 * :Ann", "USER", "CAP LS", "CAP LIST", "CAP FOO", "PASS x", "PASS",
         "PING x", "PONG", "JOIN #attic", "DANCE", "ISUPPORT", "QUIT :bye", "WEBIRC a b c d"]  # fmt: skip
EACH = [*(line for lines in LINES.values() for line in lines), *MORE]

SECRET = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("open-sesame")


def evening(*, operator: bool) -> tuple[World, Client]:
    """A world in which there is something of everything, and somebody in it."""
    about = About(rules=("Be kind.", "Be brief."), location="Attic", organisation="Us", email="ann@example.org")
    world = World(logins=logins(), motd=["Hello", "there"], about=about)
    world.process.reloaded = ["nothing has changed", "nothing at all"]
    ann = world.client("ann", *CAPABILITIES)
    world.play(f"""
        ann> JOIN #attic,#loft
        bob> JOIN #attic,#bobs
        bob> MODE #bobs +ik sesame
        cleo> JOIN #attic
        cleo> AWAY :at tea
        dan> JOIN #for
        dan> MODE #for +if #loft
        gone> QUIT
        ann> TOPIC #attic :Tea at five
        ann> MODE #attic +bb x!*@* y!*@*
        eve> OPER root {PASSWORD}
        eve> UBAN ADD 203.0.113.77 :spam
    """)
    bob = world.clients["bob"]
    bob.send(*(f"PRIVMSG #attic :{number} {'x' * 400}" for number in range(12)))
    world.pass_time(5)
    bob.send("INVITE ann #bobs")
    if operator:
        ann.send(f"OPER root {PASSWORD}", "MODE ann +s")
    world.pass_time(5)
    for client in world.clients.values():
        client.read = len(client.wire.sent)
    return world, ann


def answer_to(label: str, lines: list[Line]) -> list[Line]:
    """The one answer with a label: the line that has it, or those of the batch that has it; they are taken out."""
    labeled = [at for at, line in enumerate(lines) if line.tags.get("label") == label]
    assert len(labeled) == 1, f"{len(labeled)} lines have the label {label}: {lines}"
    at = labeled[0]
    if lines[at].command != "BATCH":
        return [lines.pop(at)]
    # With the batches that are in it.
    references, taken = {lines[at].params[0][1:]}, [lines.pop(at)]
    outer = taken[0].params[0][1:]
    while at < len(lines):
        line = lines[at]
        if line.command == "BATCH" and line.params[0] == f"-{outer}":
            taken.append(lines.pop(at))
            return taken
        if line.tags.get("batch") in references:
            if line.command == "BATCH" and line.params[0].startswith("+"):
                references.add(line.params[0][1:])
            taken.append(lines.pop(at))
        else:
            at += 1
    raise AssertionError(f"the batch {outer} was not ended")


def check_rest(lines: list[Line], line: str) -> None:
    """Nothing that answers is left beside the labeled answer."""
    for left in lines:
        told = left.command in ("NOTICE", "ERROR", "PRIVMSG", "KILL", "QUIT", "MODE", "WALLOPS", "JOIN", "INVITE")
        assert told, f"{line} was answered beside its label: {left}"


def keeps_labels(client: Client, line: str) -> bool:
    """Whether what follows a line is answered with its label."""
    return client.connection is not None and "CAP REQ :-" not in line


def feed_at_once(ann: Client, data: bytes) -> None:
    ann.feed(data)


def feed_in_two(ann: Client, data: bytes) -> None:
    ann.feed(data[:7])
    ann.feed(data[7:])


def feed_by_bytes(ann: Client, data: bytes) -> None:
    for at in range(len(data)):
        ann.feed(data[at : at + 1], run=False)
    ann.world.run()


FEEDS = {"in one write": feed_at_once, "in two": feed_in_two, "byte by byte": feed_by_bytes}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
@pytest.mark.parametrize("line", EACH)
def test_one_labeled_answer(line: str, feed: Callable[[Client, bytes], None]) -> None:
    for operator in (False, True):
        _, ann = evening(operator=operator)
        feed(ann, f"@label=before PING 1\r\n@label=x {line}\r\n@label=after PING 2\r\n".encode())
        lines = [parse(text) for text in ann.lines]
        [before] = answer_to("before", lines)
        assert before.text == "1"
        answer_to("x", lines)
        if keeps_labels(ann, line):
            [after] = answer_to("after", lines)
            assert after.text == "2"
        check_rest([left for left in lines if left.text != "2"], line)


@pytest.mark.parametrize("line", EACH)
def test_one_labeled_answer_though_disk_and_store_are_slow(line: str) -> None:
    for operator in (False, True):
        world, ann = evening(operator=operator)
        world.clock.slow_reads = world.disk.slow = True
        ann.send(f"@label=x {line}", "@label=after PING 2")
        world.clients["cleo"].send("PRIVMSG ann :meanwhile", "PRIVMSG #attic :meanwhile")
        for _ in range(3):
            world.clock.answer_reads()
            world.run()
            world.disk.finish()
        world.clock.slow_reads = world.disk.slow = False
        world.clock.answer_reads()
        world.disk.finish()
        world.pass_time(1)
        lines = [parse(text) for text in ann.lines]
        assert not [one for one in answer_to("x", lines) if one.text == "meanwhile"]
        if keeps_labels(ann, line):
            answer_to("after", lines)
        check_rest([left for left in lines if left.text not in ("2", "meanwhile")], line)


@pytest.mark.parametrize("line", EACH)
def test_one_labeled_answer_though_nothing_can_be_kept(line: str) -> None:
    world, ann = evening(operator=True)
    world.disk.broken = True
    ann.send(f"@label=x {line}", "@label=again PRIVMSG #attic :hi")
    lines = [parse(text) for text in ann.lines]
    answer_to("x", lines)
    if keeps_labels(ann, line):
        answer_to("again", lines)


@pytest.mark.parametrize("line", EARLY)
@pytest.mark.parametrize("password", ["", SECRET], ids=["open to all", "with a password"])
def test_one_labeled_answer_before_the_registration(line: str, password: str) -> None:
    world = World(password=password)
    ann = world.connect("ann")
    ann.send("CAP REQ :labeled-response batch draft/extended-isupport")
    ann.read = len(ann.wire.sent)
    ann.send(f"@label=x {line}", "@label=after PING 2")
    lines = [parse(text) for text in ann.lines]
    answer_to("x", lines)
    if not ann.wire.closed:
        answer_to("after", lines)
    check_rest(lines, line)


@pytest.mark.parametrize("given", ["open-sesame", "wrong", None])
@pytest.mark.parametrize("slow", [False, True], ids=["at once", "when the password is checked"])
def test_the_registration_is_one_labeled_answer(given: str | None, slow: bool) -> None:
    world = World(password=SECRET)
    ann = world.connect("ann")
    ann.send("CAP REQ :labeled-response batch", *([f"PASS {given}"] if given else []), "NICK ann", "USER a 0 * :a")
    ann.read = len(ann.wire.sent)
    world.clock.slow_reads = slow
    ann.send("@label=x CAP END", "@label=after PING 2")
    world.clock.slow_reads = False
    world.clock.answer_reads()
    world.pass_time(1)
    lines = [parse(text) for text in ann.lines]
    answer = [one.command for one in answer_to("x", lines)]
    if given == "open-sesame":
        assert answer[:2] == ["BATCH", "001"]
        answer_to("after", lines)
    else:
        assert "464" in answer
    check_rest(lines, "CAP END")


def test_every_command_is_tried() -> None:
    assert LINES.keys() == COMMANDS.keys()
    assert all(line.split()[0] == name for name, lines in LINES.items() for line in lines)
