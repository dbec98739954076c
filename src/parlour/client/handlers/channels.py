"""Channels: who is in them, what they are about, how they are."""

from typing import TYPE_CHECKING

from parlour.client import modes
from parlour.client.handlers import on
from parlour.client.people import WHOX_TOKEN
from parlour.client.told import BufferChanged, MembersChanged

if TYPE_CHECKING:
    from parlour.client.engine import Engine
    from parlour.client.lines import Line

MOST_BUFFERS = 500
"""With so many buffers no channel is opened that nobody asked for."""


@on("JOIN")
def join(engine: "Engine", line: "Line") -> None:
    """Somebody joins a channel."""
    network, name = engine.network, line.parameter(0)
    own = network.is_me(line.nick)
    buffer = network.buffer(name)
    if not network.is_channel(name) or (buffer is None and not own):
        return
    if buffer is None and len(network.buffers) >= MOST_BUFFERS and not engine.registration.is_wanted(name):
        return
    buffer = buffer or engine.open(name, "channel", wanted=own)
    person = engine.people.learn(line)
    if len(line.parameters) >= 3:
        person.account = "" if line.parameter(1) == "*" else line.parameter(1)
        person.realname = line.parameter(2)
    if own:
        engine.registration.wants(name)
        engine.people.empties(buffer)
        buffer.name, buffer.joined, buffer.modes, buffer.topic, buffer.topic_by = name, True, "", "", ""
        engine.tell(BufferChanged(buffer))
    engine.people.enters(buffer, person)
    engine.people.is_there(person, there=True)
    engine.history.place(buffer, engine.message("joined", line.nick, "", line))
    if own:
        engine.history.joined(buffer)


@on("PART")
def part(engine: "Engine", line: "Line") -> None:
    """Somebody leaves a channel."""
    for name in line.parameter(0).split(","):
        buffer = engine.network.buffer(name)
        if buffer is not None and buffer.kind == "channel":
            if engine.network.is_me(line.nick):
                engine.registration.wants_no_more(name)
            engine.history.place(buffer, engine.message("parted", line.nick, line.parameter(1), line))
            engine.people.leaves(buffer, line.nick)


@on("KICK")
def kick(engine: "Engine", line: "Line") -> None:
    """Somebody is put out of a channel."""
    buffer, whom = engine.network.buffer(line.parameter(0)), line.parameter(1)
    if buffer is None or buffer.kind != "channel":
        return
    message = engine.message("kicked", line.nick, line.parameter(2), line)
    message.to = whom
    if engine.network.is_me(whom):
        engine.registration.wants_no_more(buffer.name)
        message.mentions, message.quiet = True, False
    engine.history.place(buffer, message)
    engine.people.leaves(buffer, whom)


@on("QUIT")
def quit_(engine: "Engine", line: "Line") -> None:
    """Somebody leaves the network."""
    if engine.network.is_me(line.nick):
        return
    for buffer in engine.people.goes(line.nick):
        engine.history.place(buffer, engine.message("quit", line.nick, line.parameter(0), line))


@on("TOPIC")
def topic(engine: "Engine", line: "Line") -> None:
    """The topic of a channel is another."""
    buffer = engine.network.buffer(line.parameter(0))
    if buffer is not None and buffer.kind == "channel":
        buffer.topic, buffer.topic_by = line.parameter(1), line.nick
        engine.history.place(buffer, engine.message("topic", line.nick, line.parameter(1), line))
        engine.tell(BufferChanged(buffer))


@on("331", "332", "333")
def topic_is(engine: "Engine", line: "Line") -> None:
    """What the topic of a channel is, and who set it."""
    buffer = engine.network.buffer(line.parameter(1))
    if buffer is not None and buffer.kind == "channel":
        if line.command == "333":
            buffer.topic_by = line.parameter(2).partition("!")[0]
        else:
            buffer.topic = line.parameter(2) if line.command == "332" else ""
        engine.tell(BufferChanged(buffer))


@on("353")
def names(engine: "Engine", line: "Line") -> None:
    """Some of those who are in a channel."""
    engine.people.named(line)


@on("366")
def names_end(engine: "Engine", line: "Line") -> None:
    """Those were all who are in a channel."""
    engine.people.named_all(line)


@on("324")
def modes_are(engine: "Engine", line: "Line") -> None:
    """The modes of a channel."""
    buffer = engine.network.buffer(line.parameter(1))
    if buffer is not None and buffer.kind == "channel":
        buffer.modes = modes.changed(engine.network, "", modes.read(engine.network, line.parameters[2:]))
        engine.tell(BufferChanged(buffer))


@on("MODE")
def mode(engine: "Engine", line: "Line") -> None:
    """Modes of a channel, of its members, or of the user have changed."""
    network = engine.network
    buffer = network.buffer(line.parameter(0))
    if buffer is None or buffer.kind != "channel":
        _own_mode(engine, line)
        return
    changes = modes.read(network, line.parameters[1:])
    for change in changes:
        member = buffer.members.get(network.fold(change.value))
        if member is not None:
            member.ranks = modes.ranked(network, member.ranks, change)
    buffer.modes = modes.changed(network, buffer.modes, changes)
    engine.history.place(buffer, engine.message("mode", line.nick, " ".join(line.parameters[1:]), line))
    engine.tell(MembersChanged(buffer))
    engine.tell(BufferChanged(buffer))


def _own_mode(engine: "Engine", line: "Line") -> None:
    if engine.network.is_me(line.parameter(0)):
        given = True
        for letter in line.parameter(1):
            if letter in "+-":
                given = letter == "+"
            elif letter in "oO":
                engine.network.operator = given
        server = engine.network.buffers[""]
        engine.add(server, engine.message("mode", line.nick, " ".join(line.parameters), line))


@on("INVITE")
def invite(engine: "Engine", line: "Line") -> None:
    """The user, or somebody else, is invited to a channel."""
    network, whom, name = engine.network, line.parameter(0), line.parameter(1)
    if network.is_me(whom):
        message = engine.message("invited", line.nick, name, line)
        message.mentions, message.quiet = True, False
        engine.history.place(network.buffer(line.nick) or network.buffers[""], message)
    elif (buffer := network.buffer(name)) is not None:
        engine.history.place(buffer, engine.message("info", "", f"{line.nick} invited {whom}", line))


@on("403", "405", "470", "471", "473", "474", "475", "476", "477", "479", "480", "489", "520")
def kept_out(engine: "Engine", line: "Line") -> None:
    """A channel lets the user not in. It is not tried again, unless they have been there and it is still open."""
    name = line.parameter(1)
    if engine.network.is_channel(name) and engine.network.buffer(name) is None:
        engine.registration.wants_no_more(name)
    engine.refused(line)


@on("352")
def who(engine: "Engine", line: "Line") -> None:
    """Who somebody is, and whether they are away or in a session (WHO)."""
    if len(line.parameters) > 6:
        user, host, _, nick, flags = line.parameters[2:7]
        realname = line.last.partition(" ")[2]
        engine.people.told_of(nick, [user, host, realname], flags)


@on("354")
def whox(engine: "Engine", line: "Line") -> None:
    """The same with the account, if it is what was asked of those who are met in a channel (WHOX)."""
    if len(line.parameters) == 8 and line.parameter(1) == WHOX_TOKEN:
        user, host, nick, flags, account, realname = line.parameters[2:]
        engine.people.told_of(nick, [user, host, realname], flags, "" if account == "0" else account)
