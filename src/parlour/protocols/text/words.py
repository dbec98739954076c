"""What people are told in plain text: every sentence in one place, and what each refusal is in words."""

from parlour.core.refusals import Refusal, Why
from parlour.wire.telnet import LONGEST

TEXT_ALL_THE_SAME = "A line that begins with a blank is always text."

NOBODY = "Nobody called {0} is here; GET shows who is."
NO_SUCH_ID = "Nobody has the id {0}; GET shows who is here."

WORDS: dict[Why, str] = {
    Why.NO_SUCH_NICK: NOBODY,
    Why.NO_SUCH_CHANNEL: "There is no room {0}; /rooms shows those there are.",
    Why.NO_SUCH_TARGET: "There is nothing of {0} that you may read: what is said in a room is for those in it.",
    Why.NOT_ON_CHANNEL: "You are not in {0}; /join {0} takes you there.",
    Why.USER_NOT_ON_CHANNEL: "{0} is not in {1}.",
    Why.CANNOT_SEND: "Only those who are in {0} speak there; /join {0} takes you there.",
    Why.MODERATED: "Not everybody may speak in {0} (it is moderated).",
    Why.FOR_ACCOUNTS: "Only those who have an account may speak in {0}.",
    Why.MUTED: "You may not speak in {0}.",
    Why.NO_CTCP: "Nothing but text may be said in {0}.",
    Why.NO_NOTICES: "Notices may not be sent to {0}.",
    Why.TOO_LONG: "That is too long to reach {0}.",
    Why.TOO_MANY_TARGETS: "That is for too many at a time.",
    Why.TOO_MANY_CHANNELS: "You are in as many rooms as you may be in; /part leaves one.",
    Why.NO_NICK_GIVEN: "A name is missing.",
    Why.BAD_NICK: "{0!r} cannot be a name: it begins with a letter, has letters, digits, - and _ in it, and no blanks.",
    Why.NICK_RESERVED: "Nobody can be called {0}: names that end so are kept for services.",
    Why.NICK_IN_USE: "Somebody called {0} is here already.",
    Why.NICK_LOOKS_TAKEN: "{0} looks too much like the name of somebody who is here.",
    Why.BAD_CHANNEL_NAME: "{0!r} cannot be the name of a room: that is one word, without commas.",
    Why.CHANNEL_NAME_TOO_LONG: "{0} is too long for the name of a room.",
    Why.CHANNEL_LOOKS_TAKEN: "{0} looks too much like the name of another room.",
    Why.NOT_OPERATOR: "Only an operator of {0} may do that.",
    Why.ALREADY_ON_CHANNEL: "{0} is in {1} already.",
    Why.BANNED: "You are banned from {0}.",
    Why.NEEDS_ACCOUNT: "Only those who have an account may enter {0}.",
    Why.INVITE_ONLY: "Only those who are invited may enter {0}.",
    Why.CHANNEL_FULL: "{0} is full.",
    Why.BAD_KEY: "{0} has a key; type it behind the room's name.",
    Why.UNKNOWN_MODE: "There is no mode {0}.",
    Why.UNKNOWN_USER_MODE: "There is no such mode.",
    Why.BAD_REALNAME: "That cannot be a real name.",
    Why.NOT_YOURSELF: "Only {0} may do that.",
    Why.MODE_NEEDS_VALUE: "The mode {1} of {0} needs a value.",
    Why.LIST_FULL: "The list of {0} is full.",
    Why.BAD_ONCE_KEY: "That is no key for saying something once.",
    Why.ONE_TARGET_WITH_ONCE: "Something with a key is said to one only.",
    Why.NO_PRIVILEGES: "Only an operator of the network may do that.",
    Why.LACKS_PRIVILEGE: "That needs the privilege {0}.",
    Why.BAD_BAN_TARGET: "{0} is nothing that can be banned.",
    Why.BAD_DURATION: "{0} is no duration.",
    Why.BAN_TOO_WIDE: "{0} means nearly everybody.",
    Why.NO_SUCH_BAN: "There is no ban of {0}.",
    Why.SHUT_OUT: "You are banned from this server.",
    Why.OFFLINE: NOBODY,
    Why.YOURSELF: "That is yourself.",
    Why.BUSY_YOURSELF: "You are BUSY yourself; #GOODBYE# ends your session.",
    Why.BUSY_OTHER: "{0} is BUSY, in a session with somebody else.",
    Why.SAME_SESSION: "You are in a session with {0} already.",
    Why.TAKES_NO_SESSIONS: "{0} takes no sessions.",
    Why.TAKES_NO_MESSAGES: "{0} takes no messages.",
    Why.BLOCKED_BY_YOU: "You block {0}, until you type /unblock {0}.",
    Why.BAD_DUPLEX: "A session is full, half or simplex.",
    Why.NO_SESSION: "You are in no session; CONNECT <name> opens one.",
    Why.NOT_RINGING: "Nobody asks you for a session.",
    Why.NOT_ANSWERED: "The session has not been accepted yet.",
    Why.NO_FLOOR: "There is a floor to hand over in half duplex only.",
    Why.NOT_YOUR_FLOOR: "{0} has the floor.",
    Why.ONLY_LISTENING: "Only {0} speaks in this session (simplex).",
    Why.BAD_BLOCK: NOBODY,
    Why.NOT_BLOCKED: "You do not block {0}.",
    Why.BLOCKS_FULL: "You block as many as you may; /unblock one first.",
    Why.BUSY: "Too much is going on at the moment; try again later.",
    Why.CANNOT_KEEP: "What is said cannot be kept at the moment, so nobody was shown it; try again later.",
}


