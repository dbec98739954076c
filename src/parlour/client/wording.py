"""What happened, in words: both faces show the same ones. Everything that comes out of here is fit for a terminal."""

import time
from collections.abc import Sequence

from wcwidth import wcswidth

from parlour.client.model import Message, Network, Person
from parlour.client.text import plain, shown
from parlour.client.told import NickTaken, PersonChanged, Received, SessionChanged, StateChanged

DUPLEX = {
    "full": "full duplex: both of you speak",
    "half": "half duplex: who has the floor speaks",
    "simplex": "simplex: only who opened it speaks",
}

ENDED = {
    "declined": "was declined",
    "timeout": "was not answered",
    "left": "is over: one of you left",
    "restart": "is over: the server started anew",
    "lost": "is over: the connection was lost",
}

TOPIC_COLUMNS = 200


# Times


def clock(at_ms: int, *, seconds: bool = False) -> str:
    """The time of day, as 12:03 or 12:03:59, where the user is."""
    return time.strftime("%H:%M:%S" if seconds else "%H:%M", time.localtime(at_ms / 1000))


def day(at_ms: int) -> str:
    """The day, as 2026-03-01, where the user is."""
    return time.strftime("%Y-%m-%d", time.localtime(at_ms / 1000))


def day_in_words(at_ms: int) -> str:
    """The day, as Sunday, 1 March 2026; never in a locale's words, which may not fit the terminal."""
    at = time.localtime(at_ms / 1000)
    return f"{_DAYS[at.tm_wday]}, {at.tm_mday} {_MONTHS[at.tm_mon - 1]} {at.tm_year}"


def day_and_time(at_ms: int) -> str:
    """The day and the time of day."""
    return f"{day(at_ms)} {clock(at_ms)}"


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


# What stands in a timeline


def line(network: Network, message: Message) -> str:
    """A message as one line, without its time and place."""
    text = plain(message.text.replace("\n", " ")) if message.is_speech else happened(network, message)
    return f"{speaker(message)} {text}".lstrip()


def speaker(message: Message) -> str:
    """Who says something, with the signs that tell how; "" where nobody does."""
    nick = shown(message.nick)
    match message.kind:
        case "said":
            return f"<{nick}{_to(message)}>"
        case "action":
            return f"* {nick}"
        case "notice":
            return f"-{nick or 'server'}{_to(message)}-"
    return ""


def _to(message: Message) -> str:
    return f" to {shown(message.to)}" if message.to else ""


def happened(network: Network, message: Message) -> str:
    """What happened, as a sentence without a full stop where it ends in what somebody wrote."""
    who, text = shown(message.nick), plain(message.text)
    you = network.is_me(message.nick)
    why = f" ({text})" if text else ""
    match message.kind:
        case "joined":
            return "You are in the channel" if you else f"{who} joined"
        case "parted":
            return f"You left the channel{why}" if you else f"{who} left{why}"
        case "quit":
            return f"{who} is gone{why}"
        case "kicked":
            whom = "you" if network.is_me(message.to) else shown(message.to)
            return f"{'You' if you else who} put {whom} out{why}"
        case "nick":
            return f"You are {text} now" if network.is_me(message.text) else f"{who} is {text} now"
        case "topic":
            by = "You" if you else who
            return f"{by} set the topic: {text}" if text else f"{by} took the topic away"
        case "mode":
            return f"{'You' if you else who} set {text}"
        case "invited":
            return f"{who} invites you to {text}" if text else f"{who} invites you"
        case "error":
            return f"Error: {text}"
        case _:
            return text


def fate(message: Message) -> str:
    """What has become of an own message that is not known to have arrived; "" where all is well."""
    match message.fate:
        case "waiting":
            return "waits to be sent"
        case "sent":
            return "on its way"
        case "perhaps":
            return "perhaps sent: the connection was lost before the server said so; /retry or /discard"
        case "failed":
            return f"not delivered{f': {plain(message.why)}' if message.why else ''}; /retry or /discard"
    return ""


def receipt(message: Message, nick: str) -> str:
    """Whether the other side has an own message that is kept; "" where that is not told."""
    match message.receipt:
        case "delivered":
            return "✓"
        case "waiting":
            return f"(waits for {shown(nick)})"
    return ""


