"""The client: an engine and a link for each network, a memory of them all, and one face that shows them."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from parlour.client.engine import Engine
from parlour.client.link import Link
from parlour.client.means import Means
from parlour.client.memory import Memory
from parlour.client.model import Buffer
from parlour.client.profile import Profile
from parlour.client.questions import Questions
from parlour.client.settings import ChatSettings
from parlour.client.told import BufferChanged, NickTaken, PasswordRefused, StateChanged, Told
from parlour.client.troubles import Refused
from parlour.client.trust import Trust

TICK_S = 1.0

GOODBYE_S = 3.0
"""So long a server may take to read what was said last, and to close the connection."""

Listener = Callable[[Engine, list[Told]], None]


class Client:
    """All networks of one user. It lives in a running event loop.

    A face sets `listener`, which is told what has happened, and calls `flush` after it has called engines.
    """

    def __init__(
        self, memory: Memory, settings: ChatSettings, questions: Questions, means: Means | None = None
    ) -> None:
        self.memory = memory
        self.settings = settings
        self.engines: dict[str, Engine] = {}
        """By the name of their profile, in the order in which they were added."""
        self.listener: Listener = _nobody_listens
        self._questions = questions
        self._means = means or Means()
        self._trust = Trust(memory, questions)
        self._links: dict[str, Link] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._flushing = False
        self._asking_nick: set[str] = set()
        self._wants_password: dict[str, bool] = {}
        """Which networks wait for a password, and whether one was given and is wrong."""
        self._ticker = asyncio.get_running_loop().create_task(self._tick_for_ever())

    @property
    def is_inside(self) -> bool:
        """Whether connections lead to something in this process, and not to servers."""
        return self._means.attach is not None

    # Networks

    def add(self, profile: Profile, *, connect: bool = True) -> Engine:
        """The engine of a network, which is connected to, and again whenever the connection is lost."""
        engine = self.engines.get(profile.name)
        if engine is None:
            engine = self.engines[profile.name] = Engine(profile, self._means.clock, self._means.chance)
            self.memory.restore(engine)
            self._links[profile.name] = Link(engine, self._trust, self._means, self._prepare, self.flush)
        if connect:
            self._links[profile.name].start()
        return engine

    def remove(self, name: str, reason: str = "") -> None:
        """Leave a network, and have it here no more. What is known of it stays in the memory."""
        engine, link = self.engines.pop(name), self._links.pop(name)
        self.memory.note(engine)
        self.memory.left(name)
        self._do(self._leave(engine, link, reason))

    def connect(self, name: str) -> None:
        """Connect to a network that was disconnected; what is connected is left alone."""
        self._links[name].start()

    def disconnect(self, name: str, reason: str = "") -> None:
        """Leave a network until `connect`."""
        self.memory.left(name)
        self._do(self._leave(self.engines[name], self._links[name], reason))

    def reconnect(self, name: str) -> None:
        """Connect anew, at once."""

        async def again() -> None:
            link = self._links[name]
            await link.stop("you connect anew")
            link.start()

        self._do(again())

    def next_attempt_ms(self, name: str) -> int | None:
        """When a network is tried again (Unix ms), while that is waited for."""
        return self._links[name].next_ms

    def is_tried(self, name: str) -> bool:
        """Whether there is a connection to a network, or one is tried for again and again."""
        return self._links[name].runs

    def mute(self, engine: Engine, buffer: Buffer, *, muted: bool) -> None:
        """Count nothing as unread in a buffer, or do so again."""
        buffer.muted = muted
        engine.tell(BufferChanged(buffer))
        self.flush()

    # What happens

    def flush(self) -> None:
        """Send what the engines have to say, and tell the listener what has happened. To be called after an engine."""
        if self._flushing:
            return  # whoever flushes goes on until nothing is left
        self._flushing = True
        try:
            while self._flush_once():
                pass
        finally:
            self._flushing = False

    def _flush_once(self) -> bool:
        anything = False
        for name, engine in list(self.engines.items()):
            self._links[name].write()
            told = engine.take_told()
            if told:
                anything = True
                if any(isinstance(each, StateChanged) and each.state == "online" for each in told):
                    self.memory.used(engine.profile, self._means.clock())
                self.listener(engine, told)
                self._answer(engine, told)
        return anything

    def tick(self) -> None:
        """About a second has passed."""
        for name, engine in list(self.engines.items()):
            engine.tick()
            self._links[name].tick()
            self.memory.note(engine)
        self.flush()

    async def _tick_for_ever(self) -> None:
        while True:
            await self._means.pause(TICK_S)
            self.tick()
            if trouble := await self.memory.save():
                self._complain(trouble)

    def _complain(self, sentence: str) -> None:
        """Something is wrong with the client itself."""
        for engine in list(self.engines.values())[:1]:
            engine.answer(engine.network.buffers[""], [sentence], error=True)
        self.flush()

    # Questions

    async def _prepare(self, engine: Engine) -> None:
        profile = engine.profile
        if not profile.nick:
            await self._ask_nick(engine, "")
        if profile.name in self._wants_password:
            was_wrong = self._wants_password.pop(profile.name)
            profile.password = await self._questions.password(profile) or ""
            if not profile.password:
                wants = "does not take that password" if was_wrong else "wants a password"
                raise Refused(f"{profile.place} {wants}; give it with --password-file, or a password_command")
        elif not profile.password:
            profile.password = await self.settings.password(profile.name)

    def _answer(self, engine: Engine, told: list[Told]) -> None:
        """See to what the server wants before it lets the user in."""
        name = engine.profile.name
        for each in told:
            if isinstance(each, PasswordRefused):
                self._wants_password[name] = each.given
                self._links[name].hurry()
            elif (
                isinstance(each, NickTaken)
                and not each.trying
                and engine.network.state == "registering"
                and name not in self._asking_nick
            ):
                self._asking_nick.add(name)
                self._do(self._another_nick(engine, each.why))

    async def _another_nick(self, engine: Engine, why: str) -> None:
        try:
            await self._ask_nick(engine, why)
        except Refused as refused:
            await self._links[engine.profile.name].stop(str(refused))
        else:
            if engine.network.state == "registering":
                engine.send("NICK", engine.profile.nick)
                self.flush()
        finally:
            self._asking_nick.discard(engine.profile.name)

    async def _ask_nick(self, engine: Engine, why: str) -> None:
        nick = await self._questions.nick(engine.profile, why)
        if not nick:
            raise Refused(why or "there is no nick to come with: give one with --nick")
        engine.profile.nick = engine.network.nick = nick

    # The end

    async def close(self, reason: str = "") -> None:
        """Leave all networks, waiting a moment for what is on its way, and remember what is to be remembered."""
        self._ticker.cancel()
        await asyncio.gather(
            *(self._leave(engine, self._links[name], reason) for name, engine in list(self.engines.items()))
        )
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for engine in self.engines.values():
            self.memory.note(engine)
        await self.memory.save()
        self.memory.close()

    async def _leave(self, engine: Engine, link: Link, reason: str) -> None:
        await link.quit(reason, GOODBYE_S)
        if told := engine.take_told():  # where it is not among the others any more
            self.listener(engine, told)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _nobody_listens(engine: Engine, told: list[Told]) -> None:
    """Before a face has begun to listen, nothing is worth telling."""
