"""Channels: who is in them, what they are about."""

from typing import TYPE_CHECKING

from parlour.client.handlers import on
from parlour.client.model import Member
from parlour.client.told import BufferChanged, MembersChanged

if TYPE_CHECKING:
    from parlour.client.engine import Engine
    from parlour.client.lines import Line


@on("JOIN")
def join(engine: "Engine", line: "Line") -> None:
    """Somebody joins a channel."""
    own = engine.network.is_me(line.nick)
    buffer = engine.open(line.parameter(0), "channel", wanted=own)
    buffer.members[engine.network.fold(line.nick)] = Member(engine.person(line.nick))
    if own:
        buffer.joined = True
        engine.tell(BufferChanged(buffer))
    engine.add(buffer, engine.message("joined", line.nick, "", line))
    if own:
        engine.history.joined(buffer)
    engine.tell(MembersChanged(buffer))
