"""Lines that nobody types at this moment: they wait until there is somebody to read them."""

import time

from parlour.client.commands.registry import COMMANDS
from parlour.client.plain.delivery import Delivery
from parlour.client.plain.face import PlainFace
from parlour.client.plain.manner import Line, Manner
from parlour.client.plain.pipe import Pipe
from parlour.client.plain.questions import Asking
from parlour.client.text import plain

AT_ONCE = 200
"""So many messages may be under way before more is read."""

ANSWER_S = 10.0
"""So long a command may take before the next line is dealt with."""

AWAITED = ("join", "call", "bye", "accept", "decline", "over", "connect")
"""Commands that decide where the next line goes."""


class Scribe:
    """Reads lines and has them said or done."""

    def __init__(self, face: PlainFace, delivery: Delivery, manner: Manner, pipe: Pipe, asking: Asking) -> None:
        self.gave_back = False
        """Whether something was neither said nor done."""
        self.is_hopeless = False
        """Whether nothing can be said, now or later."""
        self._face = face
        self._delivery = delivery
        self._manner = manner
        self._pipe = pipe
        self._asking = asking
        self._left: list[str] = []

    async def read(self) -> None:
        """Deal with all lines until their end."""
        self._pipe.begin(self._asking)
        if not self._manner.terminal:
            await self._arrive()
        async for line in self._pipe.lines():
            if self.is_hopeless:
                self._left.append(line)
            elif line.strip():
                await self._take(line)

    def left(self) -> list[Line]:
        """What could not be said at all, in lines."""
        left = [*self._left, *self._pipe.rest()]
        return [[("error", "not delivered: "), ("", plain(line))] for line in left if line.strip()]

    async def _take(self, line: str) -> None:
        face = self._face
        if self._manner.once:
            engine, buffer = face.where
            engine.sending.say(buffer, line)
            face.client.flush()
        else:
            before = face.answers
            if not face.typed(line) and not self._manner.terminal:
                self.gave_back = True
            elif _is_awaited(line) and not self._manner.terminal:
                await face.until(lambda: face.answers > before, ANSWER_S)
        if not self._manner.terminal and self._delivery.count() >= AT_ONCE:
            await face.until(lambda: self._delivery.count() < AT_ONCE or not self._delivery.is_under_way, None)

    async def _arrive(self) -> None:
        """Wait until there is a place where something can be said. After the last line that may not take for ever."""
        face = self._face
        began: float | None = None
        while not await face.until(lambda: face.is_there or self._is_refused(), 0.5):
            if began is None and (self._manner.once or self._pipe.ended):
                began = time.monotonic()
            if began is not None and time.monotonic() - began >= self._manner.patience_s:
                break
        self.is_hopeless = not face.is_there

    def _is_refused(self) -> bool:
        face = self._face
        engine = face.where[0]
        return face.was_refused or not face.client.is_tried(engine.profile.name)


def _is_awaited(line: str) -> bool:
    if not line.startswith("/") or line.startswith("//"):
        return False
    command = COMMANDS.get(line[1:].split(None, 1)[0].lower()) if line[1:].strip() else None
    return command is not None and command.names[0] in AWAITED
