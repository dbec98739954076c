"""Events and their rows: each recorded event as plain columns, readable for whoever opens the database.

| kind                  | target                                   | text              | tags                          |
| --------------------- | ---------------------------------------- | ----------------- | ----------------------------- |
| message, notice, tags | as addressed; to a user: with a space    | what was said     | the author's                  |
|                       | and that user's id behind                |                   |                               |
| joined                | the channel                              | the real name     | `created`, `modes=ov`         |
| parted                | the channel                              | the reason        |                               |
| kicked                | the channel, the nick and the user id of | the reason        |                               |
|                       | who was, with spaces                     |                   |                               |
| topic                 | the channel                              | the topic         |                               |
| modes                 | the channel                              | `+o-v bob ann`    | for each letter `o=USER`, `k=`|
|                       |                                          |                   | (a value of no user), or `n`  |
| nick                  | the new nick                             |                   |                               |
| quit                  |                                          | the reason        |                               |
| opened                | the nick and the user id of the other,   | the duplex        | `session=ID`, `ringing`       |
|                       | with a space                             |                   |                               |
| accepted, ended       | the same                                 | why it ended      | `session=ID`                  |

Before the tags of what a bot did stands `bot`, and before those of what was said in a session `session=ID`. Names,
nicks, mode values and user ids contain no space, and ids no semicolon.
"""

import secrets
from collections.abc import Callable

from parlour.core.events import Event
from parlour.core.events.channels import Joined, Kicked, ModeChange, ModesSet, Parted, TopicSet
from parlour.core.events.messages import MESSAGE, NOTICE, TAGS, Said
from parlour.core.events.people import NickChanged, Quit
from parlour.core.events.record import Source
from parlour.core.events.sessions import RESTART, SessionAccepted, SessionEnded, SessionOpened
from parlour.core.ids import Ids
from parlour.core.ports import Row

BOT = "bot"
SESSION = "session="


def to_rows(event: Event, seq_of: Callable[[int], int]) -> list[Row]:
    """The rows that record an event; `seq_of` gives the next number of a scope and is called once for each row."""
    source = event.source
    if isinstance(event, Said):
        if not event.durable:
            return []
        scope = event.scope
        target = event.target if event.to is None else f"{event.target} {event.to}"
        tags = event.tags if event.session is None else _marked(SESSION + event.session, event.tags)
        return [(scope, seq_of(scope), event.at_ms, event.msgid, event.kind, source.user, source.text, source.account,
                 target, event.text, _marked(BOT, tags) if source.bot else tags)]  # fmt: skip
    if not event.recorded:
        return []
    kind, target, text, tags = _words(event)
    tags = _marked(BOT, tags) if source.bot else tags
    scopes = event.scopes if isinstance(event, NickChanged | Quit) else (event.scope,)
    return [
        (scope, seq_of(scope), event.at_ms, event.msgid, kind, source.user, source.text, source.account,
         target, text, tags)
        for scope in scopes
    ]  # fmt: skip


def from_row(row: Row) -> Event:
    """The event that a row records. A nick change or quit comes back as the one scope's; a `once` key is not kept."""
    scope, _, at_ms, msgid, kind, user, shown, account, target, text, tags = row
    nick, _, rest = shown.partition("!")
    name, _, host = rest.partition("@")
    bot = tags == BOT or tags.startswith(f"{BOT};")
    if bot:
        tags = tags[len(BOT) + 1 :]
    source = Source(user, nick, name, host, account, shown, bot)
    if kind in {MESSAGE, NOTICE, TAGS}:
        target, _, to = target.partition(" ")
        session = None
        if tags.startswith(SESSION):
            session, _, tags = tags[len(SESSION) :].partition(";")
        return Said(scope, msgid, at_ms, source, kind, target, text, tags, to or None, None, True, None, session)
    match kind:
        case "joined":
            modes = tags.rpartition("modes=")[2] if "modes=" in tags else ""
            return Joined(scope, msgid, at_ms, source, target, text, modes, tags.startswith("created"))
        case "parted":
            return Parted(scope, msgid, at_ms, source, target, text)
        case "kicked":
            channel, nick, kicked = target.split(" ")
            return Kicked(scope, msgid, at_ms, source, channel, kicked, nick, text)
        case "topic":
            return TopicSet(scope, msgid, at_ms, source, target, text)
        case "modes":
            return ModesSet(scope, msgid, at_ms, source, target, _changes(text, tags))
        case "nick":
            return NickChanged(scope, msgid, at_ms, source, target, (scope,))
        case "quit":
            return Quit(scope, msgid, at_ms, source, text, (scope,))
        case "opened" | "accepted" | "ended":
            return _of_session(kind, (scope, msgid, at_ms, source), target, text, tags)
    raise ValueError(f"There is no kind of row called {kind}.")


