"""What people do besides speaking: join, leave, look up, change. What cannot be is answered where it was asked."""

from typing import TYPE_CHECKING

from parlour.client.model import Buffer

if TYPE_CHECKING:
    from parlour.client.engine import Engine


class Doing:
    """What the user may do on one network."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    # Places

    def join(self, name: str, key: str = "") -> None:
        """Enter a channel; while there is no connection, it is entered when there is one."""
        engine, network = self._engine, self._engine.network
        if not network.is_channel(name):
            name = f"{network.supported.get('CHANTYPES', '#')[:1] or '#'}{name}"
        engine.registration.wants(name, key)
        buffer = engine.open(name, "channel", wanted=True)
        if network.state != "online":
            engine.answer(buffer, [f"{name} is entered when there is a connection."])
        elif not buffer.joined:
            engine.asking.ask("anything", buffer, "JOIN", name, *([key] if key else []))

    def part(self, buffer: Buffer, reason: str = "") -> None:
        """Leave a channel; what was said in it stays to be read."""
        self._engine.registration.wants_no_more(buffer.name)
        if buffer.kind == "channel" and buffer.joined and self._may(buffer):
            self._engine.asking.ask("anything", buffer, "PART", buffer.name, *([reason] if reason else []))

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
        return self._engine.open(nick, "conversation", wanted=True)

    # Oneself

    def set_nick(self, nick: str) -> None:
        """Go by another name."""
        engine = self._engine
        if engine.network.state in ("online", "registering"):
            engine.asking.ask("anything", engine.network.buffers[""], "NICK", nick)
        else:
            engine.profile.nick = engine.network.nick = nick
            engine.answer(engine.network.buffers[""], [f"You come as {nick} when there is a connection."])

    def set_away(self, reason: str | None) -> None:
        """Be away, and say why; None to be here again."""
        server = self._engine.network.buffers[""]
        if self._may(server):
            self._engine.asking.ask("anything", server, "AWAY", *([reason] if reason else []))

    # Channels

    def set_topic(self, buffer: Buffer, text: str) -> None:
        """Set the topic of a channel, or take it away with ""."""
        if self._may(buffer):
            self._engine.asking.ask("topic", buffer, "TOPIC", buffer.name, text)

    def kick(self, buffer: Buffer, nick: str, reason: str = "") -> None:
        """Put somebody out of a channel."""
        if self._may(buffer):
            self._engine.asking.ask("anything", buffer, "KICK", buffer.name, nick, *([reason] if reason else []))

    def invite(self, buffer: Buffer, nick: str) -> None:
        """Invite somebody to a channel."""
        if self._may(buffer):
            self._engine.asking.ask("invite", buffer, "INVITE", nick, buffer.name)

    def mode(self, target: str, changes: str = "") -> None:
        """Change the modes of a channel or one's own, given as in "+ov ann bob"; without changes, show them."""
        buffer = self._engine.network.buffer(target) or self._engine.network.buffers[""]
        if self._may(buffer):
            self._engine.asking.ask("mode" if _shows(changes) else "anything", buffer, "MODE", target, *changes.split())

    # Looking up

    def whois(self, nick: str, buffer: Buffer) -> None:
        """Who somebody is."""
        if self._may(buffer):
            # Twice, so that the server of the user answers, which alone knows how long they have said nothing.
            self._engine.asking.ask("whois", buffer, "WHOIS", nick, nick)

    def who(self, mask: str, buffer: Buffer) -> None:
        """Who fits a mask, or is in a channel."""
        if self._may(buffer):
            self._engine.asking.ask("who", buffer, "WHO", mask)

    def names(self, buffer: Buffer) -> None:
        """Who is in a channel."""
        if self._may(buffer):
            self._engine.asking.ask("names", buffer, "NAMES", buffer.name)

    def list_channels(self, mask: str = "") -> None:
        """Which channels there are; told as `ChannelsListed`."""
        server = self._engine.network.buffers[""]
        if self._may(server):
            self._engine.asking.ask("list", server, "LIST", *([mask] if mask else []))

    def quote(self, line: str) -> None:
        """Send a line as it is; what the server answers is shown where the server speaks."""
        server = self._engine.network.buffers[""]
        words, colon, trailing = line.strip().partition(" :")
        command, *parameters = words.split() or [""]
        if command and self._may(server):
            self._engine.asking.ask("anything", server, command.upper(), *parameters, *([trailing] if colon else []))

    def _may(self, buffer: Buffer) -> bool:
        """Whether there is a connection; if there is none, that is answered."""
        if self._engine.network.state == "online":
            return True
        self._engine.answer(buffer, ["There is no connection to the server at the moment."], error=True)
        return False


def _shows(changes: str) -> bool:
    """Whether changes of modes are none: a list is asked for, or all."""
    letters, *values = changes.split() or [""]
    return not values and not letters.strip("+beI")
