"""The network: all the state of one Parlour, and the only place where it changes.

`apply` is given events in the order of their scopes, and returns for a durable one what `undo` needs should it prove
impossible to keep. Undoing goes newest first and leaves alone what has gone meanwhile.
"""

from collections.abc import Callable
from typing import Any

from parlour.core.events import (
    Came,
    Event,
    Joined,
    ModeChange,
    ModesSet,
    NickChanged,
    Parted,
    Quit,
    Said,
    Source,
    TopicSet,
    UserModesSet,
)
from parlour.core.model import Channel, Conversation, Member, Scope, User
from parlour.core.names import fold

MEMBER_MODES = "ov"
"""Modes of members, highest first."""

RESTRICTING = frozenset("iks")
"""Channel modes that close a channel to some; see the eighth of docs/promises.md."""


ONCE_IN_MEMORY = 50_000
"""More than can ever wait for the disk at one time; see `limits.hold_events`."""


class Network:
    """Users, channels and conversations, by id and by name."""

    __slots__ = (
        "appliers",
        "channels",
        "conversations",
        "ended",
        "invisible",
        "nicks",
        "once",
        "pasts",
        "peak",
        "rooms",
        "users",
    )

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.nicks: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.rooms: dict[int, Channel] = {}
        self.conversations: dict[int, Conversation] = {}
        self.pasts: dict[str, Scope] = {}
        """Scopes of channels that are empty now and whose past is open to who comes next, by folded name."""
        self.once: dict[str, Said] = {}
        """What was said lately under a `once` key; older ones are asked of the store."""
        self.ended: list[int] = []
        """Scopes that ended since somebody last took them from here: nothing can happen in them any more."""
        self.peak = 0
        self.invisible = 0
        self.appliers: dict[type[Any], Callable[[Any], Any]] = {
            Said: self._said,
            Came: self._came,
            NickChanged: self._nick_changed,
            Quit: self._quit,
            UserModesSet: self._user_modes_set,
            Joined: self._joined,
            Parted: self._parted,
            TopicSet: self._topic_set,
            ModesSet: self._modes_set,
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
            self._forget_past(event.target)
        elif type(event) is TopicSet:
            self._unset_topic(before)
            self._forget_past(event.channel)
        elif type(event) is ModesSet:
            self._unset_modes(before)
            self._forget_past(event.channel)
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

    def _said(self, event: Said) -> tuple[Scope, int, bool] | None:
        room = self.rooms.get(event.scope)
        if room is not None:
            scope = room.scope
        else:
            conversation = self.conversations.get(event.scope)
            if conversation is None:
                if not event.durable:
                    return None
                conversation = self._converse(event)
            scope = conversation.scope
        scope.last_ms = event.at_ms
        if not event.durable:
            return None
        before = (scope, scope.last_said_ms, scope.kept)
        if event.text:
            scope.last_said_ms = event.at_ms
        scope.kept = True
        if event.once is not None:
            self.once[event.once] = event
            if len(self.once) > ONCE_IN_MEMORY:
                del self.once[next(iter(self.once))]
        return before

    def _converse(self, event: Said) -> Conversation:
        author, other = self.users[event.source.user], self.users[event.to or ""]
        conversation = Conversation(Scope(event.scope), {author.id: author.nick, other.id: other.nick})
        self.conversations[event.scope] = conversation
        for user, partner in ((author, other), (other, author)):
            if user.conversations is None:
                user.conversations = {}
            user.conversations[partner.id] = conversation
        return conversation

    def _unsay(self, before: tuple[Scope, int, bool]) -> None:
        scope, last_said_ms, kept = before
        scope.last_said_ms = last_said_ms
        scope.kept = kept

    # People

    def _came(self, event: Came) -> None:
        user = User(event.source, fold(event.source.nick), event.realname, event.at_ms)
        self.users[user.id] = user
        self.nicks[user.folded] = user
        self.peak = max(self.peak, len(self.users))

    def _nick_changed(self, event: NickChanged) -> None:
        user = self.users[event.source.user]
        del self.nicks[user.folded]
        user.nick, user.folded = event.nick, fold(event.nick)
        user.source = Source(
            user.id, user.nick, user.name, user.host, user.account, f"{user.nick}!{user.name}@{user.host}"
        )
        self.nicks[user.folded] = user
        for conversation in (user.conversations or {}).values():
            conversation.nicks[user.id] = user.nick
        self._stamp(event.scopes, event.at_ms)

    def _quit(self, event: Quit) -> None:
        user = self.users.pop(event.source.user)
        del self.nicks[user.folded]
        self.invisible -= "i" in user.modes
        self._stamp(event.scopes, event.at_ms)
        for channel in tuple(user.channels.values()):
            self._leave(channel, user)
        for partner, conversation in (user.conversations or {}).items():
            if partner == user.id or partner not in self.users:
                self.conversations.pop(conversation.scope.id, None)
                self.ended.append(conversation.scope.id)

    def _user_modes_set(self, event: UserModesSet) -> None:
        user = self.users[event.source.user]
        self.invisible += ("i" in event.added) - ("i" in event.removed)
        user.modes = "".join(sorted((set(user.modes) | set(event.added)) - set(event.removed)))

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
        channel.members[user.id] = Member(user, event.modes)
        user.channels[event.scope] = channel
        channel.scope.last_ms = event.at_ms

    def _parted(self, event: Parted) -> None:
        channel = self.rooms[event.scope]
        channel.scope.last_ms = event.at_ms
        self._leave(channel, self.users[event.source.user])

    def _leave(self, channel: Channel, user: User) -> None:
        del channel.members[user.id]
        del user.channels[channel.scope.id]
        if not channel.members:
            del self.channels[channel.folded], self.rooms[channel.scope.id]
            # A past nobody spoke in is not worth a place in memory for ever: names cost nothing to make up.
            if channel.scope.kept and not channel.restricted:
                self.pasts[channel.folded] = channel.scope
            else:
                self.ended.append(channel.scope.id)

    def _topic_set(self, event: TopicSet) -> tuple[Channel, str, str, int, bool]:
        channel = self.rooms[event.scope]
        before = (channel, channel.topic, channel.topic_by, channel.topic_ms, channel.scope.kept)
        channel.topic, channel.topic_by, channel.topic_ms = event.topic, event.source.text, event.at_ms
        channel.scope.last_ms = event.at_ms
        channel.scope.kept = True
        return before

    @staticmethod
    def _unset_topic(before: tuple[Channel, str, str, int, bool]) -> None:
        channel, topic, by, at_ms, kept = before
        channel.topic, channel.topic_by, channel.topic_ms, channel.scope.kept = topic, by, at_ms, kept

    def _modes_set(self, event: ModesSet) -> tuple[Channel, list[tuple[ModeChange, Any]], bool, bool]:
        channel = self.rooms[event.scope]
        kept, restricted = channel.scope.kept, channel.restricted
        changed = [(change, self._change(channel, change)) for change in event.changes]
        channel.scope.last_ms = event.at_ms
        channel.scope.kept = True
        return channel, changed, kept, restricted

    def _change(self, channel: Channel, change: ModeChange) -> Any:
        """Apply one letter; returns what it was before: a member and its modes, or the value of a key or limit."""
        if change.user is not None:
            member = channel.members[change.user]
            before = member.modes
            held = set(before) | {change.mode} if change.adding else set(before) - {change.mode}
            member.modes = "".join(mode for mode in MEMBER_MODES if mode in held)
            return member, before
        if change.adding and change.mode in RESTRICTING:
            channel.restricted = True
        old = channel.key if change.mode == "k" else channel.limit
        if change.mode == "k":
            channel.key = change.value if change.adding else None
        elif change.mode == "l":
            channel.limit = int(change.value) if change.adding and change.value else None
        (channel.modes.add if change.adding else channel.modes.discard)(change.mode)
        return old

    @staticmethod
    def _unset_modes(before: tuple[Channel, list[tuple[ModeChange, Any]], bool, bool]) -> None:
        channel, changed, kept, restricted = before
        channel.scope.kept, channel.restricted = kept, restricted
        for change, old in reversed(changed):
            if change.user is not None:
                # Of one who has left, or left and come again, nobody looks at that member any more.
                old[0].modes = old[1]
                continue
            held = old is not None if change.mode in "kl" else not change.adding
            (channel.modes.add if held else channel.modes.discard)(change.mode)
            if change.mode == "k":
                channel.key = old
            elif change.mode == "l":
                channel.limit = old
