"""Answers of a server in words: what stands in numerics and standard replies, as lines that people read."""

import time

from parlour.client.lines import Line

KINDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "whois": (
        frozenset(
            [
                "276",
                "301",
                "307",
                "310",
                "311",
                "312",
                "313",
                "314",
                "317",
                "318",
                "319",
                "320",
                "330",
                "335",
                "338",
                "369",
                "378",
                "379",
                "671",
            ]
        ),
        frozenset({"318", "369"}),
    ),
    "who": (frozenset({"352", "354", "315"}), frozenset({"315"})),
    "names": (frozenset({"353", "366"}), frozenset({"366"})),
    "list": (frozenset({"321", "322", "323"}), frozenset({"323"})),
    "mode": (
        frozenset({"324", "329", "221", "367", "368", "348", "349", "346", "347", "728", "729"}),
        frozenset({"324", "221", "368", "349", "347", "729"}),
    ),
    "topic": (frozenset({"331", "332", "333"}), frozenset({"331", "333"})),
    "invite": (frozenset({"341"}), frozenset({"341"})),
    "learn": (frozenset({"352", "354", "315"}), frozenset({"315"})),
    "anything": (frozenset(), frozenset()),
}
"""What may be asked: the numerics of the answer, and those that end it where there are no labels. An error ends all."""

NOT_ANSWERS = frozenset({"PRIVMSG", "NOTICE", "TAGMSG", "JOIN", "PART", "MODE", "TOPIC", "KICK", "NICK", "QUIT", "AWAY",
                         "INVITE", "PONG", "SETNAME", "CHGHOST", "ACCOUNT", "MONITOR", "SESSION"})  # fmt: skip
"""What happens, even when it happens because it was asked for."""


def is_error(line: Line) -> bool:
    """Whether a line refuses something."""
    return line.command in ("FAIL", "WARN") or (
        len(line.command) == 3 and line.command[0] in "45" and line.command.isdigit() and line.command != "422"
    )


def belongs(kind: str, line: Line) -> bool:
    """Whether a line may be a part of such an answer."""
    if is_error(line) or line.command == "NOTE":
        return True
    if kind == "anything":
        return line.command not in NOT_ANSWERS
    return line.command in KINDS[kind][0]


def ends(kind: str, line: Line) -> bool:
    """Whether a line ends such an answer, where no label tells."""
    return line.command in KINDS[kind][1] or (is_error(line) and kind != "whois")


def read(kind: str, lines: list[Line]) -> tuple[list[str], bool]:
    """An answer as lines to be read, and whether it is a refusal."""
    wrong = [refusal(line) for line in lines if is_error(line)]
    right = [line for line in lines if not is_error(line)]
    match kind:
        case "whois":
            told = _whois(right)
        case "who":
            told = _who(right)
        case "names":
            told = _names(right)
        case "mode":
            told = _modes(right)
        case "topic":
            told = _topic(right)
        case "invite":
            told = [f"{line.parameter(1)} is invited to {line.parameter(2)}" for line in right]
        case "learn":
            return [], False
        case _:
            told = [text(line) for line in right]
    return told + wrong, bool(wrong) and not told


def text(line: Line) -> str:
    """What a line says, without what is for programs only."""
    words = line.parameters[1:] if line.command.isdigit() else line.parameters
    if line.command in ("FAIL", "WARN", "NOTE"):
        return refusal(line)
    return " ".join(words)


def refusal(line: Line) -> str:
    """Why something was refused: about what, and the words of the server."""
    about = line.parameters[2 if line.command in ("FAIL", "WARN", "NOTE") else 1 : -1]
    words = line.parameters[-1] if line.parameters else "It was refused."
    return f"{' '.join(about)}: {words}" if about else words


def channels(lines: list[Line]) -> list[tuple[str, int, str]]:
    """The rows of a list of channels: name, members, topic."""
    rows = []
    for line in lines:
        if line.command == "322" and len(line.parameters) >= 3:
            count = line.parameter(2)
            rows.append(
                (line.parameter(1), int(count) if count.isdecimal() and len(count) < 10 else 0, line.parameter(3))
            )
    return rows


def _whois(lines: list[Line]) -> list[str]:
    told = []
    for line in lines:
        who, first, second = line.parameter(1), line.parameter(2), line.parameter(3)
        last = line.parameters[-1] if line.parameters else ""
        match line.command:
            case "311" | "314":
                was = "was" if line.command == "314" else "is"
                told.append(f"{who} {was} {last} ({first}@{second})")
            case "312":
                told.append(f"{who} is on {first} ({last})" if first != last else f"{who} is on {first}")
            case "301":
                told.append(f"{who} is away: {last}")
            case "317":
                told.append(f"{who} {_idle(first, second)}")
            case "319":
                told.append(f"{who} is in {last.strip()}")
            case "330":
                told.append(f"{who} is logged in as {first}")
            case "318" | "369":
                pass
            case _:
                told.append(" ".join(line.parameters[1:]))
    return told


def _idle(idle: str, since: str) -> str:
    words = f"has said nothing for {_span(int(idle))}" if idle.isdecimal() and len(idle) < 12 else "is here"
    if since.isdecimal() and len(since) < 12:
        words += time.strftime(", and is here since %Y-%m-%d %H:%M", time.localtime(int(since)))
    return words


def _span(seconds: int) -> str:
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{seconds} second{'s' if seconds != 1 else ''}"


def _who(lines: list[Line]) -> list[str]:
    told = []
    for line in lines:
        if line.command == "352" and len(line.parameters) >= 7:
            channel, user, host, _, nick, flags = line.parameters[1:7]
            realname = line.parameters[-1].partition(" ")[2]
            told.append(
                f"{nick} ({user}@{host}) {realname}{' is away' if 'G' in flags else ''}"
                + (f" in {channel}" if channel != "*" else "")
            )
        elif line.command == "354":
            told.append(" ".join(line.parameters[1:]))
    return told or ["Nobody is found."]


def _names(lines: list[Line]) -> list[str]:
    names = [name for line in lines if line.command == "353" for name in line.parameters[-1].split()]
    where = next((line.parameter(2) for line in lines if line.command == "353"), "")
    where = where or next((line.parameter(1) for line in lines if line.command == "366"), "")
    if not names:
        return [f"Nobody is seen in {where}."] if where else []
    shown = [name.partition("!")[0] for name in names]
    return [f"{len(names)} in {where}: {' '.join(shown[:500])}{' …' if len(shown) > 500 else ''}"]


def _modes(lines: list[Line]) -> list[str]:
    told = []
    for line in lines:
        match line.command:
            case "324":
                told.append(f"The modes of {line.parameter(1)} are {' '.join(line.parameters[2:]) or '+'}")
            case "221":
                told.append(f"Your modes are {' '.join(line.parameters[1:])}")
            case "367" | "348" | "346":
                what = {"367": "Banned", "348": "Excepted from bans", "346": "Needs no invitation"}[line.command]
                by = f", by {line.parameter(3).partition('!')[0]}" if line.parameter(3) else ""
                told.append(f"{what}: {line.parameter(2)}{by}")
    if not told and any(line.command in ("368", "349", "347") for line in lines):
        told = ["The list is empty."]
    return told


def _topic(lines: list[Line]) -> list[str]:
    told = []
    for line in lines:
        if line.command == "332":
            told.append(f"The topic of {line.parameter(1)} is: {line.parameters[-1]}")
        elif line.command == "331":
            told.append(f"{line.parameter(1)} has no topic.")
        elif line.command == "333":
            told.append(f"It was set by {line.parameter(2).partition('!')[0]}.")
    return told
