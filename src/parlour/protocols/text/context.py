"""What a command's handler is given: the connection, the server, and the one way to answer, which is a sentence."""

from typing import TYPE_CHECKING

from parlour.core.handling import HandlerContext
from parlour.core.model import Channel
from parlour.core.refusals import Refusal, Why
from parlour.protocols.text import words

if TYPE_CHECKING:
    from parlour.protocols.text.connection import TextConnection

ID_DIGITS = 9
"""Ids are smaller than what needs more."""


class Context(HandlerContext):
    """One connection's commands, one after the other."""

    __slots__ = ()

    connection: "TextConnection"

    def say(self, text: str) -> None:
        """Answer a line."""
        self.send_piece(self.connection.form.line(text))

    def nick_of(self, whom: str) -> str:
        """The name of the one whom an id or a name means; as it was typed when that is nobody's."""
        if whom.isascii() and whom.isdigit() and len(whom) <= ID_DIGITS:
            user = self.network.numbers.users.get(int(whom))
            return user.nick if user is not None else whom
        return whom

    @property
    def room_chosen(self) -> Channel | None:
        """The room to which goes what the user types: of those it is in the one that was joined or chosen last."""
        connection = self.connection
        while connection.chosen:
            scope = next(reversed(connection.chosen))
            room = self.user.channels.get(scope)
            if room is not None:
                return room
            connection.put_out_of = connection.chosen.pop(scope)
        return None

    @property
    def goes_to(self) -> str:
        """The sentence that tells where what the user types goes, and when."""
        room, now = self.room_chosen, words.NOW_OR_LATER[self.user.session is not None]
        return words.NOW_IN.format(room=room.name, now=now) if room is not None else words.NOW_NOWHERE.format(now=now)

    def why(self, refusal: Refusal) -> str:
        """A refusal in words."""
        limit = self.host.limits.nick
        if refusal.why is Why.BAD_NICK and len(refusal.subject[0].encode()) > limit:
            return words.NAME_TOO_LONG.format(limit=limit)
        return words.why(refusal)
