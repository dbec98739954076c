"""Coming: a connection is asked for the server's password, if there is one, and for a name."""

import re

from parlour.core.names import user_name
from parlour.core.refusals import Refusal, Why
from parlour.protocols.text import words
from parlour.protocols.text.context import Context
from parlour.protocols.text.grammar import Call, Misused, Text, Unknown, read
from parlour.protocols.text.registry import WRITTEN
from parlour.protocols.text.rooms import enter

TRIES = 3
"""So often a name, or the password, is asked for."""

PROGRAMS = {
    words.FOR_IRC: re.compile(r"CAP (LS|REQ|END)\b|NICK [^ ]+$|USER ([^ ]+ ){3}"),
    words.FOR_BROWSERS: re.compile(r"[A-Z]+ [^ ]+ HTTP/\d"),
}
"""How programs begin that speak something else, and what there is to tell whoever uses them."""

BEFORE_A_NAME = frozenset({"close", "help"})
"""What may be typed instead of a name."""


def greet(ctx: Context) -> None:
    """What is said first."""
    words_ = words.GREETING_WITH_PASSWORD if ctx.host.password else words.GREETING
    ctx.say(words_.format(network=ctx.host.network_name))


async def answer(ctx: Context, line: str) -> None:
    """What was typed by somebody who has no name yet."""
    said = line.strip()
    typed = read(said, talking=False)
    if isinstance(typed, Call) and typed.command.name in BEFORE_A_NAME:
        await typed.command.handler(ctx, *typed.arguments)
    elif not said:
        ask(ctx)
    elif (why := _wrong_here(said)) is not None:
        ctx.say(why)
        ctx.connection.goodbye("Another protocol", told=words.GOODBYE)
    elif ctx.host.password and not ctx.connection.admitted:
        await _take_password(ctx, line)
    elif isinstance(typed, Text) and said.upper() not in WRITTEN:
        await _take_name(ctx, typed.text)
    else:
        fail(ctx, _no_name(typed, said))


def _wrong_here(line: str) -> str | None:
    """What to tell the program that sent a line, if it is no person's."""
    return next((why for why, beginning in PROGRAMS.items() if beginning.match(line)), None)


def _no_name(typed: Call | Misused | Unknown | Text, line: str) -> str:
    shown = typed.command.shown if isinstance(typed, Call | Misused) else line.partition(" ")[0]
    return words.NAME_FIRST.format(command=shown)


def ask(ctx: Context) -> None:
    """Ask for what is still to be said."""
    waits = ctx.host.password and not ctx.connection.admitted
    ctx.say(words.ASK_PASSWORD if waits else words.ASK_NAME)


def fail(ctx: Context, why: str) -> None:
    """What was typed will not do: ask again, or no more."""
    connection = ctx.connection
    connection.tries += 1
    ctx.say(why)
    if connection.tries < TRIES:
        ask(ctx)
    else:
        waits = ctx.host.password and not connection.admitted
        ctx.say((words.NO_PASSWORD if waits else words.NO_NAME).format(tries=TRIES))
        connection.goodbye("No password" if waits else "No name", told=words.GOODBYE)


async def _take_password(ctx: Context, line: str) -> None:
    try:
        right = await ctx.verify(ctx.host.password, line)
    except Refusal as refusal:
        ctx.say(words.why(refusal))
        ctx.connection.goodbye("Too many are coming at the moment; try again later", told=words.GOODBYE)
        return
    if not right:
        ctx.host.guessed_wrong(ctx.peer)
        fail(ctx, words.BAD_PASSWORD)
        return
    ctx.connection.admitted = True
    ctx.connection.tries = 0
    ask(ctx)


async def _take_name(ctx: Context, name: str) -> None:
    try:
        user = ctx.host.come(ctx.peer, name, user_name(name), name)
    except Refusal as refusal:
        ban = ctx.network.bans.get(refusal.subject[0], ctx.host.now_ms()) if refusal.why is Why.SHUT_OUT else None
        if ban is not None:
            ctx.connection.turn_away(ban)
        else:
            fail(ctx, ctx.why(refusal))
        return
    ctx.say(words.WELCOME.format(name=user.nick, id=user.number))
    for line in ctx.host.motd:
        ctx.say(line)
    await _enter_lobby(ctx)


async def _enter_lobby(ctx: Context) -> None:
    lobby = ctx.host.limits.lobby
    if not lobby:
        ctx.say(ctx.goes_to)
        return
    try:
        await enter(ctx, lobby)
    except Refusal as refusal:
        ctx.say(words.NO_LOBBY.format(why=words.why(refusal)))
