"""An evening in one channel, everybody by another client and one through a bouncer, and what each of them shows."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support import catgirl, hexchat, ii, irssi, weechat, znc
from tests.support.catgirl import Catgirl
from tests.support.hexchat import HexChat
from tests.support.ii import Ii
from tests.support.irssi import Irssi
from tests.support.person import Person, at_once, came_again
from tests.support.process import Server
from tests.support.weechat import WeeChat
from tests.support.znc import Znc

pytestmark = [pytest.mark.clients, pytest.mark.slow]

ATTIC, CELLAR = "#attic", "#cellar"
LINES = 400
"""So high are the terminals that nothing scrolls away all evening."""

WIDE = "äöü € 漢字 かな 😀 👩‍👩‍👧 ~"
"""Letters of one and of two columns, and signs of several code points."""


def with_irssi(stack: ExitStack, folder: Path, server: Server) -> Person:
    client = stack.enter_context(Irssi(folder / "ann", "ann", LINES))
    host, port = server.tls
    client.type_in("", f"/connect -tls -tls_pinned_cert {server.fingerprint} {host} {port}")
    return Person("ann", client, irssi.MANNERS)


def with_weechat(stack: ExitStack, folder: Path, server: Server) -> Person:
    client = stack.enter_context(WeeChat(folder / "bob", "bob", *weechat.options(server.irc)))
    return Person("bob", client, weechat.MANNERS)


def with_catgirl(stack: ExitStack, folder: Path, server: Server) -> Person:
    client = stack.enter_context(Catgirl(folder / "cat", "cat", server.tls, LINES))
    return Person("cat", client, catgirl.MANNERS)


def with_hexchat(stack: ExitStack, folder: Path, server: Server) -> Person:
    client = stack.enter_context(HexChat(folder / "hex", "hex", server.irc))
    return Person("hex", client, hexchat.MANNERS)


def with_ii(stack: ExitStack, folder: Path, server: Server) -> Person:
    client = stack.enter_context(Ii(folder / "ivy", "ivy", server.irc))
    return Person("ivy", client, ii.MANNERS)


def with_znc(stack: ExitStack, folder: Path, server: Server) -> Person:
    bouncer = stack.enter_context(Znc(folder / "znc", "zoe", server.tls, server.fingerprint))
    password = f"-password=zoe/parlour:{znc.PASSWORD}"
    client = stack.enter_context(WeeChat(folder / "zoe", "zoe", *weechat.options(bouncer.address), password))
    # What is typed to quit is for ZNC, which stays.
    typed = {**weechat.MANNERS.typed, "quit": "/msg *status disconnect {text}"}
    return Person("zoe", client, replace(weechat.MANNERS, typed=typed))


class Seat(NamedTuple):
    """How somebody may come."""

    missing: Callable[[], str | None]
    start: Callable[[ExitStack, Path, Server], Person]


SEATS = {
    "irssi": Seat(irssi.missing, with_irssi),
    "WeeChat": Seat(weechat.missing, with_weechat),
    "catgirl": Seat(catgirl.missing, with_catgirl),
    "HexChat": Seat(hexchat.missing, with_hexchat),
    "ii": Seat(ii.missing, with_ii),
    "ZNC": Seat(lambda: znc.missing() or weechat.missing(), with_znc),
}
"""The first makes the channel and is its operator; the second makes another. Without these two there is no evening."""

for name in list(SEATS)[:2]:
    if reason := SEATS[name].missing():
        pytest.skip(f"{name}: {reason}", allow_module_level=True)


class Evening:
    """Who is there, and what was said."""

    def __init__(self, people: list[Person], server: Server) -> None:
        self.people = people
        self.server = server
        self.operator = people[0]
        self.guests = people[1:]

    def all_see(self, what: str, where: str, *, but: Person | None = None, count: int = 1, **facts: str) -> None:
        """Wait until everybody whose client shows such things sees one, so many times by now."""
        for person in self.people:
            if person is not but and person.shows(what):
                person.sees(what, where, count=count, **facts)
                times = person.times(what, where, **facts)
                assert len(times) == count, f"{person.nick} sees {what} {facts} at {times}"

    def each(self, does: str, sees: str, text: str) -> None:
        """Everybody does it in turn, with a text, and everybody sees it once and in this order."""
        texts = [f"{text} {person.nick}" for person in self.people]
        for person, own in zip(self.people, texts, strict=True):
            person.does(does, ATTIC, text=own)
            silent = person if sees in person.manners.silent else None
            self.all_see(sees, ATTIC, but=silent, who=person.nick, text=own)
        for person in self.people:
            own = f"{text} {person.nick}"
            seen = [each for each in texts if each != own or sees not in person.manners.silent]
            assert person.order(ATTIC, texts) == seen, f"{person.nick} sees another order"


def come(evening: Evening) -> None:
    """One after the other joins, and who is there sees it."""
    for number, person in enumerate(evening.people, 1):
        person.sees("welcomed", who=person.nick)
        person.joins(ATTIC)
        for other in evening.people[:number]:
            other.sees("came", ATTIC, who=person.nick)


def talk(evening: Evening) -> None:
    """In every way, about the topic, and under other names."""
    evening.operator.does("topic", ATTIC, text=f"Spiders {WIDE} welcome")
    evening.all_see("topic", ATTIC, who=evening.operator.nick, text=f"Spiders {WIDE} welcome")
    evening.each("say", "said", f"good evening {WIDE}, says")
    evening.each("act", "acted", f"waves {WIDE}, does")
    evening.each("notice", "noticed", f"a leaflet {WIDE} from")
    for person in evening.people:
        for old, new in ((person.nick, f"{person.nick}ette"), (f"{person.nick}ette", person.nick)):
            person.does("nick", ATTIC, text=new)
            evening.all_see("called otherwise", ATTIC, who=old, text=new)


def whisper(evening: Evening) -> None:
    """Everybody to the next, who finds out that the first has gone away meanwhile."""
    for person, friend in zip(evening.people, [*evening.guests, evening.operator], strict=True):
        person.does("tell", ATTIC, whom=friend.nick, text=f"psst {WIDE}")
        friend.sees("told", who=person.nick, text=f"psst {WIDE}")
        person.does("go away", ATTIC, text="out with the dog")
        person.sees("I am away")
        friend.does("tell", ATTIC, whom=person.nick, text="what is it?")
        friend.sees("away", who=person.nick, text="out with the dog")
        person.sees("told", who=friend.nick, text="what is it?")
        person.does("come back", ATTIC)
        person.sees("I am back")


def miss_something(evening: Evening) -> None:
    """Who uses a bouncer leaves it for a while, and sees afterwards what was said meanwhile, and when."""
    zoe = next((person for person in evening.people if person.nick == "zoe"), None)
    if zoe is None:
        return
    zoe.client.type_in("", "/disconnect parlour")
    zoe.client.expect_in("", r"irc: disconnected from server$")
    operator = evening.operator
    missed = {"said": "now that zoe is out", "acted": "tells a secret"}
    for does, (sees, text) in zip(("say", "act"), missed.items(), strict=True):
        operator.does(does, ATTIC, text=text)
        evening.all_see(sees, ATTIC, but=zoe, who=operator.nick, text=text)
    zoe.client.type_in("", "/connect parlour")
    for sees, text in missed.items():
        # Without a time of its own for each line, ZNC would put it into the text.
        evening.all_see(sees, ATTIC, who=operator.nick, text=text)
        (then,) = operator.times(sees, ATTIC, who=operator.nick, text=text)
        (shown,) = zoe.times(sees, ATTIC, who=operator.nick, text=text)
        assert at_once(then, shown), f"{text}: said at {then}, for zoe at {shown}"


def quarrel(evening: Evening) -> None:
    """Everybody is voiced, kicked and banned in turn, cannot come back and is told why, and may come back."""
    operator = evening.operator
    for guest in evening.guests:
        mask = f"{guest.nick}!*@*"
        operator.does("voice", ATTIC, whom=guest.nick)
        evening.all_see("voiced", ATTIC, who=operator.nick, whom=guest.nick)
        operator.does("kick", ATTIC, whom=guest.nick, text=f"enough of {guest.nick}")
        evening.all_see("kicked", ATTIC, who=operator.nick, whom=guest.nick, text=f"enough of {guest.nick}")
        operator.does("ban", ATTIC, text=mask)
        evening.all_see("banned", ATTIC, but=guest, who=operator.nick, text=mask)
        guest.joins(ATTIC)
        guest.sees("I am banned", ATTIC)
        operator.does("unban", ATTIC, text=mask)
        evening.all_see("unbanned", ATTIC, but=guest, who=operator.nick, text=mask)
        came = {person.nick: len(person.times("came", ATTIC, who=guest.nick)) for person in evening.people}
        guest.joins(ATTIC)
        for person in evening.people:
            person.sees("came", ATTIC, count=came[person.nick] + 1, who=guest.nick)


def gather_elsewhere(evening: Evening) -> None:
    """One makes a channel that only who was invited may join, and everybody comes and goes."""
    host = evening.guests[0]
    others = [person for person in evening.people if person is not host]
    host.joins(CELLAR)
    host.sees("came", CELLAR, who=host.nick)
    host.does("mode", CELLAR, text="+i")
    host.sees("mode", CELLAR, who=host.nick, text="+i")
    there = [host]
    for person in others:
        person.joins(CELLAR)
        person.sees("I am not invited", CELLAR)
        host.does("invite", CELLAR, whom=person.nick)
        host.sees("invited", CELLAR, who=host.nick, whom=person.nick)
        if person.shows("I am invited"):
            person.sees("I am invited", CELLAR, who=host.nick)
        person.joins(CELLAR)
        there.append(person)
        for other in there:
            other.sees("came", CELLAR, who=person.nick)
    host.does("mode", CELLAR, text="-i")
    for person in there:
        person.sees("mode", CELLAR, who=host.nick, text="-i")
    for person in evening.people:
        person.does("part", CELLAR, text="too cold")
        there.remove(person)
        for other in there:
            other.sees("left", CELLAR, who=person.nick, text="too cold")


def survive(evening: Evening) -> None:
    """The server is killed; everybody comes back, and what was said before is there again, with its time."""
    people, server = evening.people, evening.server
    words = "these are the last words of"
    evening.each("say", "said", words)
    lines = [(person.nick, f"{words} {person.nick}") for person in people]
    before = {
        (person.nick, text): person.times("said", ATTIC, who=who, text=text) for person in people for who, text in lines
    }
    came = {person.nick: len(person.times("came", ATTIC, who=person.nick)) for person in people}
    server.kill()
    anew = [(person, person.client) for person in people if isinstance(person.client, Catgirl | Ii)]
    for _, client in anew:
        client.wait()
    evening.operator.client.expect_in("", r"Connection lost to 127\.0\.0\.1")
    server.start_again()
    evening.operator.client.type_in("", "/reconnect all")
    for person, client in anew:
        client.start()
        came[person.nick] = 0 if isinstance(client, Catgirl) else came[person.nick]
        person.sees("welcomed", count=1 if isinstance(client, Catgirl) else 2, who=person.nick)
        person.joins(ATTIC)
    for person in people:
        person.sees("came", ATTIC, count=came[person.nick] + 1, who=person.nick)
        for who, text in lines:
            times = before[person.nick, text]
            if isinstance(person.client, Ii):
                # It has no times of its own: that is in the text.
                person.sees("said before", ATTIC, who=who, text=text)
            elif isinstance(person.client, Catgirl):
                person.sees("said", ATTIC, who=who, text=text)
                assert at_once(times[0], person.times("said", ATTIC, who=who, text=text)[0])
            else:
                person.sees("said", ATTIC, count=2, who=who, text=text)
                assert came_again(times, person.times("said", ATTIC, who=who, text=text))
    evening.each("say", "said", "good to see you again, says")


def look_back(evening: Evening) -> None:
    """What the clients asked by themselves was answered, and none of it with the words for what there is not."""
    for person in evening.people:
        if person.shows("knows its channel"):
            person.sees("knows its channel", ATTIC)
        for window in ("", ATTIC):
            shown = person.client.shown_in(window)
            assert not re.search("unknown (command|mode)|not enough parameters", shown, re.IGNORECASE), person.nick


def go(evening: Evening) -> None:
    """One after the other leaves the channel, comes in once more, and is gone."""
    for number, person in enumerate(evening.people, 1):
        rest = evening.people[number:]
        person.does("part", ATTIC, text="getting a coat")
        for other in rest:
            other.sees("left", ATTIC, who=person.nick, text="getting a coat")
        came = {other.nick: len(other.times("came", ATTIC, who=person.nick)) for other in rest}
        person.joins(ATTIC)
        for other in rest:
            other.sees("came", ATTIC, count=came[other.nick] + 1, who=person.nick)
        person.does("say", ATTIC, text="good night from me, too")
        for other in rest:
            other.sees("said", ATTIC, who=person.nick, text="good night from me, too")
        person.does("quit", ATTIC, text="good night")
        for other in rest:
            other.sees("gone", ATTIC, who=person.nick, text="good night")


STAGES = (come, talk, whisper, miss_something, quarrel, gather_elsewhere, survive, look_back, go)


def test_an_evening_in_one_channel(tmp_path: Path, subtests: pytest.Subtests) -> None:
    absent = {name: reason for name, seat in SEATS.items() if (reason := seat.missing())}
    with Server(tmp_path, "127.0.0.1:0", "--tls", "127.0.0.1:0") as server, ExitStack() as stack:
        people = [seat.start(stack, tmp_path, server) for name, seat in SEATS.items() if name not in absent]
        evening = Evening(people, server)
        for stage in STAGES:
            stage(evening)
        assert server.stop() == 0
    for name, reason in absent.items():
        with subtests.test(name):
            pytest.skip(f"the evening was without {name}: {reason}")