SUBJECT_LETTERS = 60
"""So much of what a refusal is about is repeated."""


def why(refusal: Refusal) -> str:
    """A refusal in words."""
    subject = (part if len(part) <= SUBJECT_LETTERS else f"{part[:SUBJECT_LETTERS]}…" for part in refusal.subject)
    said = WORDS[refusal.why]
    if said == NOBODY and _is_number(refusal.subject):
        said = NO_SUCH_ID
    return said.format(*subject, "", "", "")


def _is_number(subject: tuple[str, ...]) -> bool:
    """Whether it was meant as an id: no name is a number."""
    digits = subject[0].removeprefix("-") if subject else ""
    return digits.isascii() and digits.isdigit()


# Coming and going

GREETING = "This is {network}. What is your name?"
GREETING_WITH_PASSWORD = "This is {network}. What is the password of this server?"
ASK_NAME = "What is your name?"
ASK_PASSWORD = "What is the password of this server?"
BAD_PASSWORD = "That is not the password."
NAME_TOO_LONG = "That is too long for a name: {limit} bytes are the most."
FOR_IRC = "Here people type plain text, by nc or telnet: an IRC client has to connect to another port."
FOR_BROWSERS = "Here people type plain text, by nc or telnet: there is no web page."
NAME_FIRST = "{command} is a command, and comes after your name."
NO_NAME = "No name was found for you in {tries} tries. Come again."
NO_PASSWORD = "None of {tries} passwords was the right one. Come again."
NO_NAME_IN_TIME = "You did not say your name within {time}"
WELCOME = "Hello {name}, your id is {id}. Type /help for help, #CLOSE# to leave."
NAMED = "You are called {name} now."
BANNED = "You are banned from this server{terms}"
GOODBYE = "Good bye."
CLOSED = "*** {reason}. Good bye."

# Lines that cannot be understood

TOO_LONG = f"That line is too long, so it went to nobody: {LONGEST} bytes are the most."
BAD_BYTES = "That line went to nobody: text has to be UTF-8, without NUL characters."
MISUSED = "It is typed like this: {grammar}. " + TEXT_ALL_THE_SAME
UNKNOWN = "There is no command {word}. /help shows those there are. " + TEXT_ALL_THE_SAME
UNKNOWN_NEAR = "There is no command {word}; did you mean {near}? " + TEXT_ALL_THE_SAME
WAS_TAKEN_FOR_COMMAND = "{why} If that was meant as text: " + TEXT_ALL_THE_SAME[:1].lower() + TEXT_ALL_THE_SAME[1:]
BROKEN = "Something went wrong here that must not; those who run the server find it in their log."
NO_PAST = "What was said before cannot be shown at the moment."

