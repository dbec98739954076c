"""The letters of modes and of extended bans: one table of what each is, takes and means."""

from dataclasses import dataclass

MODERN = "https://modern.ircdocs.horse/#"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: what it takes (nothing, for a flag), what it means, and the address of its specification."""

    letter: str
    takes: str
    means: str
    spec: str = ""


RANKS = (
    Letter("q", "a nick", "founder: above all others", f"{MODERN}founder-prefix"),
    Letter("a", "a nick", "protected: operators can neither kick nor demote", f"{MODERN}protected-prefix"),
    Letter("o", "a nick", "operator: kicks, sets modes, makes operators", f"{MODERN}operator-prefix"),
    Letter("h", "a nick", "half-operator: kicks, voices, sets modes of the channel", f"{MODERN}halfop-prefix"),
    Letter("v", "a nick", "voice: speaks in a moderated channel, and in spite of a ban", f"{MODERN}voice-prefix"),
)
"""Modes of members, highest first."""

LISTS = (
    Letter("b", "a mask", "who is banned: cannot enter, nor speak without a rank", f"{MODERN}ban-channel-mode"),
    Letter("e", "a mask", "who is excepted from the bans", f"{MODERN}exception-channel-mode"),
    Letter("I", "a mask", "who needs no invitation", f"{MODERN}invite-exception-channel-mode"),
)
"""Modes that are lists: type A."""

ALWAYS_VALUE = (Letter("k", "a key", "the key without which nobody enters", f"{MODERN}key-channel-mode"),)
"""Modes that always take a value: type B."""

VALUE_TO_SET = (
    Letter("f", "a channel", "where those are sent who may not enter"),
    Letter("l", "a number", "how many members there can be", f"{MODERN}client-limit-channel-mode"),
)
"""Modes that take a value when they are set: type C."""

FLAGS = (
    Letter("C", "", "no CTCP, other than actions (/me)"),
    Letter("M", "", "only who is logged in to an account, or has a rank, may speak"),
    Letter("R", "", "only who is logged in to an account may enter"),
    Letter("T", "", "no notices"),
    Letter("i", "", "only who is invited may enter", f"{MODERN}invite-only-channel-mode"),
    Letter("m", "", "moderated: only who has a rank may speak", f"{MODERN}moderated-channel-mode"),
    Letter("n", "", "no messages from outside", f"{MODERN}no-external-messages-mode"),
    Letter("p", "", "private: neither listed nor shown by WHOIS to others"),
    Letter("s", "", "secret: for others it is not there", f"{MODERN}secret-channel-mode"),
    Letter("t", "", "only half-operators and those above set the topic", f"{MODERN}protected-topic-mode"),
)
"""Modes that take nothing: type D."""

USERS = (
    Letter("B", "", "a bot", "https://ircv3.net/specs/extensions/bot-mode"),
    Letter("i", "", "invisible to those who share no channel with the user", f"{MODERN}invisible-user-mode"),
    Letter("o", "", "an operator of the network, who can cease to be one", f"{MODERN}oper-user-mode"),
    Letter("w", "", "wants what operators tell all (WALLOPS)", f"{MODERN}wallops-user-mode"),
)
"""Modes of users."""

EXTENDED_BANS = (
    Letter("a", "a name", "who is logged in to that account"),
    Letter("c", "a channel", "who is in that channel, with a sign before it (~c:@#attic) only those of that rank"),
    Letter("m", "a mask", "who may enter, but not speak: any other mask or extended ban stands behind it"),
    Letter("r", "a pattern", "whose real name it is; ? stands for a space"),
)
"""What may stand behind ~ in a mask of b, e or I, with a colon between: ~r:*bot*."""


def letters(table: tuple[Letter, ...]) -> str:
    """The letters of a table, in its order."""
    return "".join(entry.letter for entry in table)
