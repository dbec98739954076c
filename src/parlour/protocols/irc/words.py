"""What a refusal is in IRC's words: one table."""

from dataclasses import dataclass

from parlour.core.refusals import Why
from parlour.wire import numerics as n
from parlour.wire.numerics import Numeric


@dataclass(frozen=True, slots=True)
class Fail:
    """A standard reply: FAIL, the command, a code, what it was about, and words.

    In the words stands {nick} for whom it was about, {blocked} for the nick or mask that is on one's list.
    `undelivered` says instead, of a message that was refused for it and is given back, why it went to nobody; in it
    stands {target} for whom it was to reach.
    """

    code: str
    words: str
    undelivered: str = ""


@dataclass(frozen=True, slots=True)
class Worded:
    """A numeric that says more precisely what it is about than it usually does."""

    numeric: Numeric
    words: str


WORDS: dict[Why, Numeric | Worded | Fail] = {
    Why.NO_SUCH_NICK: n.ERR_NOSUCHNICK,
    Why.NO_SUCH_CHANNEL: n.ERR_NOSUCHCHANNEL,
    Why.NO_SUCH_TARGET: Fail("INVALID_TARGET", "Messages could not be retrieved"),
    Why.NOT_ON_CHANNEL: n.ERR_NOTONCHANNEL,
    Why.USER_NOT_ON_CHANNEL: n.ERR_USERNOTINCHANNEL,
    Why.CANNOT_SEND: n.ERR_CANNOTSENDTOCHAN,
    Why.MODERATED: Worded(n.ERR_CANNOTSENDTOCHAN, "Cannot send to channel (+m)"),
    Why.FOR_ACCOUNTS: Worded(n.ERR_CANNOTSENDTOCHAN, "Cannot send to channel (+M)"),
    Why.MUTED: Worded(n.ERR_CANNOTSENDTOCHAN, "Cannot send to channel (+b)"),
    Why.NO_CTCP: Worded(n.ERR_CANNOTSENDTOCHAN, "Cannot send CTCP to channel (+C)"),
    Why.NO_NOTICES: Worded(n.ERR_CANNOTSENDTOCHAN, "Cannot send NOTICE to channel (+T)"),
    Why.TOO_LONG: n.ERR_INPUTTOOLONG,
    Why.TOO_MANY_TARGETS: n.ERR_TOOMANYTARGETS,
    Why.TOO_MANY_CHANNELS: n.ERR_TOOMANYCHANNELS,
    Why.NO_NICK_GIVEN: n.ERR_NONICKNAMEGIVEN,
    Why.BAD_NICK: n.ERR_ERRONEUSNICKNAME,
    Why.NICK_RESERVED: Worded(n.ERR_ERRONEUSNICKNAME, "Nickname is reserved for services"),
    Why.NICK_IN_USE: n.ERR_NICKNAMEINUSE,
    Why.NICK_LOOKS_TAKEN: Worded(n.ERR_NICKNAMEINUSE, "Nickname looks too much like the one of somebody who is here"),
    Why.BAD_CHANNEL_NAME: n.ERR_BADCHANMASK,
    Why.CHANNEL_NAME_TOO_LONG: Worded(n.ERR_NOSUCHCHANNEL, "Channel name is too long"),
    Why.CHANNEL_LOOKS_TAKEN: Worded(n.ERR_BADCHANMASK, "Channel name looks too much like the one of another channel"),
    Why.NOT_OPERATOR: n.ERR_CHANOPRIVSNEEDED,
    Why.ALREADY_ON_CHANNEL: n.ERR_USERONCHANNEL,
    Why.BANNED: n.ERR_BANNEDFROMCHAN,
    Why.NEEDS_ACCOUNT: n.ERR_NEEDREGGEDNICK,
    Why.INVITE_ONLY: n.ERR_INVITEONLYCHAN,
    Why.CHANNEL_FULL: n.ERR_CHANNELISFULL,
    Why.BAD_KEY: n.ERR_BADCHANNELKEY,
    Why.UNKNOWN_MODE: n.ERR_UNKNOWNMODE,
    Why.UNKNOWN_USER_MODE: n.ERR_UMODEUNKNOWNFLAG,
    Why.BAD_REALNAME: Fail("INVALID_REALNAME", "Realname is not valid"),
    Why.NOT_YOURSELF: n.ERR_USERSDONTMATCH,
    Why.MODE_NEEDS_VALUE: n.ERR_INVALIDMODEPARAM,
    Why.LIST_FULL: n.ERR_BANLISTFULL,
    Why.BAD_ONCE_KEY: Fail("INVALID_PARAMS", "parlour.chat/once takes 128 random bits in base 16, 32 or 64"),
    Why.ONE_TARGET_WITH_ONCE: Fail("INVALID_PARAMS", "parlour.chat/once goes with one target only"),
    Why.NO_PRIVILEGES: n.ERR_NOPRIVILEGES,
    Why.LACKS_PRIVILEGE: n.ERR_NOPRIVS,
    Why.BAD_BAN_TARGET: Fail("INVALID_PARAMS", "That is no address, network, mask (nick!user@host) or ~r:REALNAME"),
    Why.BAD_DURATION: Fail("INVALID_PARAMS", "A duration is like 30m, 12h, 7d, 1w or 1d12h, and at most 100 years"),
    Why.BAN_TOO_WIDE: Fail("TOO_WIDE", "That means you or nearly everybody; UBAN ADD -force bans it all the same"),
    Why.NO_SUCH_BAN: Fail("NO_SUCH_BAN", "There is no such ban; UBAN LIST shows those there are"),
    Why.SHUT_OUT: n.ERR_YOUREBANNEDCREEP,
    Why.BUSY: n.RPL_TRYAGAIN,
    Why.OFFLINE: Fail("OFFLINE", "There is nobody here who goes by that nick"),
    Why.YOURSELF: Fail("YOURSELF", "That is yourself"),
    Why.BUSY_YOURSELF: Fail("BUSY_YOURSELF", "You are BUSY already, which SESSION CLOSE ends"),
    Why.BUSY_OTHER: Fail("BUSY_OTHER", "{nick} is BUSY, in a session with somebody else"),
    Why.SAME_SESSION: Fail("SAME_SESSION", "You are in a session with {nick} already"),
    Why.TAKES_NO_SESSIONS: Fail("TAKES_NO_SESSIONS", "{nick} takes no sessions"),
    Why.TAKES_NO_MESSAGES: n.ERR_CANTSENDTOUSER,
    Why.BLOCKED_BY_YOU: Fail("BLOCKED_BY_YOU", "You block {nick}, which SESSION UNBLOCK {blocked} ends"),
    Why.BAD_DUPLEX: Fail("INVALID_DUPLEX", "The duplex of a session is full, half or simplex"),
    Why.NO_SESSION: Fail("NO_SESSION", "You are in no session"),
    Why.NOT_RINGING: Fail("NOT_RINGING", "Nobody asks you for a session"),
    Why.NOT_ANSWERED: Fail("NOT_ANSWERED", "The session has not been accepted yet"),
    Why.NO_FLOOR: Fail("NO_FLOOR", "Only in half duplex there is a floor to hand over"),
    Why.NOT_YOUR_FLOOR: Fail("NOT_YOUR_FLOOR", "{nick} has the floor", "{target} has the floor"),
    Why.ONLY_LISTENING: Fail(
        "ONLY_LISTENING", "Only {nick} speaks in this session", "only {target} speaks in this session (simplex)"
    ),
    Why.BAD_BLOCK: Fail("INVALID_PARAMS", "That is no nick of somebody who is here, and no mask (nick!user@host)"),
    Why.NOT_BLOCKED: Fail("NOT_BLOCKED", "You do not block {nick}"),
    Why.BLOCKS_FULL: n.ERR_SILELISTFULL,
    Why.CANNOT_KEEP: Fail(
        "NOT_DELIVERED", "It cannot be kept at the moment, so it was shown to nobody; try again", "it could not be kept"
    ),
}

GIVEN_BACK = frozenset(why for why, words in WORDS.items() if isinstance(words, Fail) and words.undelivered)
"""The refusals with which a message comes back to its author, so that it is not lost."""
