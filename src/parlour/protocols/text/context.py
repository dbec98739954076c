"""What a command's handler is given: the connection, the server, and the one way to answer, which is a sentence."""

from typing import TYPE_CHECKING

from parlour.core.handling import HandlerContext
from parlour.core.model import Channel
from parlour.core.names import fold

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
    def is_in_lobby(self) -> bool:
        """Whether what the user types goes to the lobby."""
        room = self.room_chosen
        return room is not None and room.folded == fold(self.host.limits.lobby)

    @property
    def room_chosen(self) -> Channel | None:
        """The room to which goes what the user types: of those it is in the one that was joined or chosen last."""
        chosen = self.connection.chosen
        while chosen:
            room = self.user.channels.get(chosen[-1])
            if room is not None:
                return room
            chosen.pop()
        return None
