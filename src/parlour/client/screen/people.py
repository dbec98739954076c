"""The people at the right: who is in a channel, with their ranks, who is BUSY and who is away."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from parlour.client.engine import Engine
from parlour.client.model import Buffer, Member, Person
from parlour.client.screen.listing import Entry, Listing
from parlour.client.screen.look import Look
from parlour.client.text import plain, shown

RANKS = "~&@%+"


class People(Listing):
    """Who is in the buffer that is shown. A hundred thousand are sorted only when others came, and drawn one by one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "call", show=False)]

    def __init__(self, look: Look) -> None:
        super().__init__(look, "people")
        self.called: Callable[[Person], None] = lambda _: None
        self._engine: Engine | None = None
        self._buffer: Buffer | None = None
        self._members: list[Member] = []
        self._facts: list[str] = []

    def show(self, engine: Engine, buffer: Buffer) -> None:
        """Show who is in a buffer now."""
        self._engine, self._buffer = engine, buffer
        signs = engine.network.supported.get("PREFIX", "").partition(")")[2] or RANKS
        order = {sign: at for at, sign in enumerate(signs)}

        def place(item: tuple[str, Member]) -> tuple[int, str]:
            folded, member = item
            return order.get(member.ranks[:1], len(order)), folded

        self._members = [member for _, member in sorted(buffer.members.items(), key=place)]
        self._facts = []
        if buffer.kind == "conversation":
            person = engine.network.person(buffer.name) or Person(buffer.name)
            self._members = [Member(person)]
            self._facts = [
                plain(fact)
                for fact in (
                    "not here" if person.online is False else "",
                    f"away: {person.away}" if person.away else "",
                    person.realname,
                    f"account {person.account}" if person.account else "",
                    f"{person.user}@{person.host}" if person.host else "",
                    "a program" if person.bot else "",
                )
                if fact
            ]
        self.changed()

    @property
    def buffer(self) -> Buffer | None:
        """The buffer that is shown."""
        return self._buffer

    def count(self) -> int:
        """A head, the people, and what else is known of one."""
        return 1 + len(self._members) + len(self._facts)

    def entry(self, at: int) -> Entry:
        """Somebody."""
        if at == 0:
            return Entry([(self._title(), self.look.style("title"))])
        if at > len(self._members):
            return Entry([(self._facts[at - 1 - len(self._members)], self.look.style("dim"))])
        return self._person(self._members[at - 1])

    def action_call(self) -> None:
        """Open a session with whoever is at the cursor."""
        subject = self.entry(self.cursor).subject if self.cursor < self.count() else None
        if subject is not None:
            self.called(subject)

    def _title(self) -> str:
        if self._buffer is None or self._buffer.kind != "channel":
            return ""
        count = len(self._members)
        return "1 person" if count == 1 else f"{count} people"

    def _person(self, member: Member) -> Entry:
        assert self._engine is not None
        look, network, person = self.look, self._engine.network, member.person
        right = []
        if person.busy:
            right.append(("BUSY", look.style("busy")))
        elif person.away is not None:
            right.append(("away", look.style("dim")))
        elif person.busy is False:
            right.append(("FREE", look.style("free")))
        folded = network.fold(person.nick)
        style = look.style("own") if network.is_me(person.nick) else look.nick(folded)
        if person.away is not None:
            style = look.style("dim")
        rank = plain(member.ranks[:1])
        return Entry(
            [(rank or " ", look.style("count" if rank else "text")), (shown(person.nick), style)], right, person
        )
