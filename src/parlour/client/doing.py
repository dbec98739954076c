"""What people do besides speaking: join, leave, look up, change. What cannot be is answered where it was asked."""

from typing import TYPE_CHECKING

from parlour.client import answers
from parlour.client.lines import parse
from parlour.client.model import Buffer, BufferKind

if TYPE_CHECKING:
    from parlour.client.engine import Engine


class Doing:
    """What the user may do on one network."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self.away: str | None = None
        """Why the user is away, if they are."""

    # Places

    def join(self, name: str, key: str = "", buffer: Buffer | None = None) -> None:
        """Enter a channel, or several with commas between them; without a connection that is done when there is one.

        `buffer` is where it is said if that is refused, as in all that follows.
        """
        engine, network = self._engine, self._engine.network
        sign = network.supported.get("CHANTYPES", "#")[:1] or "#"
        names = [each if network.is_channel(each) else f"{sign}{each}" for each in name.split(",") if each]
        keys = key.split(",")
        for at, each in enumerate(names):
            engine.registration.wants(each, keys[at] if at < len(keys) else "")
        if network.state == "online":
            wanted = [each for each in names if (found := network.buffer(each)) is None or not found.joined]
            if wanted:
                self._ask("act", buffer, "JOIN", ",".join(wanted), *([key] if key else []))
        elif names:
            engine.answer(self._place(buffer), [f"{', '.join(names)} will be entered once there is a connection."])

    def part(self, buffer: Buffer, reason: str = "") -> None:
        """Leave a channel; what was said in it stays to be read."""
        self._engine.registration.wants_no_more(buffer.name)
        if buffer.kind == "channel" and buffer.joined and self._may(buffer):
            self._engine.asking.ask("act", buffer, "PART", buffer.name, *([reason] if reason else []))

    def close(self, buffer: Buffer) -> None:
        """Leave a channel and put its buffer away, or that of a conversation."""
        if buffer.kind == "server":
            self._engine.answer(buffer, ["This one stays: it is where the server speaks."], error=True)
            return
        if buffer.kind == "channel":
            self.part(buffer)
        if buffer.session is not None:
            self._engine.sessions.bye()
        self._engine.close(buffer)

    def query(self, nick: str) -> Buffer:
        """The conversation with somebody, opened if there is none."""
        kind: BufferKind = "channel" if self._engine.network.is_channel(nick) else "conversation"
        return self._engine.open(nick, kind, wanted=True)

    # Oneself

    def set_nick(self, nick: str, buffer: Buffer | None = None) -> None:
        """Go by another name."""
        engine = self._engine
        if engine.network.state == "online":
            self._ask("act", buffer, "NICK", nick)
        elif engine.network.state == "registering":
            engine.registration.try_nick(nick)
        else:
            engine.profile.nick = engine.network.nick = nick
            engine.answer(self._place(buffer), [f"You will be {nick} once there is a connection."])

    def set_away(self, reason: str | None, buffer: Buffer | None = None) -> None:
        """Be away, and say why; None to be here again. That stays so when the connection is lost and found again."""
        if self._may(self._place(buffer)):
            self.away = reason
            self._ask("act", buffer, "AWAY", *([reason] if reason else []))

    # Channels

    def set_topic(self, buffer: Buffer, text: str) -> None:
        """Set the topic of a channel, or take it away with ""."""
        if self._may(buffer):
            self._engine.asking.ask("act", buffer, "TOPIC", buffer.name, text)

    def kick(self, buffer: Buffer, nick: str, reason: str = "") -> None:
        """Put somebody out of a channel."""
        if self._may(buffer):
            self._engine.asking.ask("act", buffer, "KICK", buffer.name, nick, *([reason] if reason else []))

    def invite(self, buffer: Buffer, nick: str) -> None:
        """Invite somebody to a channel."""
        if self._may(buffer):
            self._engine.asking.ask("act", buffer, "INVITE", nick, buffer.name)

    def mode(self, target: str, changes: str = "", buffer: Buffer | None = None) -> None:
        """Change the modes of a channel or one's own, given as in "+ov ann bob"; without changes, show them."""
        place = buffer or self._engine.network.buffer(target)
        if self._may(self._place(place)):
            self._ask("mode" if _shows(changes) else "act", place, "MODE", target, *changes.split())

    # Looking up

    def whois(self, nick: str, buffer: Buffer) -> None:
        """Who somebody is."""
        if self._may(buffer):
            self._engine.asking.ask("whois", buffer, "WHOIS", nick)

    def who(self, mask: str, buffer: Buffer) -> None:
        """Who fits a mask, or is in a channel."""
        if self._may(buffer):
            self._engine.asking.ask("who", buffer, "WHO", mask)

    def names(self, buffer: Buffer) -> None:
        """Who is in a channel."""
        if self._may(buffer):
            self._engine.asking.ask("names", buffer, "NAMES", buffer.name)

    def list_channels(self, mask: str = "", buffer: Buffer | None = None) -> None:
        """Which channels there are; told as `ChannelsListed`."""
        if self._may(self._place(buffer)):
            self._ask("list", buffer, "LIST", *([mask] if mask else []))

    def quote(self, line: str, buffer: Buffer | None = None) -> None:
        """Send a line as it is; what the server answers is shown where it was typed."""
        read = parse(line.encode())
        if read is not None and self._may(self._place(buffer)):
            kind = answers.OF_COMMANDS.get(read.command, "anything")
            if kind == "mode" and not _shows(" ".join(read.parameters[1:])):
                kind = "act"
            self._ask(kind, buffer, read.command, *read.parameters, tags=read.tags)

    def _ask(
        self, kind: str, buffer: Buffer | None, command: str, *parameters: str, tags: dict[str, str] | None = None
    ) -> None:
        self._engine.asking.ask(kind, self._place(buffer), command, *parameters, tags=tags)

    def _place(self, buffer: Buffer | None) -> Buffer:
        return buffer if buffer is not None else self._engine.network.buffers[""]

    def _may(self, buffer: Buffer) -> bool:
        """Whether there is a connection; if there is none, that is answered."""
        if self._engine.network.state == "online":
            return True
        self._engine.answer(buffer, ["There is no connection to the server at the moment."], error=True)
        return False


def _shows(changes: str) -> bool:
    """Whether changes of modes are none: a list is asked for, or all."""
    letters, *values = changes.split() or [""]
    return not values and not letters.strip("+beIq")