def received(told: Received) -> str:
    """That the other side has what waited for it."""
    count = len(told.messages)
    return f"{shown(told.buffer.name)} has {'the message' if count == 1 else f'the {count} messages'} that waited."


# What has just happened


def state(name: str, told: StateChanged) -> str:
    """What the connection to a network is now; "" for what nobody needs to know."""
    why = plain(told.why).rstrip(".")
    match told.state:
        case "connecting":
            return f"Connecting to {shown(name)}{f': {why}' if why else ''} …"
        case "online":
            return f"Connected to {shown(name)}."
        case "offline":
            return f"Not connected to {shown(name)}{f': {why}' if why else ''}."
    return f"{why}." if why else ""


def nick_taken(told: NickTaken) -> str:
    """A nick cannot be had."""
    why = f": {plain(told.why).rstrip('.')}" if told.why else ""
    then = f"; trying {shown(told.trying)}" if told.trying else "; choose another with /nick"
    return f"The nick {shown(told.nick)} cannot be had{why}{then}."


def session(told: SessionChanged) -> str:
    """What has become of a session, and what can be done now."""
    partner, duplex = shown(told.session.partner), DUPLEX.get(told.session.duplex, plain(told.session.duplex))
    own = told.session.opener_is_own
    match told.what:
        case "ringing" if own:
            return f"It rings at {partner}. /bye gives up."
        case "ringing":
            return f"{partner} asks you for a session, {duplex}. /accept begins it, /decline says no."
        case "opened" | "accepted":
            who = f"You opened a session with {partner}" if own else f"{partner} opened a session with you"
            if told.what == "accepted":
                who = f"{partner} is there, and the session begins" if own else f"The session with {partner} begins"
            return f"{who}, {duplex}. {floor(told)} /bye ends it."
        case "floor":
            return floor(told)
    ended = ENDED.get(told.why, "is over")
    return f"The session with {partner} {ended}."


def floor(told: SessionChanged) -> str:
    """Who may speak in a session now."""
    partner, duplex = shown(told.session.partner), told.session.duplex
    if duplex == "full":
        return f"What you type goes to {partner}."
    if told.session.has_floor:
        over = " /over hands it over." if duplex == "half" else ""
        return f"You have the floor: what you type goes to {partner}.{over}"
    return f"{partner} has the floor: you listen."


def person(told: PersonChanged) -> str:
    """What is known of somebody now."""
    return f"{shown(told.person.nick)} {presence(told.person)}".rstrip()


def presence(person: Person) -> str:
    """Whether somebody is there, away or BUSY, as far as is known."""
    words = [
        {True: "is here", False: "is not here"}.get(person.online, "") if person.online is not None else "",
        (f"is away ({plain(person.away)})" if person.away else "is away") if person.away is not None else "",
        "is BUSY" if person.busy else "",
    ]
    return ", ".join(word for word in words if word)


# Tables


def free(network: Network, rows: Sequence[tuple[int, str, bool]]) -> list[str]:
    """Who is FREE and who is BUSY."""
    table = [("id", "name", "", "")]
    for number, nick, busy in rows:
        table.append((str(number), nick, "BUSY" if busy else "FREE", "you" if network.is_me(nick) else ""))
    return columns(table, right=1)


def channels(rows: Sequence[tuple[str, int, str]]) -> list[str]:
    """Which channels there are, with the most people first."""
    if not rows:
        return ["There is no channel to be seen."]
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    return columns([("channel", "people", "topic"), *((name, str(count), topic) for name, count, topic in ordered)])


def columns(rows: Sequence[tuple[str, ...]], right: int = 0) -> list[str]:
    """Rows of a table with their columns below one another; the first `right` columns end at the same place."""
    clean = [tuple(plain(cell) for cell in row) for row in rows]
    widths = [max(width(row[at]) for row in clean) for at in range(len(clean[0]))]
    lines = []
    for row in clean:
        cells = []
        for at, cell in enumerate(row):
            blanks = " " * (widths[at] - width(cell))
            cells.append(blanks + cell if at < right else cell + blanks)
        lines.append("  ".join(cells).rstrip())
    return lines


def width(text: str) -> int:
    """How many columns a clean text takes in a terminal."""
    return max(0, wcswidth(text))
