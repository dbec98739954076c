"""What people say."""

from typing import TYPE_CHECKING

from parlour.client import speech
from parlour.client.gestures import TYPING, reply_to
from parlour.client.handlers import on
from parlour.client.model import Buffer
from parlour.client.past import react

if TYPE_CHECKING:
    from parlour.client.engine import Engine
    from parlour.client.lines import Line

OPENED_BY_OTHERS = 500
"""With so many buffers nobody opens a further one by speaking to the user; it is shown where the server speaks."""


@on("PRIVMSG", "NOTICE")
def said(engine: "Engine", line: "Line") -> None:
    """Somebody says something."""
    text, label = line.parameter(1), line.tags.get("label", "")
    query = speech.ctcp(text)
    if query is not None:
        engine.sending.ctcp.queried(line, *query, live=True)
        return
    message = speech.read(engine, line)
    if label and engine.sending.echoed(None, message, label):
        return
    own = message.own
    buffer = _place(engine, line)
    if own and engine.sending.echoed(buffer, message, ""):
        return
    if not text and not line.tags.keys() & {"+draft/react", "+draft/unreact"}:
        return
    if buffer.kind == "server":
        message.mentions, message.quiet = False, True
    elif not own:
        engine.sending.gestures.types(buffer, line.nick, "done")
    _learn(engine, line, buffer)
    if text:
        engine.history.place(buffer, message, live=not engine.history.is_past(buffer, message, line))
    if reply_to(line.tags):
        react(engine, buffer, line)


@on("TAGMSG")
def tagged(engine: "Engine", line: "Line") -> None:
    """Somebody tells something without words."""
    network = engine.network
    name, _ = speech.target(network, line.parameter(0))
    own = network.is_me(line.nick)
    buffer = network.buffer(name if own or network.is_channel(name) else line.nick)
    if buffer is None or buffer.kind == "server":
        return
    if not own and TYPING in line.tags:
        engine.sending.gestures.types(buffer, line.nick, line.tags[TYPING])
    if reply_to(line.tags):
        react(engine, buffer, line)
    engine.direct.received(buffer, line)


def _place(engine: "Engine", line: "Line") -> Buffer:
    """The buffer in which something is said; a conversation is opened by it."""
    network = engine.network
    name, _ = speech.target(network, line.parameter(0))
    if network.is_channel(name):
        buffer = network.buffer(name)
        is_room = buffer is not None or len(network.buffers) < OPENED_BY_OTHERS
        return engine.open(name, "channel", wanted=False) if is_room else network.buffers[""]
    own = network.is_me(line.nick)
    other = name if own else line.nick
    if network.state != "online" or _is_server(engine, line) or not (own or network.is_me(name)):
        return network.buffers[""]
    if network.buffer(other) is None and len(network.buffers) >= OPENED_BY_OTHERS:
        return network.buffers[""]
    is_new = network.buffer(other) is None
    buffer = engine.open(other, "conversation", wanted=False)
    if is_new and not own:
        # What opened it is news; what was said before is not.
        buffer.read_ms = buffer.read_ms or max(1, speech.read(engine, line).at_ms - 1)
    return buffer


def _is_server(engine: "Engine", line: "Line") -> bool:
    """Whether it is the server that speaks, and nobody."""
    return "!" not in line.source and ("." in line.nick or line.nick in ("", engine.network.server))


def _learn(engine: "Engine", line: "Line", buffer: Buffer) -> None:
    """What a line tells of whoever it comes from."""
    network = engine.network
    known = network.person(line.nick)
    if known is None and (buffer.kind == "conversation" or network.is_me(line.nick)):
        known = engine.person(line.nick)
    if known is None:
        return
    user, host = line.user_and_host
    known.user, known.host = user or known.user, host or known.host
    known.bot = known.bot or "bot" in line.tags
    known.account = line.tags.get("account", known.account)
    engine.people.is_there(known, there=True)