HOW_TO_TYPE = (
    "In capitals, or behind a slash, the first word is always a command; in small",
    "letters (get, connect bob, quit) only when nothing else stands in the line,",
    "and never in a session. " + TEXT_ALL_THE_SAME,
)

# Rooms

NOW_OR_LATER = {False: "now", True: "once you are FREE"}
"""When what somebody types goes to a room, who is BUSY or not."""
ALONE = "You are in {room}, and nobody else yet: what you type is for whoever comes."
WITH = "You are in {room} with {names}: what you type goes there."
ALONE_AND_BUSY = "You are in {room}, and nobody else yet: what you type goes there once you are FREE."
WITH_AND_BUSY = "You are in {room} with {names}: what you type goes there once you are FREE."
TOPIC = "It is about: {topic}"
LEFT = "You are not in {room} any more."
NOW_IN = "What you type goes to {room} {now}."
NOW_NOWHERE = "What you type goes nowhere {now}: /join enters a room, CONNECT opens a session."
PUT_OUT = "You are not in {room} any more. {goes}"
NO_LOBBY = "{why} What you type goes nowhere for now: /join enters a room, CONNECT opens a session."
HIDDEN = (
    "And {} who show only in their rooms; CONNECT <name> reaches them, too.",
    "And one who shows only in their rooms; CONNECT <name> reaches them, too.",
)
"""How many are not listed, of whom there may be one or more."""
NO_ROOM = "You are in no room: /join <room> enters one, CONNECT <name> opens a session, /msg <name> <text> tells one."
NOT_SENT = "{why} Not sent: {text}"
AWAY = "{name} is away: {why}"
MISSED = "*** Meanwhile you missed {lines} in {room}: {command} shows {them}."
PAST_OF = "--- What was said in {room} (times in UTC)"
PAST_WITH = "--- What you and {name} said (times in UTC)"
NOTHING_SAID = "Nothing has been said there yet."
DAY = "--- {day}"
ONLY_LAST = "These are the last {most} lines; no more can be shown at once."
NOW = "--- Now"

# Sessions: what the one who does something is told, and the other

DUPLEX = {
    "full": ("both of you speak", "both of you speak"),
    "half": ("you speak until #OVER#", "{name} has the floor"),
    "simplex": ("only you speak", "only {name} speaks"),
}
OPENED = "*** Session with {name} ({duplex}): {who}. #GOODBYE# ends it."
OPENED_BY_OTHER = "*** {name} opened a session ({duplex}): {who}. #GOODBYE# ends it."
RINGING = "*** {name} is asked whether they want a session. #GOODBYE# gives it up."
RUNG = "*** {name} asks for a session with you ({duplex}): type ACCEPT or DECLINE."
RINGS_FOR_YOU = "{name} asks for a session with you: type ACCEPT or DECLINE."
RINGS_FOR_OTHER = "{name} has not answered yet."
HANDED_OVER = "*** {name} has the floor now."
HANDED_TO_YOU = "*** You have the floor now; #OVER# hands it back."
RENAMED = "*** {name} is called {nick} now."
ENDED = "*** The session with {name} is over."
ENDED_BY_OTHER = "*** {name} has ended the session."
OTHER_LEFT = "*** {name} has left, and the session is over."
GAVE_UP = "*** You asked {name} for a session no longer."
GIVEN_UP = "*** {name} asks for a session no longer."
DECLINED = "*** {name} was told that you want no session now."
DECLINED_BY_OTHER = "*** {name} wants no session now."
NOT_ANSWERED = "*** {name} did not answer."
TOO_LATE = "A session has just ended, so this may not be for {room}; type it again in a moment if it is."
TOO_LATE_FOR_ALL = "A session has just ended, so this is for nobody."
ASKED = {True: "From now on you are asked before a session begins.", False: "From now on sessions begin at once."}
BLOCKED = "You take no sessions and no messages from {name} now; they are told just that."
UNBLOCKED = "You take sessions and messages from {name} again."
