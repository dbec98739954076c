"""The ranks of members: which there are, how they are shown, and what each may do.

An operator may do all that a channel needs; half-operators help with it (they kick, voice, set the modes of the
channel) and cannot touch its operators. Protected members and founders stand above the operators, so that one of those
who runs amok cannot throw out the others. Whoever makes a channel is its operator.
"""

from parlour.core import letters
from parlour.core.model import Channel, User
from parlour.core.operators import may

RANKS = letters.letters(letters.RANKS)
"""The letters of member modes, highest first: founder, protected, operator, half-operator, voice."""

SIGNS = "~&@%+"
"""The sign of each, in the same order."""

SIGN_OF = dict(zip(RANKS, SIGNS, strict=True))
RANK_OF = {sign: len(RANKS) - at for at, sign in enumerate(SIGNS)}
"""How high the rank with a sign is: from 1 for a voice on."""

VOICE, HALF_OPERATOR, OPERATOR, PROTECTED, FOUNDER, NETWORK = 1, 2, 3, 4, 5, 6
"""How high each rank is; an operator of the network who acts in channels stands above all."""

GIVERS = {"q": FOUNDER, "a": FOUNDER, "o": OPERATOR, "h": OPERATOR, "v": HALF_OPERATOR}
"""How high one must stand to give or take a rank."""

_HEIGHT = {mode: len(RANKS) - at for at, mode in enumerate(RANKS)}


def height(modes: str) -> int:
    """How high the member with these modes stands; 0 for one without a rank."""
    return _HEIGHT[modes[0]] if modes else 0


def standing(channel: Channel, user: User) -> int:
    """How high a user stands in a channel, whether in it or not."""
    if user.operator is not None and may(user, "channels"):
        return NETWORK
    member = channel.members.get(user.id)
    return height(member.modes) if member is not None else 0


def sign(modes: str) -> str:
    """The sign of the highest of a member's modes; nothing for none."""
    return SIGN_OF[modes[0]] if modes else ""


def signs(modes: str) -> str:
    """The signs of all of a member's modes, highest first."""
    return "".join([SIGN_OF[mode] for mode in modes])
