"""One IRC connection, from its first byte to its last: lines, pace, commands, answers."""

from parlour.core.answers import Answer
from parlour.core.banlist import Ban
from parlour.core.banwords import terms
from parlour.core.events import Event
from parlour.core.handling import Handling
from parlour.core.host import Host, Peer, StrictTransport
from parlour.core.ports import Bundle, StoreUnavailable
from parlour.core.refusals import Refusal, Why
from parlour.protocols.irc import sentences
from parlour.protocols.irc.answers import LabeledAnswer, label_of, tagged
from parlour.protocols.irc.context import Context
from parlour.protocols.irc.forms import Forms, words_of
from parlour.protocols.irc.offer import tell_new_policy
from parlour.protocols.irc.registry import COMMANDS, FREE, WRITE, Command
from parlour.protocols.irc.welcome import send_isupport
from parlour.protocols.irc.words import GIVEN_BACK
from parlour.wire import numerics as n
from parlour.wire.capabilities import ECHO_MESSAGE, EXTENDED_MONITOR, SERVER_TIME, SESSION
from parlour.wire.framing import Framer
from parlour.wire.message import BadLine, parse, parse_tags
from parlour.wire.times import format_ms


class IrcConnection(Handling):
    """A sans-I/O front: what comes in is parsed and done, and what is to be said is put into the peer's outbox."""

    __slots__ = ("_context", "_farewell", "_refs", "admitted", "begun", "cap_version", "capabilities", "failures",
                 "forms", "lines", "negotiating", "nick", "password", "real_name", "since_s", "user_name")  # fmt: skip

    def __init__(self, host: Host, peer: Peer, forms: Forms) -> None:
        super().__init__(host, peer, Framer())
        self.forms = forms
        self.begun = False
        """Whether anything came that no gateway says before it has told for whom it speaks."""
        self.capabilities = 0
        self.cap_version = 301
        self.negotiating = False
        self.nick: str | None = None
        self.user_name: str | None = None
        self.real_name = ""
        self.password: str | None = None
        """What was given for the server's password, until it has been checked."""
        self.admitted = False
        """Whether that was right."""
        self.failures = 0
        """How many wrong passwords were given since."""
        self.lines = 0
        self.since_s = self.heard_s
        self._refs = 0
        self._farewell: Answer | None = None
        """The last that is sent; what proves impossible to keep only then is told in it."""
        self._context = Context(self, host, peer)

    @property
    def shown_nick(self) -> str:
        """The nick, as far as there is one."""
        return self.peer.user.nick if self.peer.user is not None else (self.nick or "*")

    def new_ref(self) -> str:
        """A name for a batch, used once in this connection."""
        self._refs += 1
        return f"p{self._refs:x}"

    def take_capabilities(self, capabilities: int) -> None:
        """The connection has these capabilities from now on."""
        self.capabilities = capabilities
        self.peer.echoes = bool(capabilities & ECHO_MESSAGE)
        self.peer.follows = bool(capabilities & EXTENDED_MONITOR)
        form = self.forms.of(capabilities)
        if form is not self.peer.form:
            self.host.reform(self.peer, form)

    def greet(self) -> None:
        """In IRC the client speaks first."""

    # Commands

    def _do(self, line: bytes | None) -> None:
        """One line."""
        self.lines += 1
        context = self._context
        if line is None:
            self._tokens -= WRITE
            context.command = "*"
            context.numeric(n.ERR_INPUTTOOLONG)
            return
        try:
            raw_tags, name, params = parse(line)
        except BadLine as bad:
            self._tokens -= WRITE
            self._bad(bad)
            return
        if not name:
            return
        if raw_tags:
            context.tags = parse_tags(raw_tags)
            self._begin_answer(context.tags)
        else:
            context.tags = _NO_TAGS
        context.command = name
        command = COMMANDS.get(name)
        if command is None or self.peer.user is None or len(params) < command.needs:
            if not self._may(command, name, params):
                self._finish()
                return
            assert command is not None
        self._tokens -= command.cost
        self.host.used[name] += 1
        self._coroutine = command.handler(context, *params[: command.takes])  # type: ignore[assignment]
        self._go()

    def _begin_answer(self, tags: dict[str, str]) -> None:
        """What is answered to a line goes together, if that has a label."""
        label = label_of(tags, self.capabilities)
        if label is not None:
            self.peer.bundle = LabeledAnswer(label, self.new_ref(), self.host.server_name)

    def _may(self, command: Command | None, name: str, params: list[str]) -> bool:
        """Whether a command is known, may come now and has its parameters; says so if not."""
        context = self._context
        self.begun = self.begun or name != "WEBIRC"
        if self.peer.user is None and (command is None or not command.early):
            context.numeric(n.ERR_NOTREGISTERED)
        elif command is None:
            context.numeric(n.ERR_UNKNOWNCOMMAND, _printable(name))
        elif len(params) < command.needs:
            context.numeric(n.ERR_NEEDMOREPARAMS, name)
        else:
            return True
        self._tokens -= WRITE
        return False

    def _bad(self, bad: BadLine) -> None:
        """Tell that a line is none, with its label if that can be made out."""
        context = self._context
        context.command = bad.command
        self._begin_answer(parse_tags(bad.tags))
        if bad.too_long:
            context.numeric(n.ERR_INPUTTOOLONG)
        else:
            context.fail("INVALID_UTF8", words="Message rejected, it has to be UTF-8 without NUL characters")
        self._finish()

    def _is_free(self, line: bytes) -> bool:
        """Whether a line is a command that may come at any pace."""
        command = COMMANDS.get(line.partition(b" ")[0].decode(errors="replace").upper())
        return command is not None and command.cost == FREE

    def _refused(self, refusal: Refusal) -> None:
        """Tell what the handler was refused."""
        # An automatic answer to a NOTICE must not start a loop (RFC 1459, 4.4.2); that it was lost is told.
        quiet = self._context.command == "NOTICE" and not isinstance(self.peer.bundle, LabeledAnswer)
        if not quiet or refusal.why in GIVEN_BACK:
            self._context.refuse(refusal)

    def _unavailable(self, error: StoreUnavailable) -> None:
        """Tell that the past cannot be asked for at the moment."""
        self._context.unavailable(error)

    def _broken(self) -> None:
        """Tell that something went wrong that must not."""
        self._context.numeric(n.ERR_UNKNOWNERROR, _printable(self._context.command))

    # The rest of a connection's life

    def not_kept(self, event: Event, bundle: Bundle | None) -> None:
        """Tell whoever asked for a durable event that it could not be kept."""
        if self.peer.closed:
            return
        command, target, text = words_of(event)
        if bundle is not None:
            add = bundle.add
        else:
            add = self.peer.put if self._farewell is None else self._farewell.add_before_last
        self._context.undelivered(Why.CANNOT_KEEP, command, target, text, lambda line: add(f"{line}\r\n".encode()))

    def told_in_irc(self, line: str) -> None:
        """Something that has no event."""
        self.peer.put(f"{line}\r\n".encode())

    def tick(self, active_s: float) -> None:
        """A second has passed."""
        host = self.host
        if self.peer.user is None:
            if active_s - self.since_s >= host.registration_s:
                self.goodbye(f"Registration timed out after {host.registration_s:.0f} seconds")
        elif self.pinged_s:
            # From the question on, as the server may have stood still before it.
            if active_s - self.pinged_s >= host.ping_wait_s:
                self.goodbye(f"Ping timeout: {active_s - self.heard_s:.0f} seconds")
        elif active_s - self.heard_s >= host.ping_after_s:
            if (self._lines or self.peer.waiting) and not self.peer.draining:
                # Not silent: what it sent waits here, and the more may not even be read.
                self.heard_s = active_s
                return
            self.pinged_s = active_s
            self.peer.put(f":{host.server_name} PING {host.server_name}\r\n".encode())

    def renewed(self, changes: list[str], policy: StrictTransport | None) -> None:
        """The server's settings are others from now on; `changes` are lines with what 005 says otherwise, `policy` is
        what clients were told about TLS before."""
        self.forgive()
        peer = self.peer
        if peer.ended:
            return
        # Not a part of an answer that is under way.
        bundle, peer.bundle = peer.bundle, None
        if changes and peer.user is not None:
            send_isupport(self._context, changes)
        tell_new_policy(self._context, policy)
        peer.bundle = bundle

    def goodbye(self, reason: str, *, shown: str | None = None) -> None:
        """Close the connection from here, telling the peer why; `shown` is what others are told, else the same."""
        if self.peer.ended:
            return
        unanswered = self._break_off()
        self.nick = self.shown_nick
        # After the user has left, so that whoever reads ERROR can rely on the name being free again.
        self.host.leave(self.peer, shown if shown is not None else reason)
        self._farewell = Answer()
        farewell = f"ERROR :Closing Link: {self.peer.address} ({reason})\r\n".encode()
        if isinstance(unanswered, LabeledAnswer):
            farewell = tagged(farewell, f"label={unanswered.label}")
        self._farewell.add(farewell)
        self.peer.put(self._farewell)
        self.peer.hang_up()

    def told(self, event: Event) -> bytes | None:
        """The line that tells the user of what is between them and another: for a client that does not know such
        things, in words."""
        if self.capabilities & SESSION:
            return self.peer.form.encode(event)
        user = self.peer.user
        words = sentences.told(self.host.network, user, event) if user is not None else None
        if words is None:
            return None
        time = f"@time={format_ms(event.at_ms)} " if self.capabilities & SERVER_TIME else ""
        return f"{time}{sentences.notice(self.host.server_name, self.shown_nick, words)}\r\n".encode()

    def turn_away(self, ban: Ban) -> None:
        """Close the connection, as a ban of the network keeps its peer out."""
        if self.peer.ended:
            return
        if not self._handling:
            self._break_off()
        self._context.numeric(n.ERR_YOUREBANNEDCREEP, words=f"{n.ERR_YOUREBANNEDCREEP.words}{terms(ban)}")
        self.goodbye(f"Banned{terms(ban)}", shown=f"Banned: {ban.reason}" if ban.reason else "Banned")


def _printable(name: str) -> str:
    """A command that is none, as a parameter."""
    return "".join(char if char.isprintable() and char != " " else "?" for char in name.lstrip(":")[:50]) or "*"


_NO_TAGS: dict[str, str] = {}
