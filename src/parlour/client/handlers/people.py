"""People: what they are called, whether they are here, what is known of them."""

from typing import TYPE_CHECKING

from parlour.client.handlers import on
from parlour.client.told import PersonChanged, StateChanged

if TYPE_CHECKING:
    from parlour.client.engine import Engine
    from parlour.client.lines import Line


@on("NICK")
def nick(engine: "Engine", line: "Line") -> None:
    """Somebody goes by another name."""
    network, old, new = engine.network, line.nick, line.parameter(0)
    if not new or not (network.is_me(old) or network.person(old)):
        return
    own = network.is_me(old)
    buffers = engine.people.channels_of(old)
    talk = network.buffer(old)
    if talk is not None and talk.kind == "conversation":
        buffers.append(talk)
    engine.people.renamed(old, new)
    for buffer in [*buffers, *([network.buffers[""]] if own else [])]:
        engine.history.place(buffer, engine.message("nick", old, new, line))
    if own:
        engine.tell(StateChanged(network.state))


@on("AWAY")
def away(engine: "Engine", line: "Line") -> None:
    """Somebody is away, or is here again (away-notify)."""
    if engine.network.is_me(line.nick):
        engine.network.away = bool(line.parameters)
    engine.people.is_away(line.nick, line.parameter(0) if line.parameters else None)


@on("301")
def is_away(engine: "Engine", line: "Line") -> None:
    """Somebody who was written to, or looked up, is away."""
    nick, reason = line.parameter(1), line.last
    person, talk = engine.network.person(nick), engine.network.buffer(nick)
    is_news = person is not None and person.away != reason
    engine.people.is_away(nick, reason)
    if is_news and talk is not None and talk.kind == "conversation" and not engine.asking.is_open("whois"):
        engine.add(talk, engine.message("info", "", f"{nick} is away{f': {reason}' if reason else ''}", line))


@on("305", "306")
def own_away(engine: "Engine", line: "Line") -> None:
    """The user is marked as away, or not any more."""
    engine.network.away = line.command == "306"
    engine.people.is_away(engine.network.nick, (engine.doing.away or "") if engine.network.away else None)
    engine.tell(StateChanged(engine.network.state))


@on("ACCOUNT")
def account(engine: "Engine", line: "Line") -> None:
    """Somebody has logged in or out (account-notify)."""
    person = engine.network.person(line.nick)
    if person is not None:
        person.account = "" if line.parameter(0) == "*" else line.parameter(0)
        engine.tell(PersonChanged(person, person.nick))


@on("CHGHOST")
def chghost(engine: "Engine", line: "Line") -> None:
    """Somebody has another host."""
    person = engine.network.person(line.nick)
    if person is not None:
        person.user, person.host = line.parameter(0), line.parameter(1)


@on("396")
def own_host(engine: "Engine", line: "Line") -> None:
    """The user has another host, as others see it."""
    person = engine.network.person(engine.network.nick)
    if person is not None:
        user, _, host = line.parameter(1).rpartition("@")
        person.user, person.host = user or person.user, host


@on("SETNAME")
def setname(engine: "Engine", line: "Line") -> None:
    """Somebody has another real name."""
    person = engine.network.person(line.nick)
    if person is not None:
        person.realname = line.parameter(0)
        engine.tell(PersonChanged(person, person.nick))


@on("730", "731")
def monitored(engine: "Engine", line: "Line") -> None:
    """Somebody with whom one talks is there, or is not (MONITOR)."""
    for word in line.last.split(","):
        nick = word.partition("!")[0]
        person = engine.network.person(nick)
        if person is None and engine.network.buffer(nick) is not None:
            person = engine.person(nick)
        if person is not None:
            engine.people.is_there(person, there=line.command == "730")


@on("732", "733")
def monitor_list(_engine: "Engine", _line: "Line") -> None:
    """The list of those who are watched is the client's own affair."""
