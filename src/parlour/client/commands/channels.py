"""Channels: entering and leaving them, what they are about, who may do what in them."""

from parlour.client.commands.context import Ctx
from parlour.client.commands.registry import Channel, Here, Nick, Rest, Where, bare_nick, command
from parlour.client.direct import CAPABILITY as DIRECT


@command("join", "j", online=False, lacks=DIRECT)
def join(ctx: Ctx, channel: Channel, key: str = "") -> None:
    """Enter a channel: /join #attic. Without the sign in front it is meant, too."""
    name = ctx.with_sign(channel)
    found = ctx.network.buffer(name)
    if found is not None and found.joined:
        ctx.face.switch(ctx.engine, found)
        return
    ctx.engine.doing.join(name, key, ctx.buffer)
    if found is not None:
        ctx.face.switch(ctx.engine, found)


@command("part", "leave", lacks=DIRECT)
def part(ctx: Ctx, channel: Here, reason: Rest = "") -> None:
    """Leave a channel, or the one that you look at. What was said stays to be read until /close."""
    buffer = ctx.channel(channel)
    if not buffer.joined:
        ctx.refuse(f"You are not in {buffer.name}.")
    ctx.engine.doing.part(buffer, reason)


@command("close", online=False)
def close(ctx: Ctx, where: Where = "") -> None:
    """Close a conversation, or leave a channel and close it."""
    buffer = ctx.place(where)
    if buffer.kind == "server":
        ctx.refuse("The server's own place stays; /disconnect leaves the server.")
    if buffer.unsent:
        ctx.refuse("Something here was not delivered yet; /retry sends it again, /discard throws it away.")
    ctx.engine.doing.close(buffer)


@command("topic", lacks=DIRECT)
def topic(ctx: Ctx, channel: Here, text: Rest = "") -> None:
    """Show what a channel is about, or say it. A text of - takes the topic away."""
    buffer = ctx.channel(channel)
    if text:
        ctx.engine.doing.set_topic(buffer, "" if text == "-" else text)
    elif buffer.topic:
        ctx.say(f"The topic of {buffer.name}{f', set by {buffer.topic_by}' if buffer.topic_by else ''}: {buffer.topic}")
    else:
        ctx.say(f"{buffer.name} has no topic.")


@command("names", lacks=DIRECT)
def names(ctx: Ctx, channel: Channel = "") -> None:
    """Show who is in a channel."""
    ctx.engine.doing.names(ctx.channel(channel))


@command("list", lacks=DIRECT)
def list_channels(ctx: Ctx, mask: str = "") -> None:
    """Show which channels there are: all, or those that are called so, as in /list *cat*."""
    ctx.engine.doing.list_channels(mask, ctx.buffer)


@command("invite", lacks=DIRECT)
def invite(ctx: Ctx, nick: Nick, channel: Channel = "") -> None:
    """Invite somebody to a channel."""
    ctx.engine.doing.invite(ctx.channel(channel), nick)


@command("kick", lacks=DIRECT)
def kick(ctx: Ctx, channel: Here, nick: Nick, reason: Rest = "") -> None:
    """Put somebody out of a channel."""
    ctx.engine.doing.kick(ctx.channel(channel), nick, reason)


@command("ban", lacks=DIRECT)
def ban(ctx: Ctx, channel: Here, nick_or_mask: Nick = "") -> None:
    """Keep somebody out of a channel, by nick or by a mask as in *!*@host; without one it shows who is kept out."""
    buffer = ctx.channel(channel)
    ctx.engine.doing.mode(buffer.name, f"+b {ctx.mask(nick_or_mask)}" if nick_or_mask else "+b")


@command("unban", lacks=DIRECT)
def unban(ctx: Ctx, channel: Here, nick_or_mask: Nick) -> None:
    """Let somebody in again."""
    ctx.engine.doing.mode(ctx.channel(channel).name, f"-b {ctx.mask(nick_or_mask)}")


@command("op", lacks=DIRECT)
def op(ctx: Ctx, channel: Here, nicks: Rest) -> None:
    """Make people operators of a channel."""
    _rank(ctx, channel, nicks, "+", "o")


@command("deop", lacks=DIRECT)
def deop(ctx: Ctx, channel: Here, nicks: Rest) -> None:
    """Make people operators of a channel no longer."""
    _rank(ctx, channel, nicks, "-", "o")


@command("voice", lacks=DIRECT)
def voice(ctx: Ctx, channel: Here, nicks: Rest) -> None:
    """Let people speak in a moderated channel."""
    _rank(ctx, channel, nicks, "+", "v")


@command("devoice", lacks=DIRECT)
def devoice(ctx: Ctx, channel: Here, nicks: Rest) -> None:
    """Take people's voice in a moderated channel."""
    _rank(ctx, channel, nicks, "-", "v")


@command("mode", lacks=DIRECT)
def mode(ctx: Ctx, channel_or_nick: Where = "", modes: Rest = "") -> None:
    """Show or change the modes of a channel, or your own: /mode #attic +m."""
    target = channel_or_nick or (ctx.buffer.name if ctx.buffer.kind == "channel" else ctx.network.nick)
    ctx.engine.doing.mode(target, modes, ctx.buffer)


def _rank(ctx: Ctx, channel: str, nicks: str, sign: str, letter: str) -> None:
    buffer = ctx.channel(channel)
    named = [bare_nick(word) for word in nicks.split()]
    most = ctx.network.supported.get("MODES", "")
    at_once = int(most) if most.isascii() and most.isdigit() and 0 < len(most) < 4 and int(most) else 1
    for at in range(0, len(named), at_once):
        some = named[at : at + at_once]
        ctx.engine.doing.mode(buffer.name, " ".join([sign + letter * len(some), *some]))
