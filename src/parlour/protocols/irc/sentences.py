"""What sessions are to people whose client knows nothing of them: sentences, in one table."""

from parlour.core.events import Event
from parlour.core.events.sessions import (
    CLOSED,
    DECLINED,
    FULL,
    HALF,
    LEFT,
    RESTART,
    SIMPLEX,
    TIMED_OUT,
    FloorHanded,
    SessionAccepted,
    SessionEnded,
    SessionOpened,
)
from parlour.core.model import Session, User
from parlour.core.network import Network
from parlour.core.refusals import Why
from parlour.core.sessions import RING_S, State, state

NAME = "*sessions"
"""The name under which people are told, and to which they may write."""

HELP = (
    "Talk with somebody alone: you are both BUSY then, and nobody else can open a session with you.",
    f"Write these words to {NAME}:",
    "list -- shows who is here, with their numbers, and who is FREE or BUSY",
    "open <nick> [full|half|simplex] -- opens a session: both may speak, who has the floor, or only you",
    "accept, decline -- answers a session that rings for you",
    "over -- hands the floor to the other, in half duplex",
    "close -- ends the session; you both stay here",
    "ask on, ask off -- whether you are asked before a session begins",
    "block <nick>, unblock <nick> -- whether you hear anything from somebody",
    "What you write to the other (/msg <nick>) from then on belongs to the session.",
)

OPENED = {FULL: "both of you may speak", HALF: "half duplex, you have the floor", SIMPLEX: "simplex, only you speak"}
"""Who may speak when a session begins, as its opener is told."""

OPENED_BY = {
    FULL: "both of you may speak",
    HALF: "half duplex, {nick} has the floor",
    SIMPLEX: "simplex, only {nick} speaks",
}
"""The same, as the other is told."""

DUPLEX = {FULL: "both may speak", HALF: "half duplex", SIMPLEX: "simplex"}

ENDED = {
    CLOSED: ("You have ended the session with {other}.", "{nick} has ended the session."),
    DECLINED: ("You have declined the session with {other}.", "{nick} has declined the session."),
    TIMED_OUT: ("{other} has not answered, so it rings no more.", "It rings no more: you have not answered {nick}."),
    LEFT: ("You left, which ended the session with {other}.", "{nick} has left, which ended the session."),
    RESTART: ("The server stopped, which ended the session with {other}.",
              "The server stopped, which ended the session with {nick}."),
}  # fmt: skip
"""Why a session ended, for who did it and for the other."""

REFUSED = {
    Why.OFFLINE: "There is nobody here who goes by {0}.",
    Why.YOURSELF: "That is yourself.",
    Why.BUSY_YOURSELF: f"You are BUSY already; /msg {NAME} close ends that.",
    Why.BUSY_OTHER: "{0} is BUSY, in a session with somebody else. Try again later.",
    Why.SAME_SESSION: "You are in a session with {0} already.",
    Why.TAKES_NO_SESSIONS: "{0} takes no sessions.",
    Why.BLOCKED_BY_YOU: f"You block {{0}}; /msg {NAME} unblock {{1}} ends that.",
    Why.BAD_DUPLEX: "{0} is no duplex: there are full, half and simplex.",
    Why.NO_SESSION: f"You are in no session; /msg {NAME} open <nick> opens one.",
    Why.NOT_RINGING: "Nobody asks you for a session.",
    Why.NOT_ANSWERED: "The session has not been accepted yet.",
    Why.NO_FLOOR: "There is no floor to hand over: that is in half duplex only.",
    Why.NOT_YOUR_FLOOR: "{0} has the floor, not you.",
    Why.BAD_BLOCK: "{0} is no nick of somebody who is here, and no mask (nick!user@host).",
    Why.NOT_BLOCKED: "You do not block {0}.",
    Why.BLOCKS_FULL: f"You block as many as you may; /msg {NAME} unblock <nick> makes room.",
}
"""The refusals that are about sessions; what they are about stands in braces."""

