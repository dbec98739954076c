"""Answers of a server in words: what stands in numerics and standard replies, as lines that people read.

Sources: https://modern.ircdocs.horse/#numerics and https://ircv3.net/specs/extensions/standard-replies
"""

from collections.abc import Callable
from dataclasses import dataclass

from parlour.client.lines import Line
from parlour.client.model import Network

SESSIONS = "parlour.chat/session"


def _numerics(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Kind:
    """What may be asked. `parts` are the numerics of its answer, `last` those that end it where no labels do."""

    parts: frozenset[str]
    last: frozenset[str]


KINDS = {
    "whois": Kind(
        _numerics("276 301 307 310 311 312 313 314 317 318 319 320 330 335 338 369 378 379 671"), _numerics("318 369")
    ),
    "who": Kind(_numerics("315 352 354"), _numerics("315")),
    "names": Kind(_numerics("353 366"), _numerics("366")),
    "list": Kind(_numerics("321 322 323"), _numerics("323")),
    "mode": Kind(_numerics("221 324 329 346 347 348 349 367 368 728 729"), _numerics("221 324 347 349 368 729")),
    "topic": Kind(_numerics("331 332 333"), _numerics("331 333")),
    "learn": Kind(_numerics("315 324 329 352 354"), _numerics("315 324")),
    "act": Kind(_numerics("305 306 341"), _numerics("305 306 341")),
    "anything": Kind(frozenset(), frozenset()),
}
"""`learn` is what the client wants to know by itself: nobody is told. Of `act` only refusals are of interest, and that
it was done where nothing else shows it. `anything` is what was sent as it is."""

OF_COMMANDS = {
    "WHOIS": "whois", "WHOWAS": "whois", "WHO": "who", "NAMES": "names", "LIST": "list", "TOPIC": "topic",
    "MODE": "mode", "JOIN": "act", "PART": "act", "KICK": "act", "NICK": "act", "AWAY": "act", "INVITE": "act",
}  # fmt: skip
"""What kind of answer a command has that was sent as it is."""

_STATE = _numerics("301 315 324 329 331 332 333 352 353 354 366")
"""What tells of a channel that one enters, or of somebody to whom one does something."""

_EVENTS = frozenset(
    ("PRIVMSG", "NOTICE", "TAGMSG", "JOIN", "PART", "MODE", "TOPIC", "KICK", "NICK", "QUIT", "AWAY", "INVITE", "PONG",
     "SETNAME", "CHGHOST", "ACCOUNT", "MONITOR", "SESSION", "MARKREAD", "CAP", "ACK", "BATCH")
)  # fmt: skip
"""What happens, even when it happens because it was asked for."""

NOISE = _numerics("004 005 105 219 232 315 318 321 323 328 329 333 347 349 365 366 368 369 374 375 376 394 729 900 901")
"""Numerics that say nothing to people: beginnings, ends, and what is known from elsewhere."""

GREETING = _numerics("002 003 250 251 252 253 254 255 265 266")
"""Numerics that say nothing to people when a server says them at the beginning, unasked."""

_LAST_ONLY = _numerics("250 251 252 253 254 255 265 266 372 704 705 706 042 396")
"""Of these only the last parameter is for people, or what stands before it belongs to it."""
_COUNTED = _numerics("252 253 254")

_ERRORS = _numerics("263 691 696 723 734 902 904 905 906 907")
"""Refusals that are not numbered like others."""
_NO_ERRORS = _numerics("422")

MOST_SHOWN = 500
"""So many lines of an answer are shown."""


def is_error(line: Line) -> bool:
    """Whether a line refuses something."""
    number = line.command
    if number == "FAIL" or number in _ERRORS:
        return True
    return len(number) == 3 and number.isdigit() and number[0] in "45" and number not in _NO_ERRORS


def belongs(kind: str, line: Line) -> bool:
    """Whether a line may be a part of such an answer."""
    if is_error(line) or line.command in ("NOTE", "WARN"):
        return True
    if kind == "anything":
        return line.command not in _EVENTS
    if kind == "act":
        return line.command not in _EVENTS | _STATE
    return line.command in KINDS[kind].parts


def ends(kind: str, line: Line) -> bool:
    """Whether a line ends such an answer, where no label tells."""
    if is_error(line):
        # Of nobody by that name WHOIS tells with an error, and ends as ever.
        return kind != "whois" or line.command != "401"
    return line.command in KINDS[kind].last


def read(kind: str, lines: list[Line], network: Network, now_ms: int) -> tuple[list[str], bool]:
    """An answer as lines to be read, and whether it is a refusal."""
    wrong = list(dict.fromkeys(refusal(line) for line in lines if is_error(line)))
    right = [line for line in lines if not is_error(line)]
    match kind:
        case "learn":
            return [], False
        case "who":
            told = [_who(line, network) for line in right if line.command in ("352", "354")]
            told = told or ([] if wrong else ["Nobody is found."])
        case "names":
            told = _names(right)
        case "mode":
            told = _in_words(right, now_ms)
            ended = next((line for line in right if line.command in _EMPTY), None)
            if ended is not None and not told:
                told = [f"{_EMPTY[ended.command]} {ended.parameter(1)}."]
        case "topic":
            told = _in_words(right, now_ms)
            told += [_set_by(line, now_ms) for line in right if line.command == "333"]
        case _:
            told = _in_words(right, now_ms)
    if len(told) > MOST_SHOWN:
        told[MOST_SHOWN:] = [f"… and {len(told) - MOST_SHOWN} more"]
    return told + wrong, bool(wrong) and not told


_EMPTY = {"368": "Nobody is banned from", "349": "Nobody is excepted from bans in",
          "347": "Nobody may enter uninvited", "729": "Nobody is quieted in"}  # fmt: skip


def _in_words(lines: list[Line], now_ms: int) -> list[str]:
    return [words for line in lines if (words := text(line, now_ms))]


def text(line: Line, now_ms: int) -> str:
    """What a line says, without what is for programs only; "" if that is nothing."""
    if line.command in ("FAIL", "WARN", "NOTE") or is_error(line):
        return refusal(line)
    worded = _WORDED.get(line.command)
    if worded is not None and len(line.parameters) > 2:
        return worded(line, now_ms)
    if line.command in NOISE:
        return ""
    words = line.parameters[1:] if line.command.isdigit() else line.parameters
    if line.command in _LAST_ONLY:
        words = words[-2:] if line.command in _COUNTED else words[-1:]
    return " ".join(words).removeprefix("- ") if line.command == "372" else " ".join(words)


def refusal(line: Line) -> str:
    """Why something was refused: about what, and the words of the server."""
    about = line.parameters[2 if line.command in ("FAIL", "WARN", "NOTE") else 1 : -1]
    words = line.last or "It was refused."
    return f"{' '.join(about)}: {words}" if any(about) else words


def channels(lines: list[Line]) -> list[tuple[str, int, str]]:
    """The rows of a list of channels: name, members, topic."""
    return [
        (line.parameter(1), number(line.parameter(2)) or 0, line.parameter(3))
        for line in lines
        if line.command == "322" and len(line.parameters) > 2
    ]


def number(digits: str) -> int | None:
    """A number that a server wrote; None if it is none, or too large to mean anything."""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None


def span(seconds: int) -> str:
    """How long something is: `5 minutes`."""
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{seconds} second{'s' if seconds != 1 else ''}"


def _ago(digits: str, now_ms: int) -> str:
    """How long ago a Unix time in seconds is, behind a blank; "" if that is not known."""
    at_s = number(digits)
    if at_s is None or at_s * 1000 > now_ms + 60_000:
        return ""
    since_s = now_ms // 1000 - at_s
    return " just now" if since_s < 60 else f" {span(since_s)} ago"


def _idle(line: Line, now_ms: int) -> str:
    idle, since = number(line.parameter(2)), number(line.parameter(3)) if len(line.parameters) > 4 else None
    words = [f"has said nothing for {span(idle)}"] if idle is not None else []
    if since is not None and since * 1000 <= now_ms + 60_000:
        words.append(f"came {span(max(0, now_ms // 1000 - since))} ago")
    return f"{line.parameter(1)} {' and '.join(words) or 'is here'}"


def _server(line: Line, _now_ms: int) -> str:
    name, words = line.parameter(2), line.parameter(3)
    return f"{line.parameter(1)} is on {name}{f' ({words})' if words and words != name else ''}"


def _listed(what: str, at: int = 2) -> Callable[[Line, int], str]:
    def worded(line: Line, now_ms: int) -> str:
        by = line.parameter(at + 1).partition("!")[0]
        return f"{what} {line.parameter(at)}{f', by {by}' if by else ''}{_ago(line.parameter(at + 2), now_ms)}"

    return worded


def _set_by(line: Line, now_ms: int) -> str:
    return f"It was set by {line.parameter(2).partition('!')[0]}{_ago(line.parameter(3), now_ms)}."


def _host(line: Line, _now_ms: int) -> str:
    """What somebody really comes from, for those who may know (338, 378)."""
    return f"{line.parameter(1)} {line.last} {' '.join(line.parameters[2:-1])}".rstrip()


_WORDED: dict[str, Callable[[Line, int], str]] = {
    "221": lambda line, _: f"Your modes are {' '.join(line.parameters[1:])}",
    "301": lambda line, _: f"{line.parameter(1)} is away: {line.parameter(2)}",
    "311": lambda line, _: f"{line.parameter(1)} is {line.last} ({line.parameter(2)}@{line.parameter(3)})",
    "312": _server,
    "314": lambda line, _: f"{line.parameter(1)} was {line.last} ({line.parameter(2)}@{line.parameter(3)})",
    "317": _idle,
    "319": lambda line, _: f"{line.parameter(1)} is in {line.last.strip()}",
    "324": lambda line, _: f"The modes of {line.parameter(1)} are {' '.join(line.parameters[2:]) or '+'}",
    "330": lambda line, _: f"{line.parameter(1)} is logged in as {line.parameter(2)}",
    "331": lambda line, _: f"{line.parameter(1)} has no topic.",
    "332": lambda line, _: f"The topic of {line.parameter(1)} is: {line.parameter(2)}",
    "338": _host,
    "341": lambda line, _: f"{line.parameter(1)} is invited to {line.parameter(2)}",
    "346": _listed("May enter uninvited:"),
    "348": _listed("Excepted from bans:"),
    "367": _listed("Banned:"),
    "378": _host,
    "728": _listed("Quieted:", 3),
}  # fmt: skip


def _who(line: Line, network: Network) -> str:
    """A row of WHO. Of WHOX nobody knows what was asked for, when it was not asked from here."""
    if line.command == "354" or len(line.parameters) < 8:
        return " ".join(line.parameters[1:])
    channel, user, host, _, nick, flags = line.parameters[1:7]
    is_busy = network.can(SESSIONS) and "S" in flags
    is_bot = bool(network.supported.get("BOT")) and network.supported["BOT"] in flags
    words = [
        line.last.partition(" ")[2],
        "away" if "G" in flags else "",
        "BUSY" if is_busy else "",
        "operator of the server" if "*" in flags else "",
        "bot" if is_bot else "",
        f"in {channel}" if channel != "*" else "",
    ]
    return f"{nick} ({user}@{host}) {', '.join(word for word in words if word)}".rstrip()


def _names(lines: list[Line]) -> list[str]:
    names = [name for line in lines if line.command == "353" for name in line.last.split()]
    where = next((line.parameter(1 if line.command == "366" else 2) for line in lines), "")
    if not names:
        return [f"Nobody is seen in {where}."] if where else []
    shown = [name.partition("!")[0] for name in names[:MOST_SHOWN]]
    return [f"{len(names)} in {where}: {' '.join(shown)}{' …' if len(names) > MOST_SHOWN else ''}"]
