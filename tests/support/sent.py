"""What must hold of all that a client was ever sent, whatever happened."""

import re

from tests.support.irc import Line, parse

LINE = re.compile(r"(@(?P<tags>[^ ]+) )?(?P<rest>(:[^ ]+ )?([A-Z]+|\d{3})( [^: ][^ ]*)*( :.*)?)", re.DOTALL)


def check_sent(data: bytes) -> list[Line]:
    """What was sent is whole lines, none longer than may be, without what no line has. Returns them."""
    assert not data or data.endswith(b"\r\n")
    lines = []
    for line in data.split(b"\r\n")[:-1]:
        assert not set(b"\r\n\0") & set(line)
        text = line.decode("utf-8")
        found = LINE.fullmatch(text)
        assert found is not None, line
        assert len(found["rest"].encode()) <= 510, line
        # https://ircv3.net/specs/extensions/message-tags, "Size limit"
        assert len(f"@{found['tags']} ".encode()) <= 4607, line
        lines.append(parse(text))
    return lines


def check_numerics(lines: list[Line], server: str = "parlour.local") -> None:
    """Each numeric is addressed to the nick that the client has at that moment, or to * if it has none yet.

    https://modern.ircdocs.horse/#numeric-replies; what is sent to all who monitor a nick is addressed to *.
    """
    nick = None
    past: set[str] = set()
    for line in lines:
        if line.command == "BATCH" and line.params[1:2] == ["chathistory"]:
            past.add(line.params[0][1:])
        elif line.tags.get("batch") in past:
            continue
        elif line.command == "001":
            assert nick is None, "welcomed twice"
            nick = line.params[0]
        elif line.command == "NICK" and line.nick == nick:
            nick = line.params[0]
        elif line.command.isdecimal() and nick is not None:
            assert line.source == server
            told = line.command in ("730", "731") and line.params[0] == "*"
            assert told or line.params[0] == nick, f"{line} is not to {nick}"


def check_batches(lines: list[Line], *, ended: bool = True) -> int:
    """Batches are begun, referred to and ended as they are to be; returns how many there were.

    https://ircv3.net/specs/extensions/batch#the-batch-verb; all are `ended` unless the connection was broken off.
    """
    opened: dict[str, str | None] = {}
    used: set[str] = set()
    for line in lines:
        within = line.tags.get("batch")
        assert within is None or within in opened, f"no such batch, now: {line}"
        if line.command != "BATCH":
            continue
        sign, reference = line.params[0][:1], line.params[0][1:]
        assert re.fullmatch("[A-Za-z0-9-]+", reference)
        if sign == "+":
            assert len(line.params) >= 2
            assert reference not in used
            used.add(reference)
            opened[reference] = within
        else:
            assert sign == "-"
            assert len(line.params) == 1
            assert opened.pop(reference) == within, "its end is not where its beginning was"
    assert not ended or not opened, "not ended"
    return len(used)
