"""The plain face from its beginning to its end: on a terminal, in pipes, or only to say what comes in."""

import asyncio
import os
import sys
from collections.abc import Callable

from parlour.client.call import Call
from parlour.client.client import Client
from parlour.client.engine import Engine
from parlour.client.memory import Memory
from parlour.client.plain.delivery import Delivery
from parlour.client.plain.face import PlainFace
from parlour.client.plain.manner import Manner, Output, Teller
from parlour.client.plain.pipe import Pipe, standard
from parlour.client.plain.printer import Printer
from parlour.client.plain.questions import Asking
from parlour.client.plain.records import Recorder
from parlour.client.plain.scribe import Scribe
from parlour.client.plain.silence import Silence
from parlour.client.profile import Profile
from parlour.client.questions import Nobody, Questions
from parlour.client.settings import ChatSettings
from parlour.client.told import Told

DONE, FAILED, INTERRUPTED = 0, 1, 130

Make = Callable[[Questions], Client]
"""Makes the client, in the running event loop, with whom it can ask."""


async def talk(call: Call, memory: Memory, settings: ChatSettings) -> int:
    """Be the plain face of one call, on the streams of this process; returns the exit code."""

    def make(questions: Questions) -> Client:
        return Client(memory, settings, questions, call.means)

    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    moves = terminal and os.environ.get("TERM", "dumb") != "dumb"
    manner = Manner(call.to, call.once, call.as_json, terminal, moves, call.color, call.patience_s)
    if moves and not call.once and not call.as_json:
        return await on_terminal(make, list(call.profiles), manner)
    return await in_pipes(make, list(call.profiles), manner, standard(terminal=terminal), may_ask=call.may_ask)


async def on_terminal(make: Make, profiles: list[Profile], manner: Manner) -> int:
    """On a terminal whose cursor can be moved; returns the exit code."""
    from parlour.client.plain.terminal import Interrupted, Terminal  # not needed in pipes, and takes a while

    asking = Asking()
    client = make(asking)
    terminal = Terminal(asking, color=manner.color, bell=client.settings.bell, typed=client.memory.typed)
    face = PlainFace(client, Printer(client, terminal, manner, marks_read=True), manner, follows=True)
    delivery = _begin(client, profiles, face)
    reading = asyncio.ensure_future(terminal.read(face))
    leaving = asyncio.ensure_future(face.left.wait())
    interrupted = False
    try:
        await asyncio.wait([reading, leaving], return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            terminal.stop()
        await reading
    except Interrupted:
        interrupted = True
    finally:
        leaving.cancel()
    if not interrupted:
        await face.until(lambda: not delivery.is_under_way, manner.patience_s)
    face.is_leaving = True
    await client.close()
    left = delivery.kept()
    terminal.narrate(left)
    terminal.finish()
    return INTERRUPTED if interrupted else FAILED if left else DONE


async def in_pipes(make: Make, profiles: list[Profile], manner: Manner, pipe: Pipe, *, may_ask: bool) -> int:
    """In pipes, or on a terminal that only prints; returns the exit code."""
    asking = Asking()
    asking.output, asking.asked = pipe, pipe.asked
    client = make(asking if may_ask and manner.terminal else Nobody())
    face = PlainFace(client, _teller(client, pipe, manner), manner, follows=manner.terminal or not manner.to)
    delivery = _begin(client, profiles, face)
    scribe = Scribe(face, delivery, manner, pipe, asking)
    works = [asyncio.ensure_future(each) for each in (scribe.read(), face.left.wait(), pipe.gone.wait())]
    await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
    for each in works[1:]:
        each.cancel()
    if not pipe.gone.is_set() and not scribe.is_hopeless:
        awaits = not manner.terminal
        await face.until(lambda: not (delivery.is_under_way or (awaits and delivery.is_awaited)), manner.patience_s)
    works[0].cancel()
    done = await asyncio.gather(*works, return_exceptions=True)
    if isinstance(done[0], Exception):
        raise done[0]
    reasons = delivery.reasons()
    face.is_leaving = True
    await client.close()
    left = [*delivery.give_up(reasons), *scribe.left(), *([] if manner.terminal else delivery.waiting())]
    pipe.complain(left)
    return FAILED if left or scribe.gave_back else DONE


def _teller(client: Client, output: Output, manner: Manner) -> Teller:
    if manner.once:
        return Silence(output)
    if manner.as_json:
        return Recorder(output, manner.history)
    return Printer(client, output, manner, marks_read=manner.terminal)


def _begin(client: Client, profiles: list[Profile], face: PlainFace) -> Delivery:
    for profile in profiles:
        client.add(profile, connect=False)
    delivery = Delivery(client)
    face.begin()

    def happened(engine: Engine, told: list[Told]) -> None:
        delivery.happened(told)
        face.happened(engine, told)

    client.listener = happened
    for profile in profiles:
        client.connect(profile.name)
    return delivery
