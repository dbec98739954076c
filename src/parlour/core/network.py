"""The network: all the state of one Parlour, and the only place where it changes.

`apply` is given events in the order of their scopes, and returns for a durable one what `undo` needs should it prove
impossible to keep. Undoing goes newest first and leaves alone what has gone meanwhile.
"""

from collections.abc import Callable
from typing import Any

from parlour.core import pairs
from parlour.core.banlist import Ban, BanList
from parlour.core.changes import ModesBefore, TopicBefore, set_modes, set_topic, unset_modes, unset_topic
from parlour.core.events import Event
from parlour.core.events.bans import Banned, Unbanned
from parlour.core.events.channels import Invited, Joined, Kicked, ModesSet, Parted, TopicSet
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
from parlour.core.events.record import Source
from parlour.core.gone import Memory
from parlour.core.looks import looks
from parlour.core.model import Channel, Conversation, Member, Scope, Session, User
from parlour.core.names import fold
from parlour.core.numbers import Numbers
from parlour.core.operators import Operator
from parlour.core.ranks import SIGNS

INVITES_IN_MEMORY = 100
"""So many invitations of one user are remembered, the newest."""

SaidBefore = tuple[Scope, int, int, bool]
"""A scope, and when something was said in it last, how often, and whether anything in it was to be kept."""

ONCE_IN_MEMORY = 50_000
"""More than can ever wait for the disk at one time; see `limits.hold_events`."""


