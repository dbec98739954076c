"""Refusals: understood and declined, nothing changed."""

from enum import Enum, auto


class Why(Enum):
    """Every reason for which a decision declines; each protocol has words for every one."""

    NO_SUCH_NICK = auto()
    NO_SUCH_CHANNEL = auto()
    NO_SUCH_TARGET = auto()
    NOT_ON_CHANNEL = auto()
    USER_NOT_ON_CHANNEL = auto()
    CANNOT_SEND = auto()
    MODERATED = auto()
    FOR_ACCOUNTS = auto()
    MUTED = auto()
    NO_CTCP = auto()
    NO_NOTICES = auto()
    TOO_LONG = auto()
    TOO_MANY_TARGETS = auto()
    TOO_MANY_CHANNELS = auto()
    NO_NICK_GIVEN = auto()
    BAD_NICK = auto()
    NICK_RESERVED = auto()
    NICK_IN_USE = auto()
    NICK_LOOKS_TAKEN = auto()
    BAD_CHANNEL_NAME = auto()
    CHANNEL_NAME_TOO_LONG = auto()
    CHANNEL_LOOKS_TAKEN = auto()
    NOT_OPERATOR = auto()
    ALREADY_ON_CHANNEL = auto()
    BANNED = auto()
    NEEDS_ACCOUNT = auto()
    INVITE_ONLY = auto()
    CHANNEL_FULL = auto()
    BAD_KEY = auto()
    UNKNOWN_MODE = auto()
    UNKNOWN_USER_MODE = auto()
    BAD_REALNAME = auto()
    NOT_YOURSELF = auto()
    MODE_NEEDS_VALUE = auto()
    LIST_FULL = auto()
    BAD_ONCE_KEY = auto()
    ONE_TARGET_WITH_ONCE = auto()
    NO_PRIVILEGES = auto()
    LACKS_PRIVILEGE = auto()
    BAD_BAN_TARGET = auto()
    BAD_DURATION = auto()
    BAN_TOO_WIDE = auto()
    NO_SUCH_BAN = auto()
    SHUT_OUT = auto()
    OFFLINE = auto()
    YOURSELF = auto()
    BUSY_YOURSELF = auto()
    BUSY_OTHER = auto()
    SAME_SESSION = auto()
    TAKES_NO_SESSIONS = auto()
    TAKES_NO_MESSAGES = auto()
    BLOCKED_BY_YOU = auto()
    BAD_DUPLEX = auto()
    NO_SESSION = auto()
    NOT_RINGING = auto()
    NOT_ANSWERED = auto()
    NO_FLOOR = auto()
    NOT_YOUR_FLOOR = auto()
    ONLY_LISTENING = auto()
    BAD_BLOCK = auto()
    NOT_BLOCKED = auto()
    BLOCKS_FULL = auto()
    BUSY = auto()
    CANNOT_KEEP = auto()


class Refusal(Exception):
    """A decision declined. `subject` is what it was about (a nick, a channel, a mode), as the user wrote it."""

    def __init__(self, why: Why, *subject: str) -> None:
        super().__init__(why, *subject)
        self.why = why
        self.subject = subject
