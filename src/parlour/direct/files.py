"""Files between friends: offered, taken or not, gone on with where they stopped, and put in their place.

The node hands over what a face asks (`send`, `accept`, `decline`), each connection that begins or ends (`joined`,
`left`) and every message about a file (`received`). An `accept` starts `Sending.run`, which puts the file on the
friend's connection and waits for room there. What comes goes to a `Taking`, which has the connection held while too
much waits for the disk. `close` comes after the connections are gone, and before the history is closed.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import platformdirs

from parlour.direct.boxes import Box
from parlour.direct.conversation import Conversation
from parlour.direct.desk import Unfit
from parlour.direct.filenames import clean, size_in_words
from parlour.direct.history import History, HistoryError, Offered, Taken
from parlour.direct.link import Line
from parlour.direct.messages import Accept, Data, Decline, Done, Got, Offer
from parlour.direct.progress import Progress
from parlour.direct.sending import Sending, SendingError, Source, look
from parlour.direct.taking import Taking, TakingError

THREADS = 4

MOST_OFFERED = 20
"""So many files of one friend may wait to be accepted."""

Note = Callable[..., None]
FileMessage = Offer | Accept | Decline | Data | Done | Got


class Files:
    """The files of one side."""

    def __init__(
        self, own: bytes, history: History, downloads: Path | None, note: Note,
        do: Callable[[Coroutine[Any, Any, Any]], object], clock: Callable[[], int],
    ) -> None:  # fmt: skip
        """`own` is one's own key; `note` tells the user a sentence about a friend, `do` has something done."""
        self._own = own
        self._history = history
        self._folder = downloads or Path(platformdirs.user_downloads_dir()) / "parlour"
        self._note = note
        self._do = do
        self._clock = clock
        self._boxes: dict[bytes, Box] = {}
        self._endings: set[asyncio.Task[None]] = set()
        """What is let go of, or put in its place: that is waited for at the end."""
        self._executor = ThreadPoolExecutor(THREADS, thread_name_prefix="parlour-files")

    def _box(self, conversation: Conversation) -> Box:
        return self._boxes.setdefault(conversation.key, Box())

    async def close(self) -> None:
        """Write what has come, and let go of everything; it can be gone on with."""
        for box in self._boxes.values():
            for sending in box.sendings.values():
                sending.stop()
            for taking in box.takings.values():
                self._end(taking.close())
        await asyncio.gather(*self._endings, return_exceptions=True)
        self._executor.shutdown(wait=False)

    def _end(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)

    # What a face asks

    def send(self, conversation: Conversation, path: str) -> None:
        """Offer a file. Raises Unfit."""
        if conversation.route is None:
            raise Unfit(
                f"You do not talk with {conversation.nick} at the moment: /dial {conversation.nick}, then send it."
            )
        if not conversation.speaks:
            raise Unfit(f"Only {conversation.nick} speaks in this talk, and sends files.")
        source = look(path)
        id = source.id(self._own, conversation.key)
        if id in self._box(conversation).sendings:
            raise Unfit(f"{source.path.name} is offered to {conversation.nick} already.")
        self._keep(lambda: self._history.offer(
            Offered(id, conversation.key, str(source.path), source.size, source.mtime_ns)
        ))  # fmt: skip
        self._begin(conversation, id, source)
        self._note(
            f"{source.path.name} ({size_in_words(source.size)}) is offered to {conversation.nick}.", conversation.nick
        )

    def _begin(self, conversation: Conversation, id: bytes, source: Source) -> None:
        progress = Progress(self._note, conversation.nick, source.path.name, source.size, self._clock)
        self._box(conversation).sendings[id] = Sending(id, source, self._executor, progress.told)
        self._offer(conversation, id, source)

    def _offer(self, conversation: Conversation, id: bytes, source: Source) -> None:
        if conversation.route is not None:
            conversation.route.send(Offer(id, source.path.name[:255], source.size))

    def accept(self, conversation: Conversation | None) -> None:
        """Take the file that was offered first. Raises Unfit."""
        found, (offer, line) = self._first_offered(conversation)
        taken = Taken(offer.file, found.key, offer.name, offer.size, str(self._part(offer.file)), str(self._folder))
        self._keep(lambda: self._history.take(taken))
        del self._box(found).offered[offer.file]
        self._do(self._take(found, offer, line))

    def decline(self, conversation: Conversation | None) -> None:
        """Do not take what is offered, or end what is under way. Raises Unfit."""
        if conversation is not None and not self._box(conversation).offered:
            self._end_first(conversation)
            return
        found, (offer, line) = self._first_offered(conversation)
        del self._box(found).offered[offer.file]
        line.send(Decline(offer.file, "they do not want it"))
        self._note(f"{clean(offer.name)} is declined.", found.nick)

    def _first_offered(self, conversation: Conversation | None) -> tuple[Conversation, tuple[Offer, Line]]:
        for found in [conversation] if conversation is not None else self.conversations():
            box = self._box(found)
            if box.offered:
                return found, next(iter(box.offered.values()))
        raise Unfit(f"{conversation.nick} offers no file." if conversation is not None else "Nobody offers a file.")

    conversations: Callable[[], list[Conversation]] = list
    """All there are."""

    def _end_first(self, conversation: Conversation) -> None:
        box = self._box(conversation)
        taking = next((each for each in box.takings.values() if not each.is_finishing), None)
        if taking is not None:
            del box.takings[taking.id]
            self._end(taking.close())
            self._forget(self._history.forget_taking, conversation.key, taking.id)
            taking.part.unlink(missing_ok=True)
            id, name = taking.id, taking.name
        elif box.sendings:
            sending = box.sendings.pop(next(iter(box.sendings)))
            sending.stop()
            self._forget(self._history.forget_offer, conversation.key, sending.id)
            id, name = sending.id, sending.source.path.name
        else:
            raise Unfit(f"No file is under way between you and {conversation.nick}.")
        if conversation.route is not None:
            conversation.route.send(Decline(id, "they have ended it"))
        self._note(f"{name} is ended.", conversation.nick)

    # Connections

    def joined(self, conversation: Conversation) -> None:
        """One talks with a friend again: what was offered and has not come to its end is offered again."""
        box = self._box(conversation)
        for offered in self._history.offers(conversation.key):
            if offered.file in box.sendings:
                continue
            try:
                source = look(offered.path)
            except Unfit as unfit:
                self._note(f"{unfit} It is not offered any more.", conversation.nick, error=True)
                self._forget(self._history.forget_offer, conversation.key, offered.file)
                continue
            if (source.size, source.mtime_ns) != (offered.size, offered.mtime_ns):
                self._note(
                    f"{source.path.name} has changed, and is not offered any more.", conversation.nick, error=True
                )
                self._forget(self._history.forget_offer, conversation.key, offered.file)
                continue
            self._begin(conversation, offered.file, source)
        for id, sending in box.sendings.items():
            if not sending.is_running:
                self._offer(conversation, id, sending.source)

    def left(self, conversation: Conversation, line: Line) -> None:
        """A connection is gone, and with it what was offered on it; it is offered again."""
        box = self._box(conversation)
        box.offered = {id: (offer, on) for id, (offer, on) in box.offered.items() if on is not line}
        if not conversation.lines:
            for taking in [each for each in box.takings.values() if not each.is_finishing]:
                del box.takings[taking.id]
                self._end(taking.close())

    # What comes

    def received(self, conversation: Conversation, line: Line, message: FileMessage) -> None:
        """A friend tells something of a file."""
        match message:
            case Data():
                self._data(conversation, line, message)
            case Offer():
                self._offered(conversation, line, message)
            case Accept():
                self._accepted(conversation, line, message)
            case Done():
                self._end(self._finish(conversation, line, message))
            case Got():
                self._got(conversation, message)
            case Decline():
                self._declined(conversation, message)

    def _offered(self, conversation: Conversation, line: Line, offer: Offer) -> None:
        box, nick = self._box(conversation), conversation.nick
        if not conversation.hears:
            line.send(Decline(offer.file, "nobody listens there"))
        elif box.has(offer):
            line.send(Got(offer.file))
        elif any(
            (taken.file, taken.name, taken.size) == (offer.file, offer.name, offer.size)
            for taken in self._history.takings(conversation.key)
        ):
            self._do(self._take(conversation, offer, line))
        elif len(box.offered) >= MOST_OFFERED:
            line.send(Decline(offer.file, "too many files wait there already"))
        else:
            is_new = offer.file not in box.offered
            box.offered[offer.file] = offer, line
            if is_new:
                size = size_in_words(offer.size)
                self._note(f"{nick} offers {clean(offer.name)} ({size}): /accept or /decline", nick)

    def _part(self, id: bytes) -> Path:
        return self._folder / f".{id.hex()}.part"

    async def _take(self, conversation: Conversation, offer: Offer, line: Line) -> None:
        async with self._box(conversation).opening:
            await self._take_up(conversation, offer, line)

    async def _take_up(self, conversation: Conversation, offer: Offer, line: Line) -> None:
        box, name = self._box(conversation), clean(offer.name)
        before = box.takings.get(offer.file)
        if before is not None and before.is_finishing:
            return  # they hear of it in a moment
        if before is not None:
            del box.takings[offer.file]
            await before.close()
        await asyncio.gather(*self._endings, return_exceptions=True)

        def failed(why: str) -> None:
            self._fail(conversation, taking, why)

        progress = Progress(self._note, conversation.nick, name, offer.size, self._clock)
        taking = Taking(
            offer.file, name, offer.size, self._part(offer.file), self._executor, line.hold, failed, progress.told
        )
        try:
            at = await taking.open()
        except TakingError as error:
            line.send(Decline(offer.file, f"they cannot keep it: {error}"))
            self._note(f"{name} cannot be kept in {self._folder}: {error}.", conversation.nick, error=True)
            return
        box.takings[offer.file] = taking
        line.send(Accept(offer.file, at))
        if at:
            self._note(f"{name} goes on from {size_in_words(at)} of {size_in_words(offer.size)}.", conversation.nick)

    def _accepted(self, conversation: Conversation, line: Line, accept: Accept) -> None:
        sending = self._box(conversation).sendings.get(accept.file)
        if sending is None or accept.from_byte > sending.source.size:
            line.send(Decline(accept.file, "it is not offered any more"))
            return
        route = conversation.route if isinstance(conversation.route, Line) else line
        self._do(self._run(conversation, sending, route, accept.from_byte))

    async def _run(self, conversation: Conversation, sending: Sending, line: Line, from_byte: int) -> None:
        try:
            is_sent = await sending.run(line, from_byte)
        except SendingError as error:
            self._drop(conversation, sending.id)
            if conversation.route is not None:
                conversation.route.send(Decline(sending.id, str(error)))
            self._note(f"{sending.source.path.name} was not sent: {error}.", conversation.nick, error=True)
            return
        box = self._box(conversation)
        if not is_sent and not sending.is_running and sending.id in box.sendings:
            self._offer(conversation, sending.id, sending.source)  # its connection is gone; there may be another

    def _data(self, conversation: Conversation, line: Line, data: Data) -> None:
        taking = self._box(conversation).takings.get(data.file)
        if taking is None:
            return  # it was ended here, and they do not know yet
        try:
            taking.hold = line.hold
            taking.take(data.at, data.bytes)
        except TakingError as error:
            self._fail(conversation, taking, str(error))

    def _fail(self, conversation: Conversation, taking: Taking, why: str) -> None:
        """It cannot be kept; what has come of it stays, to be gone on with."""
        if self._box(conversation).takings.pop(taking.id, None) is None:
            return  # it is told already
        self._end(taking.close())
        self._forget(self._history.forget_taking, conversation.key, taking.id)
        if conversation.route is not None:
            conversation.route.send(Decline(taking.id, f"they cannot keep it: {why}"))
        self._note(f"{taking.name} was not received: {why}.", conversation.nick, error=True)

    async def _finish(self, conversation: Conversation, line: Line, done: Done) -> None:
        taking = self._box(conversation).takings.get(done.file)
        if taking is None or taking.is_finishing:
            return
        try:
            goal = await taking.finish(done.sha256, self._folder)
        except TakingError as error:
            self._fail(conversation, taking, str(error))
            return
        box = self._box(conversation)
        box.takings.pop(done.file, None)
        box.got[done.file] = goal
        self._forget(self._history.forget_taking, conversation.key, done.file)
        (line if line.is_open else conversation.route or line).send(Got(done.file))
        self._note(f"{conversation.nick} has sent you {goal} ({size_in_words(taking.size)}).", conversation.nick)

    def _got(self, conversation: Conversation, got: Got) -> None:
        sending = self._drop(conversation, got.file)
        if sending is not None:
            sending.stop()
            self._note(f"{conversation.nick} has {sending.source.path.name}, whole.", conversation.nick)

    def _declined(self, conversation: Conversation, decline: Decline) -> None:
        box, nick = self._box(conversation), conversation.nick
        sending = self._drop(conversation, decline.file)
        offered, taking = box.offered.pop(decline.file, None), box.takings.pop(decline.file, None)
        if sending is not None:
            sending.stop()
            self._note(f"{nick} does not take {sending.source.path.name}: {decline.why}.", nick, error=True)
        if offered is not None:
            self._note(f"{nick} does not offer {clean(offered[0].name)} any more.", nick)
        if taking is not None:
            self._end(taking.close())
            self._forget(self._history.forget_taking, conversation.key, taking.id)
            self._note(f"{taking.name} does not come: {decline.why}.", nick, error=True)

    def _drop(self, conversation: Conversation, id: bytes) -> Sending | None:
        sending = self._box(conversation).sendings.pop(id, None)
        if sending is not None:
            self._forget(self._history.forget_offer, conversation.key, id)
        return sending

    # What is kept

    def _keep(self, keep: Callable[[], None]) -> None:
        try:
            keep()
        except HistoryError as error:
            raise Unfit(f"That cannot be kept here: {error}.") from None

    def _forget(self, forget: Callable[[bytes, bytes], None], key: bytes, id: bytes) -> None:
        try:
            forget(key, id)
        except HistoryError as error:
            self._note(f"It cannot be kept that a file has come to its end: {error}.", error=True)
