"""What was said with a friend, as IRC has it: a line, and pages of the history.

Source: https://ircv3.net/specs/extensions/chathistory
"""

from collections.abc import Sequence
from typing import Protocol

from parlour.client.lines import Line
from parlour.direct.desk import Desk, Entry, Unfit
from parlour.wire.times import format_ms, parse_ms

SERVER = "direct.parlour"

PAGE = 500

RECEIPT = "parlour.chat/receipt"

_SIGN_OF_1 = "\N{SYMBOL FOR START OF HEADING}"

Words = tuple[str, Sequence[str], dict[str, str]]
"""A line: source, command and parameters, tags."""


class Put(Protocol):
    """Puts a line out."""

    def __call__(self, source: str, command: str, *words: str, tags: dict[str, str] | None = None) -> None: ...


class Answer(Protocol):
    """Puts out what the server itself says."""

    def __call__(self, command: str, *words: str, label: str = "") -> None: ...


def said(desk: Desk, nick: str, entry: Entry) -> Words:
    """An entry as a line: source, words and tags."""
    speaker, target = (desk.name, nick) if entry.own else (nick, desk.name)
    # What a friend says is no query of programs, whatever stands in it.
    text = entry.text.replace("\x01", _SIGN_OF_1)
    text = text if entry.kind == "said" else f"\x01ACTION {text}\x01"
    tags = {"msgid": entry.id.hex(), "time": format_ms(entry.at_ms)}
    if entry.own and desk.has_receipts:
        tags[RECEIPT] = "delivered" if entry.delivered else "waiting"
    return f"{speaker}!{speaker}@direct", ("PRIVMSG", target, text), tags


class Pages:
    """Answers what is asked of the history."""

    def __init__(self, desk: Desk, put: Put, answer: Answer) -> None:
        self._desk = desk
        self._put = put
        self._answer = answer
        self._batches = 0

    def asked(self, line: Line, label: str) -> None:
        """A page was asked for (CHATHISTORY)."""
        verb, nick = line.parameter(0).upper(), line.parameter(1)
        limit = int(line.last) if line.last.isascii() and line.last.isdigit() and len(line.last) < 5 else PAGE
        limit = max(1, min(PAGE, limit))
        try:
            if verb == "TARGETS":
                self._targets(limit, label)
                return
            if verb not in ("LATEST", "BEFORE"):
                self._answer("FAIL", "CHATHISTORY", "INVALID_PARAMS", verb, "LATEST or BEFORE", label=label)
                return
            before = None if line.parameter(2) == "*" or verb == "LATEST" else self._place(nick, line.parameter(2))
            entries, is_all = self._desk.page(nick, before=before, limit=limit)
        except Unfit as unfit:
            self._answer("FAIL", "CHATHISTORY", "INVALID_TARGET", verb, nick, str(unfit), label=label)
            return
        tags = ({"label": label} if label else {}) | ({"draft/chathistory-end": ""} if is_all else {})
        self._batch(("chathistory", nick), tags, [said(self._desk, nick, entry) for entry in entries])

    def _targets(self, limit: int, label: str) -> None:
        lines: list[tuple[int, str]] = []
        for friend in self._desk.friends():
            entries, _ = self._desk.page(friend.nick, before=None, limit=1)
            lines += [(entry.at_ms, friend.nick) for entry in entries]
        lines.sort()
        rows: list[Words] = [
            (SERVER, ("CHATHISTORY", "TARGETS", nick, format_ms(at_ms)), {}) for at_ms, nick in lines[-limit:]
        ]
        self._batch(("draft/chathistory-targets",), {"label": label} if label else {}, rows)

    def _batch(self, kind: Sequence[str], tags: dict[str, str], lines: Sequence[Words]) -> None:
        self._batches += 1
        batch = f"h{self._batches}"
        self._put(SERVER, "BATCH", f"+{batch}", *kind, tags=tags)
        for source, words, more in lines:
            self._put(source, *words, tags={"batch": batch} | more)
        self._put(SERVER, "BATCH", f"-{batch}")

    def _place(self, nick: str, reference: str) -> int | None:
        """The place before which a page is asked for."""
        kind, _, value = reference.partition("=")
        if kind == "msgid":
            try:
                return self._desk.place_of(nick, bytes.fromhex(value))
            except ValueError:
                return None
        at_ms, before = parse_ms(value), None
        while at_ms is not None:
            entries, is_all = self._desk.page(nick, before=before, limit=PAGE)
            if not entries:
                break
            before = next((each.place for each in entries if each.at_ms >= at_ms), None) or entries[-1].place + 1
            if entries[0].at_ms < at_ms or is_all:
                break
            before = entries[0].place
        return before
