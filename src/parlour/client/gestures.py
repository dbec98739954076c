"""What is told without words: reactions, and that somebody is typing.

Sources: https://ircv3.net/specs/client-tags/react, https://ircv3.net/specs/client-tags/typing and
https://ircv3.net/specs/client-tags/reply
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parlour.client.model import Buffer, Message, Network
from parlour.client.told import Answered, MessageChanged, TypingChanged

if TYPE_CHECKING:
    from parlour.client.engine import Engine

REACT = "+draft/react"
UNREACT = "+draft/unreact"
TYPING = "+typing"

THROTTLE_MS = 3_000
ACTIVE_MS = 6_000
PAUSED_MS = 30_000

MOST_TYPING = 50
MOST_REACTIONS = 40
MOST_REACTING = 500
REACTION_LENGTH = 64


def may_tag(network: Network, *names: str) -> bool:
    """Whether the server passes on these tags, named without their +.

    https://ircv3.net/specs/extensions/message-tags#rpl_isupport-tokens
    """
    denied = network.supported.get("CLIENTTAGDENY", "").split(",")
    if not network.can("message-tags"):
        return False
    return not any(f"-{name}" not in denied if denied[0] == "*" else name in denied for name in names)


def reply_tags(network: Network, msgid: str) -> dict[str, str]:
    """What tells that something answers a message, under the name it has and the one it had."""
    return {f"+{name}": msgid for name in ("reply", "draft/reply") if may_tag(network, name)}


def reply_to(tags: dict[str, str]) -> str:
    """The message that something answers."""
    return tags.get("+reply") or tags.get("+draft/reply", "")


@dataclass(slots=True)
class _Told:
    """What others were told last of the user's typing in a buffer."""

    buffer: Buffer
    at_ms: int
    active: bool
    ended: bool = False
    """Whether they are to be told that it has ended, as soon as they may be."""


class Gestures:
    """What one tells, and is told, without words."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._told: dict[int, _Told] = {}
        """By the buffer's identity."""
        self.tells_typing = True
        """Whether the user wants others to know; faces set it."""

    def typing(self, buffer: Buffer, *, active: bool) -> None:
        """The user is typing in a buffer, or has stopped."""
        network = self._engine.network
        may = self.tells_typing and network.state == "online" and may_tag(network, "typing")
        if not may or buffer.kind == "server" or (buffer.kind == "channel" and not buffer.joined):
            return
        now_ms = self._engine.clock()
        told = self._told.get(id(buffer))
        is_soon = told is not None and now_ms - told.at_ms < THROTTLE_MS
        if told is not None and (is_soon or not active):
            told.ended = not active and told.active
            if is_soon or not told.ended:
                return
        elif not active:
            return
        self._tell(buffer, active=active)

    def said(self, buffer: Buffer) -> None:
        """The user has said something, so that nobody takes them to be typing any more."""
        self._told.pop(id(buffer), None)

    def _tell(self, buffer: Buffer, *, active: bool) -> None:
        self._told[id(buffer)] = _Told(buffer, self._engine.clock(), active)
        self._engine.send("TAGMSG", buffer.name, tags={TYPING: "active" if active else "done"})

    def lost(self) -> None:
        """The connection is gone: nobody is known to type."""
        self._told.clear()
        for buffer in self._engine.network.buffers.values():
            if buffer.typing:
                buffer.typing.clear()
                self._engine.tell(TypingChanged(buffer))

    def tick(self, now_ms: int) -> None:
        """About a second has passed."""
        for told in list(self._told.values()):
            if now_ms - told.at_ms >= THROTTLE_MS and told.ended and self._engine.network.state == "online":
                self._tell(told.buffer, active=False)
            elif now_ms - told.at_ms >= ACTIVE_MS:
                del self._told[id(told.buffer)]
        for buffer in self._engine.network.buffers.values():
            over = [nick for nick, until_ms in buffer.typing.items() if until_ms <= now_ms or self._left(buffer, nick)]
            for nick in over:
                del buffer.typing[nick]
            if over:
                self._engine.tell(TypingChanged(buffer))

    def _left(self, buffer: Buffer, nick: str) -> bool:
        return buffer.kind == "channel" and self._engine.network.fold(nick) not in buffer.members

    def types(self, buffer: Buffer, nick: str, how: str) -> None:
        """Somebody tells that they are typing, or not any more ("done", or what they typed has come)."""
        now_ms = self._engine.clock()
        if how in ("active", "paused") and (nick in buffer.typing or len(buffer.typing) < MOST_TYPING):
            is_new = nick not in buffer.typing
            buffer.typing[nick] = now_ms + (ACTIVE_MS if how == "active" else PAUSED_MS)
        else:
            is_new = buffer.typing.pop(nick, None) is not None
        if is_new:
            self._engine.tell(TypingChanged(buffer))

    def react(self, buffer: Buffer, message: Message, emoji: str) -> None:
        """React to a message, or take it back if the user has reacted so."""
        engine, network = self._engine, self._engine.network
        sign = emoji.strip()
        taken_back = network.nick in (message.reactions or {}).get(sign, ())
        name = UNREACT if taken_back else REACT
        if network.state != "online":
            self._refuse(buffer, "There is no connection; a reaction does not wait for one.")
        elif not may_tag(network, name[1:]) or not reply_tags(network, "x"):
            self._refuse(buffer, "This server passes on no reactions.")
        elif not message.msgid:
            self._refuse(buffer, "This cannot be reacted to: the server gave it no id.")
        elif sign and len(sign) <= REACTION_LENGTH:
            engine.send("TAGMSG", buffer.name, tags={name: sign, **reply_tags(network, message.msgid)})
            if not network.can("echo-message"):
                self.reacts(buffer, network.nick, message.msgid, sign, gone=taken_back)

    def reacts(self, buffer: Buffer, nick: str, msgid: str, sign: str, *, gone: bool) -> None:
        """Somebody reacts to a message, or takes that back."""
        message = buffer.timeline.by_msgid.get(msgid)
        sign = sign.strip()
        if message is None or not sign or len(sign) > REACTION_LENGTH:
            return
        reactions = message.reactions or {}
        nicks = reactions.get(sign, [])
        if gone:
            if nick not in nicks:
                return
            nicks.remove(nick)
            if not nicks:
                del reactions[sign]
        else:
            is_room = sign in reactions or len(reactions) < MOST_REACTIONS
            if nick in nicks or not is_room or len(nicks) >= MOST_REACTING:
                return
            reactions.setdefault(sign, []).append(nick)
        message.reactions = reactions or None
        self._engine.tell(MessageChanged(buffer, message))

    def _refuse(self, buffer: Buffer, words: str) -> None:
        self._engine.add(buffer, self._engine.message("error", "", words))
        self._engine.tell(Answered(buffer, [words], error=True))
