"""With whom a client is in a session, and who else is BUSY: made of nothing but the lines that it was sent."""

import re

from tests.support.irc import Line

_NICK, _SPEECH = r"(?P<nick>\S+)", r"(?P<speech>[^.]*)\. .*"
_GIVEN_BACK = re.compile(r"Not delivered(?: to \S+)?, (?:\S+ has the floor|only \S+ speaks [^:]*): (.*)", re.DOTALL)

SENTENCES = {
    rf"It rings for {_NICK}, who is asked first; .*": True,
    rf"{_NICK} asks you for a session \(.*\): .*": True,
    rf"You are in a session with {_NICK}: {_SPEECH}": False,
    rf"{_NICK} has opened a session with you: {_SPEECH}": False,
    rf"{_NICK} has accepted the session: {_SPEECH}": False,
}
"""How people are told that a session begins; whether it rings."""


class Pairing:
    """What is known of one's own session: with whom it is, whether it rings, and who speaks (None: both)."""

    def __init__(self) -> None:
        self.partner: str | None = None
        self.ringing = False
        self.speaker: str | None = None
        self.busy: dict[str, bool] = {}
        """Of nicks in small letters that were monitored, whether their users are BUSY."""
        self.given_back: list[str] = []
        """What one said out of turn."""

    def take(self, own: str | None, line: Line) -> None:
        """A line came that may be about a session."""
        if line.command == "SESSION":
            self._told(own or "", line)
        elif line.command == "NOTICE" and line.nick == "*sessions":
            self._read(own or "", line.text)
        elif line.command in {"730", "731"}:
            # Who comes is FREE until it is said that they are not.
            self.busy |= {target.partition("!")[0].lower(): False for target in line.text.split(",")}
        elif line.command == "NICK" and line.nick in {self.partner, self.speaker}:
            new = line.params[0]
            self.partner = new if line.nick == self.partner else self.partner
            self.speaker = new if line.nick == self.speaker else self.speaker
        elif line.command in {"NOTICE", "FAIL"} and (found := _GIVEN_BACK.fullmatch(line.text)):
            self.given_back.append(found[1])

    def _told(self, own: str, line: Line) -> None:
        verb, *params = line.params
        if verb in {"BUSY", "FREE"}:
            self.busy[params[0].lower()] = verb == "BUSY"
            return
        if "!" not in line.source:
            return
        other = params[0] if line.nick == own else line.nick
        if verb in {"OPENED", "RINGING"}:
            assert self.partner is None, f"in a session already: {line}"
            self.partner, self.ringing = other, verb == "RINGING"
            self.speaker = None if params[2] == "full" else line.nick
            return
        assert self.partner == other, f"in a session with {self.partner}: {line}"
        if verb == "ACCEPTED":
            assert self.ringing, line
            self.ringing = False
        elif verb == "FLOOR":
            assert (self.speaker, self.ringing) == (line.nick, False), line
            self.speaker = params[0]
        else:
            assert verb == "CLOSED", line
            self._end()

    def _read(self, own: str, text: str) -> None:
        """A sentence for people."""
        if text.endswith(" You are FREE."):
            assert self.partner is not None, text
            self._end()
        elif text.endswith(" has the floor now."):
            self.speaker = text.partition(" ")[0]
            assert self.speaker == self.partner, text
        elif text.startswith("You have the floor now"):
            self.speaker = own
        else:
            self._begin(own, text)

    def _begin(self, own: str, text: str) -> None:
        for pattern, ringing in SENTENCES.items():
            found = re.fullmatch(pattern, text)
            if found is None:
                continue
            known = (found["nick"], True) if self.ringing and not ringing else (None, False)
            assert (self.partner, self.ringing) == known, text
            self.partner, self.ringing = found["nick"], ringing
            if not ringing:
                self.speaker = _speaker(own, found["speech"])

    def _end(self) -> None:
        self.partner = self.speaker = None
        self.ringing = False


def _speaker(own: str, speech: str) -> str | None:
    if speech == "both of you may speak":
        return None
    found = re.fullmatch(r"half duplex, (\S+) (?:has|have) the floor|simplex, only (\S+) speaks?", speech)
    assert found is not None, speech
    nick = found[1] or found[2]
    return own if nick == "you" else nick
