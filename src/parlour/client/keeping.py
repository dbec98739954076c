"""What has not arrived, as plain data that survives the client, and what has become of it meanwhile."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parlour.client.model import Buffer, Fate, Message

if TYPE_CHECKING:
    from parlour.client.engine import Engine

OVER = "The session has ended; this was not sent."


@dataclass(slots=True)
class Way:
    """How a message has gone out."""

    buffer: Buffer
    message: Message
    keyed: bool
    """Whether the server has learned its key."""
    first_ms: int
    """When it went out for the first time (Unix ms)."""
    sent_ms: int
    again: bool = False
    """Whether it has gone out before."""


def fate(way: Way) -> Fate:
    """What has become of a message that was on its way when the connection was lost."""
    return "waiting" if way.keyed and not way.message.session else "perhaps"


def kept(buffer: Buffer, message: Message, way: Way | None) -> dict[str, Any]:
    """A message that has not arrived; `way` is how it went out, if it did."""
    return {
        "buffer": buffer.name, "channel": buffer.kind == "channel", "kind": message.kind,
        "text": message.text, "nick": message.nick, "at_ms": message.at_ms, "reply_to": message.reply_to,
        "once": message.once, "session": message.session, "fate": message.fate, "why": message.why,
        "sent_ms": way.first_ms if way is not None else 0, "keyed": way is not None and way.keyed,
    }  # fmt: skip


def restored(engine: "Engine", data: dict[str, Any]) -> Way:
    """What `kept` gave, as a message of this run. What was for a session is for none now."""
    buffer = engine.open(data["buffer"], "channel" if data["channel"] else "conversation", wanted=False)
    message = engine.message(data["kind"], data["nick"], data["text"])
    message.own, message.quiet, message.at_ms = True, False, data["at_ms"]
    message.once, message.reply_to, message.session = data["once"], data["reply_to"], data["session"]
    message.fate, message.why = data["fate"], data["why"]
    way = Way(buffer, message, data["keyed"], data["sent_ms"], data["sent_ms"])
    if message.fate == "sent":
        message.fate = fate(way)
    elif message.fate == "waiting" and message.session:
        message.fate, message.why = "failed", OVER
    return way