class Network:
    """Users, channels, conversations and sessions, by id and by name."""

    __slots__ = (
        "appliers",
        "bans",
        "channel_looks",
        "channels",
        "conversations",
        "ended",
        "gone",
        "invisible",
        "looks",
        "nicks",
        "numbers",
        "once",
        "operators",
        "pasts",
        "peak",
        "rooms",
        "sessions",
        "users",
    )

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.nicks: dict[str, User] = {}
        self.looks: dict[str, User] = {}
        """Who is here by the looks of their nicks: none of them looks like another."""
        self.numbers = Numbers()
        self.channels: dict[str, Channel] = {}
        self.channel_looks: dict[str, Channel] = {}
        self.rooms: dict[int, Channel] = {}
        self.conversations: dict[int, Conversation] = {}
        self.sessions: dict[str, Session] = {}
        self.pasts: dict[str, Scope] = {}
        """Scopes of channels that are empty now and whose past is open to who comes next, by folded name."""
        self.once: dict[str, Said] = {}
        """What was said lately under a `once` key; older ones are asked of the store."""
        self.ended: list[int] = []
        """Scopes that ended since somebody last took them from here: nothing can happen in them any more."""
        self.gone = Memory()
        self.bans = BanList()
        self.peak = 0
        self.invisible = 0
        self.operators = 0
        self.appliers: dict[type[Any], Callable[[Any], Any]] = {
            Said: self._said,
            Came: self._came,
            NickChanged: self._nick_changed,
            Quit: self._quit,
            UserModesSet: self._user_modes_set,
            BecameOperator: self._became_operator,
            Wallops: self._nothing,
            AwaySet: self._away_set,
            RealnameSet: self._realname_set,
            HostSet: self._host_set,
            Joined: self._joined,
            Parted: self._parted,
            Kicked: self._kicked,
            Invited: self._invited,
            TopicSet: self._topic_set,
            ModesSet: self._modes_set,
            Banned: self._banned,
            Unbanned: self._unbanned,
            **pairs.appliers(self),
        }

    def apply(self, event: Event) -> Any:
        """Change the state as the event says. Returns what `undo` needs for a durable event."""
        return self.appliers[type(event)](event)

    def undo(self, event: Event, before: Any) -> None:
        """Take back a durable event that was applied; `undoing.restored` says what to announce then."""
        if type(event) is Said:
            self._unsay(before)
            if event.once is not None:
                self.once.pop(event.once, None)
            self._forget_past(event.target.lstrip(SIGNS))
        elif type(event) is TopicSet:
            unset_topic(before)
            self._forget_past(event.channel)
        elif type(event) is ModesSet:
            unset_modes(before)
            self._forget_past(event.channel)
        elif type(event) is Banned or type(event) is Unbanned:
            self.bans.restore(event.target, before)
        else:
            raise TypeError(f"{type(event).__name__} is never undone")

    def _forget_past(self, name: str) -> None:
        """A channel that emptied meanwhile leaves no past if nothing in it was kept after all."""
        folded = fold(name)
        scope = self.pasts.get(folded)
        if scope is not None and not scope.kept:
            del self.pasts[folded]
            self.ended.append(scope.id)

    def channels_of(self, user: User) -> tuple[int, ...]:
        """The scopes of the channels that a user is in."""
        return tuple(user.channels)

    # What is said

    def _said(self, event: Said) -> SaidBefore | None:
        room = self.rooms.get(event.scope)
        if room is not None:
            scope = room.scope
        else:
            conversation = self.conversations.get(event.scope)
            if conversation is None:
                if not event.durable:
                    return None
                conversation = pairs.converse(self, event.scope, event.source.user, event.to or "")
            scope = conversation.scope
        scope.last_ms = event.at_ms
        if not event.durable:
            return None
        before = (scope, scope.last_said_ms, scope.said, scope.kept)
        if event.text and event.only is None:
            scope.last_said_ms = event.at_ms
            scope.said += 1
        if event.text:
            self.users[event.source.user].said_ms = event.at_ms
        scope.kept = True
        if event.once is not None:
            self.once[event.once] = event
            if len(self.once) > ONCE_IN_MEMORY:
                del self.once[next(iter(self.once))]
        return before

    def _unsay(self, before: SaidBefore) -> None:
        scope, last_said_ms, said, kept = before
        scope.last_said_ms, scope.said, scope.kept = last_said_ms, said, kept

    # People

    def _came(self, event: Came) -> None:
        user = User(event.source, fold(event.source.nick), event.realname, event.at_ms)
        user.address = event.address
        user.number = event.number
        self.numbers.take(event.number, user, event.at_ms)
        self.users[user.id] = user
        self._take_name(user)
        self.peak = max(self.peak, len(self.users))

    def _take_name(self, user: User) -> None:
        self.nicks[user.folded] = user
        for look in looks(user.nick):
            self.looks[look] = user

    def _give_up_name(self, user: User) -> None:
        del self.nicks[user.folded]
        for look in looks(user.nick):
            del self.looks[look]

    def _nick_changed(self, event: NickChanged) -> None:
        user = self.users[event.source.user]
        if fold(event.nick) != user.folded:
            self.gone.remember(user, event.at_ms)
        self._give_up_name(user)
        user.nick, user.folded = event.nick, fold(event.nick)
        user.source = _source(user)
        self._take_name(user)
        for conversation in (user.conversations or {}).values():
            conversation.nicks[user.id] = user.nick
        self._stamp(event.scopes, event.at_ms)

    def _quit(self, event: Quit) -> None:
        user = self.users.pop(event.source.user)
        self.gone.remember(user, event.at_ms)
        self.numbers.give_back(user.number, event.at_ms)
        self._give_up_name(user)
        self._set_modes(user, "")
        self._stamp(event.scopes, event.at_ms)
        for channel in tuple(user.channels.values()):
            self._leave(channel, user)
        for partner, conversation in (user.conversations or {}).items():
            if partner == user.id or partner not in self.users:
                self.conversations.pop(conversation.scope.id, None)
                self.ended.append(conversation.scope.id)

    def _user_modes_set(self, event: UserModesSet) -> None:
        user = self.users[event.source.user]
        self._set_modes(user, "".join(sorted((set(user.modes) | set(event.added)) - set(event.removed))))
        if "o" in event.removed:
            user.operator = None
        user.source = _source(user)

    def _became_operator(self, event: BecameOperator) -> None:
        user = self.users[event.source.user]
        user.operator = Operator(event.login, event.title, frozenset(event.privileges))
        self._set_modes(user, "".join(sorted({*user.modes, "o"})))

    def _nothing(self, event: Event) -> None:
        """It is shown, and changes nothing."""

    def _set_modes(self, user: User, modes: str) -> None:
        """Let a user have these modes, and count those who have some."""
        self.invisible += ("i" in modes) - ("i" in user.modes)
        self.operators += ("o" in modes) - ("o" in user.modes)
        user.modes = modes

    def _away_set(self, event: AwaySet) -> None:
        self.users[event.source.user].away = event.message
        self._stamp(event.scopes, event.at_ms)

    def _realname_set(self, event: RealnameSet) -> None:
        self.users[event.source.user].realname = event.realname
        self._stamp(event.scopes, event.at_ms)

    def _host_set(self, event: HostSet) -> None:
        user = self.users[event.source.user]
        user.name, user.host = event.name, event.host
        user.source = _source(user)
        self._stamp(tuple(user.channels), event.at_ms)

    def _banned(self, event: Banned) -> Ban | None:
        return self.bans.put(Ban.of(event))

    def _unbanned(self, event: Unbanned) -> Ban | None:
        return self.bans.remove(event.target)

    def _stamp(self, scopes: tuple[int, ...], at_ms: int) -> None:
        for id in scopes:
            room = self.rooms.get(id)
            if room is not None:
                room.scope.last_ms = at_ms

    # Channels

    def _joined(self, event: Joined) -> None:
        user = self.users[event.source.user]
        channel = self.rooms.get(event.scope)
        if channel is None:
            folded = fold(event.channel)
            scope = self.pasts.pop(folded, None)
            if scope is None or scope.id != event.scope:
                scope = Scope(event.scope)
            channel = Channel(scope, event.channel, folded, event.at_ms)
            self.channels[folded] = self.rooms[event.scope] = channel
            for look in looks(channel.name):
                self.channel_looks[look] = channel
        channel.members[user.id] = Member(user, event.modes)
        user.channels[event.scope] = channel
        if user.invites is not None:
            user.invites.pop(channel, None)
        channel.scope.last_ms = event.at_ms

    def _parted(self, event: Parted) -> None:
        channel = self.rooms[event.scope]
        channel.scope.last_ms = event.at_ms
        self._leave(channel, self.users[event.source.user])

    def _kicked(self, event: Kicked) -> None:
        channel = self.rooms[event.scope]
        channel.scope.last_ms = event.at_ms
        self._leave(channel, self.users[event.user])

    def _invited(self, event: Invited) -> None:
        user = self.users[event.user]
        if user.invites is None:
            user.invites = {}
        channel = self.rooms[event.scope]
        channel.scope.last_ms = event.at_ms
        user.invites[channel] = event.opens or user.invites.get(channel, False)
        if len(user.invites) > INVITES_IN_MEMORY:
            del user.invites[next(iter(user.invites))]

    def _topic_set(self, event: TopicSet) -> TopicBefore:
        return set_topic(self.rooms[event.scope], event)

    def _modes_set(self, event: ModesSet) -> ModesBefore:
        return set_modes(self.rooms[event.scope], event)

    def _leave(self, channel: Channel, user: User) -> None:
        del channel.members[user.id]
        del user.channels[channel.scope.id]
        if not channel.members:
            del self.channels[channel.folded], self.rooms[channel.scope.id]
            for look in looks(channel.name):
                del self.channel_looks[look]
            # A past nobody spoke in is not worth a place in memory for ever: names cost nothing to make up.
            if channel.scope.kept and not channel.restricted:
                self.pasts[channel.folded] = channel.scope
            else:
                self.ended.append(channel.scope.id)


def _source(user: User) -> Source:
    """How a user is seen from now on."""
    text = f"{user.nick}!{user.name}@{user.host}"
    return Source(user.id, user.nick, user.name, user.host, user.account, text, "B" in user.modes)
