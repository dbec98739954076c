"""The client itself: where one is, which servers there are, what it does, and how it ends."""

from parlour.client import wording
from parlour.client.actions import ACTIONS
from parlour.client.commands.context import Ctx
from parlour.client.commands.registry import COMMANDS, CommandName, Rest, Where, bare, command
from parlour.client.model import Buffer


@command("switch", "go", online=False)
def switch(ctx: Ctx, where: Where = "") -> None:
    """Go to a channel or conversation: by its name, a part of it, or its number; without one it shows them all."""
    places = [(engine, buffer) for engine in ctx.client.engines.values() for buffer in engine.network.buffers.values()]
    if not where:
        if not ctx.face.act("switcher"):
            rows = [(str(at), *_place(ctx, buffer, engine.network.name)) for at, (engine, buffer) in enumerate(places)]
            ctx.say(*wording.columns([("nr", "where", "unread", ""), *rows], right=1))
        return
    if where.isascii() and where.isdigit() and int(where[:6]) < len(places):
        ctx.face.switch(*places[int(where[:6])])
        return
    named = ctx.network.buffer("" if where == "*" else where)
    if named is not None:
        ctx.face.switch(ctx.engine, named)
        return
    fold = ctx.network.fold
    found = [place for place in places if fold(where) in fold(place[1].name)]
    if not found:
        ctx.refuse(f"There is nothing open that is called {where}; /join enters a channel, /query begins to talk.")
    if len(found) > 1:
        ctx.refuse(f"{where} is a part of {', '.join(buffer.name for _, buffer in found[:8])}; say which.")
    ctx.face.switch(*found[0])


@command("servers", online=False)
def servers(ctx: Ctx) -> None:
    """Show the servers that you are connected to, and those that are tried."""
    rows = [
        (
            name,
            engine.profile.place,
            "TLS" if engine.profile.tls else "no TLS",
            engine.network.state,
            engine.network.nick,
        )
        for name, engine in ctx.client.engines.items()
    ]
    ctx.say(*wording.columns(rows))


@command("mute", online=False)
def mute(ctx: Ctx, where: Where = "") -> None:
    """Count nothing as unread in a place, and tell of no mention there."""
    _mute(ctx, where, muted=True)


@command("unmute", online=False)
def unmute(ctx: Ctx, where: Where = "") -> None:
    """Count what is unread again."""
    _mute(ctx, where, muted=False)


@command("theme", online=False)
def theme(ctx: Ctx, name: str = "") -> None:
    """Choose the colours of the screen, or show which there are."""
    if not ctx.face.act("theme", name):
        ctx.refuse("There are no colours in plain lines.")


@command("quote")
def quote(ctx: Ctx, line: Rest) -> None:
    """Send a line to the server as it is."""
    ctx.engine.doing.quote(line)


@command("help", "h", online=False)
def show_help(ctx: Ctx, command: CommandName = "") -> None:
    """Show what there is to type, or more of one command."""
    if command:
        asked = COMMANDS[bare(command)]
        others = [f"  also: {', '.join(f'/{name}' for name in asked.names[1:])}"] if len(asked.names) > 1 else []
        keys = [
            f"  key: {action.keys_shown}" for action in ACTIONS if action.command[1:] == asked.names[0] and action.keys
        ]
        ctx.say(asked.grammar, *(f"  {line}" for line in (asked.help, *asked.details) if line), *others, *keys)
    elif not ctx.face.act("help"):
        rows = [(known.grammar, known.help) for known in dict.fromkeys(COMMANDS.values())]
        ctx.say(*wording.columns(rows), "All else is said where you are; what begins with two slashes, with one.")


@command("quit", "exit", online=False)
def leave(ctx: Ctx) -> None:
    """Leave all servers and end the program."""
    ctx.face.leave()


def _mute(ctx: Ctx, where: str, *, muted: bool) -> None:
    buffer = ctx.place(where)
    ctx.client.mute(ctx.engine, buffer, muted=muted)
    ctx.say(f"{buffer.name or 'The server'} is {'muted' if muted else 'not muted any more'}.")


def _place(ctx: Ctx, buffer: Buffer, network: str) -> tuple[str, str, str]:
    name = buffer.name or "*"
    where = f"{network}/{name}" if len(ctx.client.engines) > 1 else name
    here = "here" if buffer is ctx.buffer else "muted" if buffer.muted else ""
    return where, str(buffer.unread or ""), here
