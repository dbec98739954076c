"""Events: facts that happened, small immutable records.

An event carries all that applying, keeping and showing it needs, and never a pointer to something that may have
changed since. `recorded` events are written to the history of their scope; `durable` ones are not shown to anybody
before they are. They are declared by topic: `messages`, `sessions`, `channels`, `people`, `bans`.
"""

from parlour.core.events.bans import Banned, Unbanned
from parlour.core.events.channels import (
    Invited,
    Joined,
    Kicked,
    ModesRestored,
    ModesSet,
    Parted,
    TopicRestored,
    TopicSet,
)
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
from parlour.core.events.sessions import AskSet, BlockSet, FloorHanded, SessionAccepted, SessionEnded, SessionOpened

Event = (
    Said
    | Came
    | NickChanged
    | Quit
    | UserModesSet
    | BecameOperator
    | Wallops
    | AwaySet
    | RealnameSet
    | HostSet
    | Joined
    | Parted
    | Kicked
    | Invited
    | TopicSet
    | ModesSet
    | Banned
    | Unbanned
    | SessionOpened
    | SessionAccepted
    | FloorHanded
    | SessionEnded
    | AskSet
    | BlockSet
)
"""What a decision may return."""

Restored = TopicRestored | ModesRestored
"""What undoing an event announces."""