ASKS = {True: "You are asked before a session begins.", False: "Sessions with you begin at once."}
HIDDEN = {
    True: "1 more is here who does not show in lists; whoever knows the nick can open a session with them.",
    False: "{0} more are here who do not show in lists; whoever knows a nick can open a session with them.",
}
"""How many are not listed, of whom there may be one or more."""
BLOCKING = "You hear nothing from"
BLOCKED = "You hear nothing more from {0}."
UNBLOCKED = "You hear from {0} again."
UNKNOWN = f"There is no {{0}}; /msg {NAME} help shows what there is."
HOW = {
    "open": f"With whom? /msg {NAME} open <nick> [full|half|simplex]",
    "ask": f"On or off? /msg {NAME} ask on, or /msg {NAME} ask off",
    "block": f"Whom? /msg {NAME} block <nick>",
    "unblock": f"Whom? /msg {NAME} unblock <nick>",
}
"""What is missing behind a word."""

FREE = "You are FREE."


def notice(server: str, nick: str, text: str) -> str:
    """A sentence as the line that a client shows."""
    return f":{NAME}!sessions@{server} NOTICE {nick} :{text}"


def told(network: Network, user: User, event: Event) -> str | None:
    """What one of the two of a session is told of an event in it; None for an event of another kind."""
    if not isinstance(event, SessionOpened | SessionAccepted | FloorHanded | SessionEnded):
        return None
    own, nick = event.source.user == user.id, event.source.nick
    match event:
        case SessionOpened(ringing=True, nick=other, duplex=duplex):
            if own:
                return f"It rings for {other}, who is asked first; /msg {NAME} close gives up."
            return (
                f"{nick} asks you for a session ({DUPLEX[duplex]}): /msg {NAME} accept, or /msg {NAME} decline. "
                f"After {RING_S} seconds it rings no more."
            )
        case SessionOpened(nick=other, duplex=duplex):
            return (
                _begun(other, duplex, "") if own else _begun_by(nick, duplex, f"{nick} has opened a session with you")
            )
        case SessionAccepted(nick=opener, session=session):
            duplex = network.sessions[session].duplex
            return _begun_by(opener, duplex, "") if own else _begun(nick, duplex, f"{nick} has accepted the session")
        case FloorHanded(nick=other):
            return f"{other} has the floor now." if own else f"You have the floor now; /msg {NAME} over hands it over."
        case SessionEnded(nick=other, why=why):
            return f"{ENDED[why][not own].format(nick=nick, other=other)} {FREE}"


def _begun(nick: str, duplex: str, how: str) -> str:
    over = f"/msg {NAME} over hands it over, " if duplex == HALF else ""
    return f"{how or f'You are in a session with {nick}'}: {OPENED[duplex]}. {over}/msg {NAME} close ends it."


def _begun_by(nick: str, duplex: str, how: str) -> str:
    words = OPENED_BY[duplex].format(nick=nick)
    return f"{how or f'You are in a session with {nick}'}: {words}. /msg {NAME} close ends it."


def standing(network: Network, user: User) -> str:
    """How a user stands: FREE, or BUSY with whom."""
    session = user.session
    if session is None:
        return FREE
    partner = network.users[session.partner(user.id)]
    match state(user):
        case State.CALLING:
            return f"You are BUSY: it rings for {partner.nick}."
        case State.CALLED:
            return f"You are BUSY: {partner.nick} asks you for a session ({DUPLEX[session.duplex]})."
    return f"You are BUSY, in a session with {partner.nick} ({_speaks(network, session, user)})."


def _speaks(network: Network, session: Session, user: User) -> str:
    if session.duplex == FULL:
        return DUPLEX[FULL]
    speaker = "you" if session.floor == user.id else network.users[session.floor].nick
    have, speak = ("have", "speak") if speaker == "you" else ("has", "speaks")
    return f"{speaker} {have} the floor" if session.duplex == HALF else f"only {speaker} {speak}"