def _marked(mark: str, tags: str) -> str:
    """Tags with a mark before them."""
    return f"{mark};{tags}" if tags else mark


def _of_session(kind: str, head: tuple[int, str, int, Source], target: str, text: str, tags: str) -> Event:
    nick, to = target.split(" ")
    session, _, ringing = tags[len(SESSION) :].partition(";")
    if kind == "opened":
        return SessionOpened(*head, session, to, nick, text, bool(ringing))
    if kind == "accepted":
        return SessionAccepted(*head, session, to, nick)
    return SessionEnded(*head, session, to, nick, text)


def _words(event: Event) -> tuple[str, str, str, str]:
    """The kind, target, text and tags of what is recorded and not said."""
    match event:
        case Joined(channel=channel, realname=realname, modes=modes, created=created):
            tags = ["created"] * created + [f"modes={modes}"] * bool(modes)
            return "joined", channel, realname, ";".join(tags)
        case Parted(channel=channel, reason=reason):
            return "parted", channel, reason, ""
        case Kicked(channel=channel, user=user, nick=nick, reason=reason):
            return "kicked", f"{channel} {nick} {user}", reason, ""
        case TopicSet(channel=channel, topic=topic):
            return "topic", channel, topic, ""
        case ModesSet(channel=channel, changes=changes):
            return "modes", channel, _shown(changes), ";".join(map(_tag, changes))
        case NickChanged(nick=nick):
            return "nick", nick, "", ""
        case Quit(reason=reason):
            return "quit", "", reason, ""
        case SessionOpened(session=session, to=to, nick=nick, duplex=duplex, ringing=ringing):
            return "opened", f"{nick} {to}", duplex, f"{SESSION}{session}{';ringing' * ringing}"
        case SessionAccepted(session=session, to=to, nick=nick):
            return "accepted", f"{nick} {to}", "", f"{SESSION}{session}"
        case SessionEnded(session=session, to=to, nick=nick, why=why):
            return "ended", f"{nick} {to}", why, f"{SESSION}{session}"
    raise TypeError(f"{type(event).__name__} is not recorded.")


def _shown(changes: tuple[ModeChange, ...]) -> str:
    """Mode changes as people write them: `+o-v bob ann`."""
    letters = ""
    sign = None
    for change in changes:
        if change.adding is not sign:
            sign = change.adding
            letters += "+" if sign else "-"
        letters += change.mode
    return " ".join([letters, *(change.value for change in changes if change.value is not None)])


def _tag(change: ModeChange) -> str:
    return change.mode if change.value is None else f"{change.mode}={change.user or ''}"


def _changes(text: str, tags: str) -> tuple[ModeChange, ...]:
    """Mode changes from how they are shown and whom they were about; the reverse of `_shown` and `_tag`."""
    letters, *values = text.split(" ")
    about = iter(tags.split(";"))
    value = iter(values)
    adding = True
    changes: list[ModeChange] = []
    for letter in letters:
        if letter in "+-":
            adding = letter == "+"
            continue
        _, has_value, user = next(about).partition("=")
        changes.append(ModeChange(adding, letter, next(value) if has_value else None, user or None))
    return tuple(changes)


def end_row(opened: Row, seq: int, at_ms: int) -> Row:
    """The row that says that the session which began with a row ended with the server, as the conversation's next."""
    event = from_row(opened)
    assert isinstance(event, SessionOpened)
    msgid = Ids(secrets.randbits(50)).new(at_ms)
    ended = SessionEnded(event.scope, msgid, at_ms, event.source, event.session, event.to, event.nick, RESTART)
    [row] = to_rows(ended, lambda _: seq)
    return row
