"""What was typed: a command behind a slash, or text for whoever reads the buffer."""

from parlour.client import direct
from parlour.client.commands.context import Ctx, Unfit
from parlour.client.commands.registry import COMMANDS, first_word, near
from parlour.client.model import Buffer, MessageKind


def run(ctx: Ctx, typed: str) -> bool:
    """Do what was typed; False when it was not to be done: it has been said why, and what was typed goes back."""
    try:
        if typed.startswith("/") and not typed.startswith("//"):
            _command(ctx, typed[1:])
        else:
            say(ctx, ctx.buffer, typed.removeprefix("/") if typed.startswith("//") else typed)
    except Unfit as unfit:
        ctx.face.show(ctx.buffer, [str(unfit)], error=True)
        return False
    return True


def say(ctx: Ctx, buffer: Buffer, text: str, kind: MessageKind = "said", reply_to: str = "") -> None:
    """Say something in a buffer, if it can be said there."""
    network = ctx.network
    if not text.strip():
        ctx.refuse("There is nothing to say in that.")
    if buffer.kind == "server" and network.can(direct.CAPABILITY):
        ctx.refuse("Nobody would read this here: /dial somebody, or go to a friend with /to.")
    if buffer.kind == "server":
        ctx.refuse("Nobody would read this here: /join #channel or /query nick first, or begin with a slash.")
    if buffer.kind == "channel" and not buffer.joined and network.state == "online":
        ctx.refuse(f"You are not in {buffer.name}, so nobody would read this; /join {buffer.name} enters it.")
    session = buffer.session
    if session is not None and not session.ringing and not session.has_floor:
        when = "they hand it over when they are done" if session.duplex == "half" else "in simplex only they speak"
        ctx.refuse(f"{session.partner} has the floor, and this was not sent; {when}.")
    ctx.engine.sending.say(buffer, text, kind, reply_to)


def _command(ctx: Ctx, typed: str) -> None:
    if not typed.strip() or typed[0].isspace():
        ctx.refuse("A slash begins a command; /help shows them, and two slashes say what begins with one.")
    name, rest = first_word(typed)
    command = COMMANDS.get(name.lower())
    if command is None:
        meant = near(name)
        hint = f"did you mean /{meant.names[0]}?" if meant is not None else "/help shows those that there are."
        ctx.refuse(f"There is no command /{name}; {hint} To say it, begin with two slashes.")
    if command.needs and ctx.network.state == "online" and not ctx.network.can(command.needs):
        ctx.refuse(direct.NONE_HERE)
    if command.lacks and ctx.network.can(command.lacks):
        ctx.refuse(f"/{name} is a thing of servers, and this is the direct line; /help shows what there is.")
    arguments = command.arguments(rest, ctx.network)
    if arguments is None:
        ctx.refuse(f"{command.grammar} is how it is typed: {command.help}")
    if command.online and ctx.network.state != "online":
        ctx.refuse(f"There is no connection to {ctx.engine.profile.name} now; /{name} needs one.")
    command.handler(ctx, *arguments)
