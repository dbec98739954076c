"""Delivery: which connections are shown an event."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from parlour.core.events import Event, Restored
from parlour.core.events.bans import Banned, Unbanned
from parlour.core.events.channels import Invited, Joined, Kicked, ModeChange, ModesRestored, ModesSet, Parted, TopicSet
from parlour.core.events.messages import Said
from parlour.core.events.people import (
    AwaySet,
    BecameOperator,
    Came,
    HostSet,
    NickChanged,
    Quit,
    RealnameSet,
    UserModesSet,
    Wallops,
)
from parlour.core.events.record import NO_SCOPE
from parlour.core.model import Channel
from parlour.core.names import fold
from parlour.core.ports import Form
from parlour.core.undoing import for_outsiders
from parlour.server.connection import Connection
from parlour.server.engagements import Engagements
from parlour.server.monitors import Monitors
from parlour.server.outflow import Group, Outflow


class Delivery(Outflow):
    """Connections by user, channels by form, and the turns that wait for the disk."""

    def __init__(self) -> None:
        super().__init__()
        self.connections: dict[str, list[Connection]] = {}
        self.rooms: dict[int, dict[Form, Group]] = {}
        self.monitors = Monitors()
        self.engagements = Engagements(self.connections, self.monitors)
        self.shown: dict[tuple[Connection, int], int] = {}
        """Who was shown, in a reply, something of which channel, and up to which batch it may yet be undone."""
        self._ways: dict[type[Any], Callable[[Any, Connection | None, list[bytes]], None]] = {
            Said: self._said,
            Came: self._came,
            NickChanged: self._nick_changed,
            Quit: self._quit,
            UserModesSet: self._user_modes_set,
            BecameOperator: self._user_modes_set,
            Wallops: self._to_some,
            AwaySet: self._away_set,
            RealnameSet: self._realname_set,
            HostSet: self._host_set,
            Joined: self._joined,
            Parted: self._parted,
            Kicked: self._kicked,
            Invited: self._invited,
            TopicSet: self._to_room,
            ModesSet: self._to_room,
            Banned: self._to_some,
            Unbanned: self._to_some,
            **self.engagements.ways,
        }

    # Who is where

    def attach(self, connection: Connection, user: str) -> None:
        """A connection is a user's from now on."""
        self.connections.setdefault(user, []).append(connection)

    def detach(self, connection: Connection, user: str) -> bool:
        """A connection is the user's no more. Returns whether it was the last."""
        self.monitors.clear(connection)
        left = self.connections[user]
        left.remove(connection)
        if not left:
            del self.connections[user]
        return not left

    def reform(self, connection: Connection, form: Form, channels: Iterable[int]) -> None:
        """A connection wants to be shown events in another form."""
        for scope in channels:
            self._take_out(scope, connection)
        connection.form = form
        for scope in channels:
            self._put_in(scope, connection)

    def _put_in(self, scope: int, connection: Connection) -> None:
        self.rooms.setdefault(scope, {}).setdefault(connection.form, {})[connection] = None

    def _take_out(self, scope: int, connection: Connection) -> None:
        forms = self.rooms[scope]
        group = forms[connection.form]
        del group[connection]
        if not group:
            del forms[connection.form]
            if not forms:
                del self.rooms[scope]

    # Who is shown what

    def deliver(self, event: Event, origin: Connection | None, pieces: list[bytes]) -> None:
        """Put an event into the outboxes of all who are shown it; `origin` gets its own as an answer.

        The bytes made of it are added to `pieces`.
        """
        way = self._ways.get(type(event))
        if way is not None:
            way(event, origin, pieces)

    def _said(self, event: Said, origin: Connection | None, pieces: list[bytes]) -> None:
        author = self.connections.get(event.source.user, ())
        if event.to is None:
            room = self.rooms[event.scope] if event.only is None else self._groups_of(event.only)
            for form, groups in _by_words(event, room):
                piece = form.encode(event)
                if piece is not None:
                    pieces.append(piece)
                    self._fan_out(piece, groups, author)
        else:
            for connection in self.connections.get(event.to, ()):
                self._put(connection, event, pieces)
        for connection in author:
            if connection.echoes and (piece := connection.form.encode(event)) is not None:
                pieces.append(piece)
                (connection.reply if connection is origin else connection.put)(piece)

    def _groups_of(self, users: Iterable[str]) -> dict[Form, Group]:
        """The connections of some users."""
        groups: dict[Form, Group] = {}
        for user in users:
            for connection in self.connections.get(user, ()):
                groups.setdefault(connection.form, {})[connection] = None
        return groups

    def _put(self, connection: Connection, event: Event, pieces: list[bytes]) -> None:
        piece = connection.form.encode(event)
        if piece is not None:
            pieces.append(piece)
            connection.put(piece)

    def _to_room(self, event: Event | Restored, origin: Connection | None, pieces: list[bytes]) -> None:
        for form, group in self.rooms.get(event.scope, {}).items():
            piece = form.encode(event)
            if piece is None:
                continue
            pieces.append(piece)
            if origin is not None and origin in group:
                self._fan_out(piece, (group,), (origin,))
                origin.reply(piece)
            else:
                self._fan_out(piece, (group,), ())

    def _joined(self, event: Joined, origin: Connection | None, pieces: list[bytes]) -> None:
        own = self.connections.get(event.source.user, [])
        for connection in own:
            self._put_in(event.scope, connection)
        self._to_room(event, origin, pieces)
        if event.away is not None:
            # https://ircv3.net/specs/extensions/away-notify
            away = AwaySet(NO_SCOPE, "", event.at_ms, event.source, event.away, (event.scope,))
            self._to_neighbours(away, away.scopes, own, pieces)

    def _parted(self, event: Parted, origin: Connection | None, pieces: list[bytes]) -> None:
        self._to_room(event, origin, pieces)
        for connection in self.connections.get(event.source.user, ()):
            self._take_out(event.scope, connection)

    def _kicked(self, event: Kicked, origin: Connection | None, pieces: list[bytes]) -> None:
        self._to_room(event, origin, pieces)
        for connection in self.connections.get(event.user, ()):
            self._take_out(event.scope, connection)

    def _invited(self, event: Invited, origin: Connection | None, pieces: list[bytes]) -> None:
        """To whoever is invited, and to those in the channel who want to know of invitations."""
        self._to_own(event, event.user, origin, pieces)
        own = self.connections.get(event.source.user, ())
        for form, group in self.rooms.get(event.scope, {}).items():
            if form.shows_invitations and (piece := form.encode(event)) is not None:
                pieces.append(piece)
                self._fan_out(piece, (group,), own)

    def _to_some(self, event: Wallops | Banned | Unbanned, origin: Connection | None, pieces: list[bytes]) -> None:
        """To the users whom the event names."""
        encoded: dict[Form, bytes] = {}
        for user in event.to:
            for connection in self.connections.get(user, ()):
                piece = encoded.get(connection.form) or connection.form.encode(event)
                if piece is not None:
                    encoded[connection.form] = piece
                    (connection.reply if connection is origin else connection.put)(piece)
        pieces += encoded.values()

    def _user_modes_set(
        self, event: UserModesSet | BecameOperator, origin: Connection | None, pieces: list[bytes]
    ) -> None:
        self._to_own(event, event.source.user, origin, pieces)

    def _to_own(self, event: Event, user: str, origin: Connection | None, pieces: list[bytes]) -> None:
        for connection in self.connections.get(user, ()):
            piece = connection.form.encode(event)
            if piece is not None:
                pieces.append(piece)
                (connection.reply if connection is origin else connection.put)(piece)

    def _nick_changed(self, event: NickChanged, origin: Connection | None, pieces: list[bytes]) -> None:
        own = self.connections.get(event.source.user, [])
        self._to_own(event, event.source.user, origin, pieces)
        shown = self._to_neighbours(event, event.scopes, own, pieces)
        for connection in self.engagements.partner_of(event.source.user):
            # Whoever talks with somebody in a session has to know under which nick.
            if connection not in shown:
                piece = connection.form.encode(event) or connection.front.told(event)
                if piece is not None:
                    pieces.append(piece)
                    connection.put(piece)
        if self.monitors.watched and fold(event.nick) != fold(event.source.nick):
            who = f"{event.nick}!{event.source.name}@{event.source.host}"
            self._tell(event.source.nick, event.source.nick, event.at_ms, (), here=False)
            self._tell(event.nick, who, event.at_ms, (), here=True)
            self.engagements.renamed(event)

    def _came(self, event: Came, _origin: Connection | None, _pieces: list[bytes]) -> None:
        if self.monitors.watched:
            self._tell(event.source.nick, event.source.text, event.at_ms, (), here=True)

    def _tell(self, nick: str, who: str, at_ms: int, but: Sequence[Connection], *, here: bool) -> None:
        """To those who monitor a nick: its user came, or went."""
        groups: dict[Form, Group] = {}
        for connection in self.monitors.of(nick):
            groups.setdefault(connection.form, {})[connection] = None
        for form, group in groups.items():
            self._fan_out(form.tell(who, at_ms, here=here), (group,), but)

    def _away_set(self, event: AwaySet, _origin: Connection | None, pieces: list[bytes]) -> None:
        # Not to oneself, who is answered otherwise: https://ircv3.net/specs/extensions/away-notify
        own = self.connections.get(event.source.user, [])
        shown = self._to_neighbours(event, event.scopes, own, pieces)
        self._to_followers(event, shown, pieces)

    def _realname_set(self, event: RealnameSet, origin: Connection | None, pieces: list[bytes]) -> None:
        own = self.connections.get(event.source.user, [])
        self._to_own(event, event.source.user, origin, pieces)
        shown = self._to_neighbours(event, event.scopes, own, pieces)
        self._to_followers(event, shown, pieces)

    def _host_set(self, event: HostSet, origin: Connection | None, pieces: list[bytes]) -> None:
        own = self.connections.get(event.source.user, [])
        self._to_own(event, event.source.user, origin, pieces)
        shown = self._to_neighbours(event, tuple(joined.scope for joined in event.again), own, pieces)
        self._to_followers(event, shown, pieces)
        self._come_again(event, shown)

    def _come_again(self, event: HostSet, shown: set[Connection]) -> None:
        """To who shares a channel with somebody and was not shown that their host is another: they left and came again.

        https://ircv3.net/specs/extensions/chghost#fallback-when-the-chghost-capability-has-not-been-negotiated
        """
        left = Quit(NO_SCOPE, "", event.at_ms, event.source, "Changing host", ())
        gone: set[Connection] = set()
        for joined in event.again:
            user, nick = joined.source.user, joined.source.nick
            modes = tuple(ModeChange(adding=True, mode=mode, value=nick, user=user) for mode in joined.modes)
            lines: list[Event | Restored] = [joined]
            if modes:
                lines.append(ModesRestored(joined.scope, joined.at_ms, joined.channel, modes))
            if joined.away is not None:
                lines.append(AwaySet(NO_SCOPE, "", joined.at_ms, joined.source, joined.away, (joined.scope,)))
            for form, group in self.rooms[joined.scope].items():
                again = b"".join([piece for line in lines if (piece := form.encode(line)) is not None])
                for connection in group:
                    if connection in shown:
                        continue
                    first = b"" if connection in gone else form.encode(left) or b""
                    gone.add(connection)
                    connection.put(first + again)

    def _to_followers(
        self, event: AwaySet | RealnameSet | HostSet, shown: set[Connection], pieces: list[bytes]
    ) -> None:
        """To those who monitor somebody, want to know more of them than that they come and go, and were not shown it.

        https://ircv3.net/specs/extensions/extended-monitor
        """
        for connection in self.monitors.of(event.source.nick):
            if connection.follows and connection not in shown:
                self._put(connection, event, pieces)

    def _quit(self, event: Quit, _origin: Connection | None, pieces: list[bytes]) -> None:
        own = self.connections.get(event.source.user, [])
        for scope in event.scopes:
            for connection in own:
                self._take_out(scope, connection)
        self._to_neighbours(event, event.scopes, own, pieces)
        if self.monitors.watched:
            self._tell(event.source.nick, event.source.nick, event.at_ms, own, here=False)

    def _to_neighbours(
        self, event: Event, scopes: tuple[int, ...], own: list[Connection], pieces: list[bytes]
    ) -> set[Connection]:
        """To everybody who shares one of these channels, once. Returns who was shown it, and whose it is."""
        done: set[Connection] = set(own)
        encoded: dict[Form, bytes | None] = {}
        for scope in scopes:
            for form, group in self.rooms.get(scope, {}).items():
                if form not in encoded:
                    piece = encoded[form] = form.encode(event)
                    if piece is not None:
                        pieces.append(piece)
                piece = encoded[form]
                if piece is None:
                    continue
                for connection in group:
                    if connection not in done:
                        done.add(connection)
                        connection.put(piece)
        return done

    def restore(self, event: Restored, channel: Channel) -> None:
        """Announce to a channel, and to those who were shown otherwise in a reply, what holds after something was
        undone."""
        self._to_room(event, None, [])
        outside = for_outsiders(event)
        for connection, scope in self.shown:
            inside = connection.user is not None and connection.user.id in channel.members
            if scope == event.scope and not inside and (piece := connection.form.encode(outside)) is not None:
                connection.put(piece)


def _by_words(event: Said, groups: dict[Form, Group]) -> Iterable[tuple[Form, Sequence[Group]]]:
    """The groups of a channel, put together where they are shown in the same bytes what was said."""
    if len(groups) == 1:
        [(form, group)] = groups.items()
        return ((form, (group,)),)
    guest = event.source.account is None
    found: dict[Form, list[Group]] = {}
    for form, group in groups.items():
        found.setdefault(form.said_by_guest if guest else form.said_by_account, []).append(group)
    return found.items()
