"""How somebody is answered who asks for something about sessions: in lines for their client, or in sentences."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from parlour.core.blocks import blocked
from parlour.core.model import User
from parlour.core.refusals import Refusal
from parlour.core.sessions import state
from parlour.core.visibility import sees
from parlour.protocols.irc import sentences
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.filling import filled
from parlour.wire import numerics as n
from parlour.wire.framing import BODY_BYTES

LOOKED_AT = 200
"""After so many users others have their turn."""


class Voice(Protocol):
    """One way to answer."""

    def unknown(self, said: str) -> None:
        """There is no such thing to ask for."""

    def incomplete(self, said: str) -> None:
        """Something is missing behind a word."""

    def neither(self, said: str) -> None:
        """It is neither on nor off."""

    def asks(self, *, asks: bool) -> None:
        """Whether the user is asked before a session begins."""

    def blocks(self, whom: str, *, adding: bool) -> None:
        """Whether the user hears from somebody."""

    async def users(self) -> None:
        """How the user stands, and who else is FREE or BUSY."""


class Lines:
    """For clients that know sessions."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def unknown(self, said: str) -> None:
        self._ctx.fail("INVALID_PARAMS", word(said), words="There is no such subcommand; HELP SESSION shows them")

    def incomplete(self, said: str) -> None:  # noqa: ARG002, the numeric names the command
        self._ctx.numeric(n.ERR_NEEDMOREPARAMS, "SESSION")

    def neither(self, said: str) -> None:
        self._ctx.fail("INVALID_PARAMS", word(said), words="SESSION ASK takes on or off")

    def asks(self, *, asks: bool) -> None:
        self._send(f"ASK {'on' if asks else 'off'}")

    def blocks(self, whom: str, *, adding: bool) -> None:
        self._send(f"{'BLOCK' if adding else 'UNBLOCK'} {whom}")

    async def users(self) -> None:
        ctx, user = self._ctx, self._ctx.user
        session = user.session
        if session is not None:
            partner = ctx.network.users[session.partner(user.id)].nick
            speaker = "*" if session.duplex == "full" else ctx.network.users[session.floor].nick
            self._send(f"STATUS {partner} {session.id} {session.duplex} {state(user).value} {speaker}")
        self.asks(asks=user.asks)

        async def show(other: User) -> None:
            self._send(f"LIST {other.number} {other.nick} {_is(other)}")
            await ctx.room()

        await _show_all(ctx, show)
        self._send("LISTEND")

    def _send(self, line: str) -> None:
        self._ctx.send(f":{self._ctx.server} SESSION {line}")


class Sentences:
    """For people."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def say(self, text: str) -> None:
        """Say a sentence."""
        self._ctx.send(sentences.notice(self._ctx.server, self._ctx.nick, text))

    def unknown(self, said: str) -> None:
        self.say(sentences.UNKNOWN.format(word(said)))

    def incomplete(self, said: str) -> None:
        self.say(sentences.HOW[said.lower()])

    def neither(self, said: str) -> None:
        self.say(f"{word(said)} is neither. {sentences.HOW['ask']}")

    def refused(self, refusal: Refusal) -> None:
        """It was declined."""
        self.say(sentences.REFUSED[refusal.why].format(*map(word, refusal.subject)))

    def asks(self, *, asks: bool) -> None:
        self.say(sentences.ASKS[asks])

    def blocks(self, whom: str, *, adding: bool) -> None:
        self.say((sentences.BLOCKED if adding else sentences.UNBLOCKED).format(whom))

    async def users(self) -> None:
        ctx = self._ctx
        self.say(f"{sentences.standing(ctx.network, ctx.user)} {sentences.ASKS[ctx.user.asks]}")
        whom = [mask.removesuffix("!*@*") for mask in blocked(ctx.network, ctx.user)]
        await self._list(sentences.BLOCKING, whom)
        found: dict[str, list[str]] = {"FREE": [], "BUSY": []}

        async def note(other: User) -> None:
            found[_is(other)].append(f"{other.nick} ({other.number})")

        hidden = await _show_all(ctx, note)
        for kind, people in found.items():
            await self._list(kind, people)
        if hidden:
            self.say(sentences.HIDDEN[hidden == 1].format(hidden))

    async def _list(self, title: str, found: list[str]) -> None:
        """Say what was found, in as many lines as it takes; nothing if that is nothing."""
        ctx = self._ctx
        listed = [f"{one}," for one in found[:-1]] + found[-1:]
        room = BODY_BYTES - len(sentences.notice(ctx.server, ctx.nick, f"{title}: ").encode())
        for line in filled(listed, room) if listed else ():
            self.say(f"{title}: {line}")
            await ctx.room()


async def _show_all(ctx: Context, show: Callable[[User], Awaitable[None]]) -> int:
    """Show those whom a user may see, by their numbers. Returns how many others there are."""
    users, hidden = ctx.network.numbers.users, 0
    for at, number in enumerate(sorted(users), 1):
        other = users.get(number)
        if other is not None and sees(ctx.user, other):
            await show(other)
        elif other is not None:
            hidden += 1
        if not at % LOOKED_AT:
            await ctx.pause()
    return hidden


def _is(user: User) -> str:
    return "FREE" if user.session is None else "BUSY"
