"""What is said: to one, of oneself, as an answer, and what has not arrived."""

from parlour.client.commands.context import Ctx, Unfit
from parlour.client.commands.registry import Addressee, Emoji, Nick, Rest, Where, command
from parlour.client.commands.typed import say
from parlour.client.direct import CAPABILITY as DIRECT
from parlour.client.emoji import named
from parlour.client.model import Message


@command("msg", "m", online=False)
def msg(ctx: Ctx, where: Where, text: Rest) -> None:
    """Say something to one person or in a channel, and stay here."""
    say(ctx, ctx.reader(where), text)


@command("query", "q", online=False)
def query(ctx: Ctx, nick: Nick, text: Rest = "") -> None:
    """Go to the conversation with somebody, and perhaps say something there."""
    buffer = ctx.engine.doing.query(nick)
    ctx.face.switch(ctx.engine, buffer)
    if text:
        say(ctx, buffer, text)


@command("me", online=False)
def me(ctx: Ctx, text: Rest) -> None:
    """Say what you do: /me waves."""
    say(ctx, ctx.buffer, text, "action")


@command("notice", online=False, lacks=DIRECT)
def notice(ctx: Ctx, where: Where, text: Rest) -> None:
    """Send a notice, which no program answers."""
    say(ctx, ctx.reader(where), text, "notice")


@command("reply", "r", lacks=DIRECT)
def reply(ctx: Ctx, nick: Addressee, text: Rest) -> None:
    """Answer the last thing that somebody said here: /reply well yes, or /reply bob: well yes."""
    answered = last(ctx, nick)
    say(ctx, ctx.buffer, text, reply_to=answered.msgid)


@command("react", lacks=DIRECT)
def react(ctx: Ctx, emoji: Emoji, nick: Nick = "") -> None:
    """React to the last thing that somebody said here: /react 👍, or /react :thumbsup bob."""
    sign = named(emoji) or emoji
    ctx.engine.sending.react(ctx.buffer, last(ctx, nick), sign)


@command("retry")
def retry(ctx: Ctx) -> None:
    """Send what was not delivered here once more."""
    for message in _undelivered(ctx, "perhaps", "failed"):
        ctx.engine.sending.retry(message)


@command("discard", online=False)
def discard(ctx: Ctx) -> None:
    """Throw away what was not delivered here."""
    thrown = _undelivered(ctx, "waiting", "perhaps", "failed")
    for message in thrown:
        ctx.engine.sending.discard(message)
    ctx.say(*(f"Thrown away: {message.text}" for message in thrown))


def last(ctx: Ctx, nick: str) -> Message:
    """The last thing that somebody said here, or whoever else spoke last."""
    fold = ctx.network.fold
    for message in reversed(ctx.buffer.timeline.messages):
        if message.is_speech and (fold(message.nick) == fold(nick) if nick else not message.own):
            if not message.msgid or not ctx.network.can("message-tags"):
                ctx.refuse("This server gives messages no ids, so that none can be answered or reacted to.")
            return message
    nobody = f"{nick} has said nothing" if nick else "Nobody else has said anything"
    raise Unfit(f"{nobody} here that is known.")


def _undelivered(ctx: Ctx, *fates: str) -> list[Message]:
    found = [message for message in ctx.buffer.unsent if message.fate in fates]
    if not found:
        ctx.refuse("All that was said here has arrived, or is on its way.")
    return found
