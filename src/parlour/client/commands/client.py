"""The client itself: where one is, which servers there are, what it does, and how it ends."""

from itertools import chain, count

from parlour.client import places, wording
from parlour.client.actions import ACTIONS
from parlour.client.commands.context import Ctx
from parlour.client.commands.registry import COMMANDS, CommandName, Rest, Server, Switch, Where, bare, command, offered
from parlour.client.direct import CAPABILITY as DIRECT
from parlour.client.model import Buffer
from parlour.client.profile import Profile


@command("switch", "go", online=False)
def switch(ctx: Ctx, where: Where = "") -> None:
    """Go to a channel or conversation: by its name, a part of it, or its number; without one it shows them all."""
    open_here = [
        (engine, buffer) for engine in ctx.client.engines.values() for buffer in engine.network.buffers.values()
    ]
    if not where:
        if not ctx.face.act("switcher"):
            rows = [
                (str(at), *_place(ctx, buffer, engine.network.name)) for at, (engine, buffer) in enumerate(open_here)
            ]
            ctx.say(*wording.columns([("nr", "where", "unread", ""), *rows], right=1))
        return
    if where.isascii() and where.isdigit() and int(where[:6]) < len(open_here):
        ctx.face.switch(*open_here[int(where[:6])])
        return
    named = ctx.network.buffer("" if where == "*" else where)
    if named is not None:
        ctx.face.switch(ctx.engine, named)
        return
    fold = ctx.network.fold
    found = [place for place in open_here if fold(where) in fold(place[1].name)]
    if not found:
        ctx.refuse(f"There is nothing open that is called {where}; /join enters a channel, /query begins to talk.")
    if len(found) > 1:
        ctx.refuse(f"{where} is a part of {', '.join(buffer.name for _, buffer in found[:8])}; say which.")
    ctx.face.switch(*found[0])


@command("servers", online=False, lacks=DIRECT)
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


@command("connect", online=False, lacks=DIRECT)
def connect(ctx: Ctx, server: Server, port: str = "") -> None:
    """Connect to a server: one that is known by its name, HOST, HOST PORT or ircs://HOST/#channel."""
    client = ctx.client
    if server in client.engines:
        client.connect(server)
        return
    profile = client.memory.profile(server)
    if profile is None:
        try:
            place = places.read(server, port)
        except places.PlaceError as error:
            ctx.refuse(f"{str(error)[:1].upper()}{str(error)[1:]}.")
        name = client.memory.find(place.host, place.port, tls=place.tls) or _name(ctx, place.host)
        profile = client.memory.profile(name) or Profile(name, place.host, place.port, place.tls)
        profile.channels = [*dict.fromkeys([*profile.channels, *place.channels])]
        profile.nick = place.nick or profile.nick or ctx.network.nick
        if not profile.tls and not place.is_near and "://" not in server:
            ctx.refuse(f"Others could read along without TLS; irc://{server} connects all the same.")
    engine = client.add(profile)
    ctx.face.switch(engine, engine.network.buffers[""])


@command("disconnect", online=False, lacks=DIRECT)
def disconnect(ctx: Ctx, server: Server = "") -> None:
    """Leave a server, or the one that you are at, until /connect."""
    ctx.client.disconnect(_server(ctx, server))


@command("reconnect", online=False, lacks=DIRECT)
def reconnect(ctx: Ctx, server: Server = "") -> None:
    """Connect to a server anew, now."""
    ctx.client.reconnect(_server(ctx, server))


@command("typing", online=False, lacks=DIRECT)
def typing(ctx: Ctx, on_or_off: Switch) -> None:
    """Let others see that you are typing, or not."""
    for engine in ctx.client.engines.values():
        engine.sending.gestures.tells_typing = on_or_off == "on"
    ctx.say(f"Others {'see' if on_or_off == 'on' else 'do not see'} that you are typing, until you leave.")


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
    ctx.engine.doing.quote(line, ctx.buffer)


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
        rows = [(known.grammar, known.help) for known in offered(ctx.network)]
        ctx.say(*wording.columns(rows), "All else is said where you are; what begins with two slashes, with one.")


@command("quit", "exit", online=False)
def leave(ctx: Ctx) -> None:
    """Leave all servers and end the program."""
    ctx.face.leave()


def _server(ctx: Ctx, name: str) -> str:
    if name and name not in ctx.client.engines:
        ctx.refuse(f"There is no server called {name} here; /servers shows those that there are.")
    return name or ctx.engine.profile.name


def _name(ctx: Ctx, host: str) -> str:
    """A name for a server that has none yet."""
    taken = {*ctx.client.engines, *ctx.client.memory.servers}
    return next(name for name in chain([host], (f"{host}-{number}" for number in count(2))) if name not in taken)


def _mute(ctx: Ctx, where: str, *, muted: bool) -> None:
    buffer = ctx.place(where)
    ctx.client.mute(ctx.engine, buffer, muted=muted)
    ctx.say(f"{buffer.name or 'The server'} is {'muted' if muted else 'not muted any more'}.")


def _place(ctx: Ctx, buffer: Buffer, network: str) -> tuple[str, str, str]:
    name = buffer.name or "*"
    where = f"{network}/{name}" if len(ctx.client.engines) > 1 else name
    here = "here" if buffer is ctx.buffer else "muted" if buffer.muted else ""
    return where, str(buffer.unread or ""), here
