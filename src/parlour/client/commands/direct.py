"""The direct line: whom one meets, and the files that go between two machines."""

from parlour.client.commands.context import Ctx
from parlour.client.commands.registry import Nick, Rest, command
from parlour.client.direct import CAPABILITY


@command("to", needs=CAPABILITY)
def to(ctx: Ctx, nick: Nick) -> None:
    """Talk to another of your friends: what you type next is for them."""
    ctx.face.switch(ctx.engine, ctx.engine.doing.query(nick))


@command("dial", needs=CAPABILITY)
def dial(ctx: Ctx, where: Rest) -> None:
    """Reach a friend by name, or a machine: /dial bob, /dial host, /dial host:7800 code-words."""
    ctx.engine.direct.ask(ctx.buffer, "DIAL", *where.split())


@command("code", needs=CAPABILITY)
def code(ctx: Ctx, words: Rest = "") -> None:
    """Say the two words that whom you dialled has read to you; without them, see your own."""
    ctx.engine.direct.ask(ctx.buffer, "CODE", words)


@command("trust", needs=CAPABILITY)
def trust(ctx: Ctx, address: str) -> None:
    """Know somebody from now on, after you have compared the words of their key aloud."""
    ctx.engine.direct.ask(ctx.buffer, "TRUST", address)


@command("forget", needs=CAPABILITY)
def forget(ctx: Ctx, nick: Nick) -> None:
    """Know a friend's key no more; what was said is kept."""
    ctx.engine.direct.ask(ctx.buffer, "FORGET", nick)


@command("friends", needs=CAPABILITY)
def friends(ctx: Ctx) -> None:
    """Show whom you know, who is connected, and how many messages wait for each."""
    ctx.engine.direct.ask(ctx.buffer, "FRIENDS")


@command("nearby", needs=CAPABILITY)
def nearby(ctx: Ctx) -> None:
    """Look who can be found on the same network."""
    ctx.engine.direct.ask(ctx.buffer, "FIND")


@command("send", needs=CAPABILITY)
def send(ctx: Ctx, path: Rest) -> None:
    """Offer a file to whom you talk with; they accept it or not."""
    ctx.engine.direct.ask(ctx.buffer, "SEND", ctx.partner(), path)
