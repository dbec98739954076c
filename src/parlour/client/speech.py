"""What a line says, and to whom: PRIVMSG and NOTICE as messages, whether they come now or out of the history."""

import re
from typing import TYPE_CHECKING

from parlour.client.gestures import reply_to
from parlour.client.lines import Line
from parlour.client.model import Message, Network

if TYPE_CHECKING:
    from parlour.client.engine import Engine

FUTURE_MS = 24 * 60 * 60 * 1000
"""A time that is further ahead is none: nothing has been said yet then."""

_ACTION = "\x01ACTION"
_FORMATTING = re.compile(r"\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9a-fA-F]{6})?|[\x00-\x1f\x7f]")
_IN_NAMES = r"[\w\[\]\\`^{|}-]"


def target(network: Network, name: str) -> tuple[str, str]:
    """The buffer's name for a target, and for whom in it a message is: "@#attic" is for the operators of #attic."""
    bare = name.lstrip(network.supported.get("STATUSMSG", "@+"))
    if bare != name and network.is_channel(bare):
        return bare, name
    return name, ""


def ctcp(text: str) -> tuple[str, str] | None:
    """The query and what stands behind it, if a text is one of CTCP and no action."""
    if not text.startswith("\x01") or text.startswith((f"{_ACTION} ", f"{_ACTION}\x01")) or text == _ACTION:
        return None
    word, _, rest = text.strip("\x01").partition(" ")
    return word.upper(), rest


def read(engine: "Engine", line: Line) -> Message:
    """The message that a PRIVMSG or NOTICE is."""
    network, text = engine.network, line.parameter(1)
    kind = "said" if line.command == "PRIVMSG" else "notice"
    is_action = text.startswith(_ACTION) and ctcp(text) is None
    if is_action:
        text = text[len(_ACTION) :].removeprefix(" ").removesuffix("\x01")
    message = engine.message("action" if is_action else kind, line.nick, text, line)  # type: ignore[arg-type]
    name, message.to = target(network, line.parameter(0))
    message.reply_to = reply_to(line.tags)
    message.mentions = not message.own and (not network.is_channel(name) or names(network, text))
    settle_time(engine, message)
    return message


def settle_time(engine: "Engine", message: Message) -> None:
    """Take a time that cannot be for the present."""
    now_ms = engine.clock()
    if not 0 < message.at_ms < now_ms + FUTURE_MS:
        message.at_ms = now_ms


def names(network: Network, text: str) -> bool:
    """Whether a text has the user's nick in it, as a word."""
    nick = network.fold(network.nick)
    plain = network.fold(_FORMATTING.sub(" ", text))
    if not nick or nick not in plain:
        return False
    return re.search(f"(?<!{_IN_NAMES}){re.escape(nick)}(?!{_IN_NAMES})", plain) is not None
