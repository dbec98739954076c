"""What a line says, and to whom: PRIVMSG and NOTICE as messages, whether they come now or out of the history."""

from typing import TYPE_CHECKING

from parlour.client.gestures import reply_to
from parlour.client.lines import Line
from parlour.client.model import Message, MessageKind, Network
from parlour.client.text import mentions
from parlour.wire.plain import action, query

if TYPE_CHECKING:
    from parlour.client.engine import Engine

FUTURE_MS = 24 * 60 * 60 * 1000
"""A time that is further ahead is none: nothing has been said yet then."""


def target(network: Network, name: str) -> tuple[str, str]:
    """The buffer's name for a target, and for whom in it a message is: "@#attic" is for the operators of #attic."""
    bare = name.lstrip(network.supported.get("STATUSMSG", "@+"))
    if bare != name and network.is_channel(bare):
        return bare, name
    return name, ""


def ctcp(text: str) -> tuple[str, str] | None:
    """The query and what stands behind it, if a text is one of CTCP and no action."""
    asked = query(text)
    if asked is None:
        return None
    word, _, rest = asked.partition(" ")
    return word.upper(), rest


def read(engine: "Engine", line: Line) -> Message:
    """The message that a PRIVMSG or NOTICE is."""
    network, text = engine.network, line.parameter(1)
    kind: MessageKind = "said" if line.command == "PRIVMSG" else "notice"
    done = action(text)
    text = text if done is None else done
    message = engine.message(kind if done is None else "action", line.nick, text, line)
    name, message.to = target(network, line.parameter(0))
    message.reply_to = reply_to(line.tags)
    message.mentions = not message.own and (not network.is_channel(name) or mentions(text, network.nick, network.fold))
    settle_time(engine, message)
    return message


def settle_time(engine: "Engine", message: Message) -> None:
    """Take a time that cannot be for the present."""
    now_ms = engine.clock()
    if not 0 < message.at_ms < now_ms + FUTURE_MS:
        message.at_ms = now_ms
