"""One connection in plain text, from its first byte to its last."""

from parlour.core.banlist import Ban
from parlour.core.banwords import terms
from parlour.core.events import Event
from parlour.core.events.messages import Said
from parlour.core.handling import Handling
from parlour.core.host import Host, Peer, StrictTransport
from parlour.core.model import Channel
from parlour.core.ports import Bundle, StoreUnavailable
from parlour.core.refusals import Refusal, Why
from parlour.protocols.text import naming, words
from parlour.protocols.text.arrivals import Arrivals
from parlour.protocols.text.context import Context
from parlour.protocols.text.engagement import Engagement
from parlour.protocols.text.forms import CR_LF, LF, TextForm, TextForms
from parlour.protocols.text.grammar import Call, Misused, Text, Unknown, read
from parlour.protocols.text.registry import WRITE
from parlour.protocols.text.speaking import give_back, speak
from parlour.wire.plain import action
from parlour.wire.telnet import TypedLines

BYTE_ORDER_MARK = "\ufeff"
"""What some programs put before a text that they send in UTF-8."""


class TextConnection(Handling):
    """A sans-I/O front: lines that people type come in, lines that they read go out."""

    __slots__ = ("_context", "_forms", "_guessed", "admitted", "arrivals", "chosen", "engagement", "form", "lines",
                 "put_out_of", "since_s", "tries")  # fmt: skip

    def __init__(self, host: Host, peer: Peer, forms: TextForms, form: TextForm) -> None:
        self.arrivals = Arrivals(TypedLines(), host.clock)
        super().__init__(host, peer, self.arrivals)
        self.form = form
        """How it is shown things; the peer's, which is known here to be one for text."""
        self.admitted = False
        """Whether the server's password was given."""
        self.tries = 0
        """How often what was asked for was not given."""
        self.chosen: dict[int, str] = {}
        """The rooms that the user entered or chose, by their scopes, the last one last; they may have left since."""
        self.put_out_of = ""
        """The name of the room to which went what the user typed, if they were put out of it and do not know yet that
        it goes elsewhere."""
        self.lines = 0
        self.since_s = self.heard_s
        self._forms = forms
        self._guessed = False
        """Whether the command at hand might have been meant as text."""
        self._context = Context(self, host, peer)
        self.engagement = Engagement(self, host.network)

    def greet(self) -> None:
        """Say the first word."""
        naming.greet(self._context)
        self.host.wake()

    def choose(self, room: Channel) -> None:
        """What is typed goes to a room from now on."""
        self.chosen.pop(room.scope.id, None)
        self.chosen[room.scope.id] = room.name
        self.put_out_of = ""

    def receive(self, data: bytes) -> None:
        """Bytes came in."""
        super().receive(data)
        answers = self.arrivals.typed.answers()
        if answers and not self.peer.ended:
            self.peer.put(answers)

    def end_of_input(self) -> None:
        """Nothing more comes in: what has come is done, with the last line, which may have no end."""
        if self.peer.ended:
            return
        self._lines, self._at = self._lines[self._at :] + self.arrivals.rest(), 0
        super().end_of_input()
        self.advance()

    def show_rooms(self, *, shown: bool) -> None:
        """Show what goes on in rooms, or show it no more."""
        self._take_form(self.form.end, quiet=not shown)

    def _take_form(self, end: str, *, quiet: bool) -> None:
        form = self._forms.of(end, quiet=quiet)
        if form is not self.form:
            self.form = form
            self.host.reform(self.peer, form)

    @property
    def is_late(self) -> bool:
        """Whether the line at hand was meant for a session that had ended when it came."""
        return self.arrivals.is_late(self.lines)

    # Lines

    def _do(self, line: bytes | None) -> None:
        """One line."""
        self.lines += 1
        if self.form.end == LF and self.arrivals.typed.sends_cr:
            self._take_form(CR_LF, quiet=self.form.quiet)
        text = _text(line)
        if text is not None and self.lines == 1:
            text = text.removeprefix(BYTE_ORDER_MARK)
        self._guessed = False
        if text is None:
            self.charge(WRITE)
            self._not_understood(words.TOO_LONG if line is None else words.BAD_BYTES)
        elif self.peer.user is None:
            self.charge(WRITE)
            self._coroutine = naming.answer(self._context, text)  # type: ignore[assignment]
            self._go()
        elif text:
            self._take(text)

    def _not_understood(self, why: str) -> None:
        if self.peer.user is None:
            naming.fail(self._context, why)
        else:
            self._context.say(why)

    def _take(self, line: str) -> None:
        """A line of somebody who has a name."""
        context = self._context
        session = context.user.session
        late = self.is_late
        typed = read(line, talking=late or (session is not None and not session.ringing))
        match typed:
            case Call(command, arguments, guessed):
                self.charge(command.cost)
                self._guessed = guessed
                context.command = command.shown
                self._coroutine = command.handler(context, *arguments)  # type: ignore[assignment]
                self._go()
            case Text(text):
                self.charge(WRITE)
                context.command = ""
                self._coroutine = speak(context, text, late=late)  # type: ignore[assignment]
                self._go()
            case Misused(command):
                self.charge(WRITE)
                give_back(context, words.MISUSED.format(grammar=command.grammar), line)
            case Unknown(word, near):
                self.charge(WRITE)
                known = words.UNKNOWN if near is None else words.UNKNOWN_NEAR
                give_back(context, known.format(word=word, near=near.shown if near is not None else ""), line)

    def _is_free(self, line: bytes) -> bool:
        """Whether a line may come at any pace: only one with nothing in it."""
        return not line

    def _refused(self, refusal: Refusal) -> None:
        """Tell what the handler was refused."""
        why = self._context.why(refusal)
        self._context.say(words.WAS_TAKEN_FOR_COMMAND.format(why=why) if self._guessed else why)

    def _unavailable(self, error: StoreUnavailable) -> None:  # noqa: ARG002, the log has it
        """Tell that the past cannot be asked for at the moment."""
        self._context.say(words.NO_PAST)

    def _broken(self) -> None:
        """Tell that something went wrong that must not."""
        self._context.say(words.BROKEN)

    # The rest of a connection's life

    def told(self, event: Event) -> bytes | None:
        """The bytes that tell the user of an event between them and another."""
        user = self.peer.user
        assert user is not None
        lines = self.engagement.told(user, event)
        return b"".join(map(self.form.line, lines))

    def told_in_irc(self, line: str) -> None:
        """A line of IRC: what concerns those who type is told otherwise."""

    def not_kept(self, event: Event, bundle: Bundle | None) -> None:
        """Give back to whoever said something that it could not be kept."""
        if self.peer.closed or not isinstance(event, Said):
            return
        does = action(event.text)
        text = event.text if does is None else does
        line = self.form.line(words.NOT_SENT.format(why=words.WORDS[Why.CANNOT_KEEP], text=text))
        if bundle is not None:
            bundle.add(line)
        elif not self.peer.ended:
            self.peer.put(line)

    def tick(self, active_s: float) -> None:
        """A second has passed."""
        if self.peer.user is None and active_s - self.since_s >= self.host.registration_s:
            seconds = f"{self.host.registration_s:.0f}"
            time = "1 second" if seconds == "1" else f"{seconds} seconds"
            self.goodbye(words.NO_NAME_IN_TIME.format(time=time))

    def renewed(self, changes: list[str], policy: StrictTransport | None) -> None:  # noqa: ARG002, it is IRC's
        """The server's settings are others from now on."""
        self.forgive()

    def turn_away(self, ban: Ban) -> None:
        """Close the connection, as a ban of the network keeps its peer out."""
        shown = f"Banned: {ban.reason}" if ban.reason else "Banned"
        self.goodbye(shown, told=words.CLOSED.format(reason=words.BANNED.format(terms=terms(ban))))

    def goodbye(self, reason: str, *, told: str | None = None) -> None:
        """Close the connection from here; `told` is what the peer is told, else the reason that others see."""
        if self.peer.ended:
            return
        bundle, self.peer.bundle = self.peer.bundle, None
        if bundle is not None and self._handling:
            # What a handler answers before it says goodbye is not lost.
            self.peer.answer(bundle)
        self._abandon()
        self.host.leave(self.peer, reason)
        self.peer.put(self.form.line(told if told is not None else words.CLOSED.format(reason=reason)))
        self.peer.hang_up()


def _text(line: bytes | None) -> str | None:
    """What a line says; None for one that is too long, or no text."""
    if line is None or b"\0" in line:
        return None
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None
