"""What the server announces in 005: one table of tokens."""

from collections.abc import Iterable
from dataclasses import dataclass

PER_LINE = 12
"""Tokens a line: with the nick before and the words after them, a line stays well under 15 parameters."""

LINE_BYTES = 340
"""So many bytes of tokens a line has room for with the longest names of a server and a nick."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `value` is filled from the server's limits and names with str.format.

    An `optional` one is left out while its value is empty.
    """

    name: str
    value: str = ""
    source: str = ""
    optional: bool = False

    @property
    def spec(self) -> str:
        """The address of its specification: modern.ircdocs.horse, unless it has another."""
        return self.source or f"https://modern.ircdocs.horse/#{self.name.lower()}-parameter"


TOKENS = (
    Token("AWAYLEN", "{away}"),
    Token("BOT", "B", "https://ircv3.net/specs/extensions/bot-mode"),
    Token("CASEMAPPING", "ascii"),
    Token("CHANLIMIT", "#:{channels_per_user}"),
    Token("CHANMODES", "{chanmodes}"),
    Token("CHANNELLEN", "{channel}"),
    Token("CHANTYPES", "#"),
    Token("CHATHISTORY", "{page}", "https://ircv3.net/specs/extensions/chathistory"),
    Token(
        "CLIENTTAGDENY",
        "{denied_tags}",
        "https://ircv3.net/specs/extensions/message-tags#rpl_isupport-tokens",
        optional=True,
    ),
    Token("ELIST", "CMNTU"),
    Token("EXCEPTS", "e"),
    Token("EXTBAN", "~,{extbans}"),
    Token("INVEX", "I"),
    Token("KEYLEN", "{key}", "https://defs.ircdocs.horse/defs/isupport.html#keylen"),
    Token("KICKLEN", "{reason}"),
    Token("MAXLIST", "{lists}:{list_entries}"),
    Token("MODES"),
    Token("MONITOR", "{monitor}", "https://ircv3.net/specs/extensions/monitor"),
    Token("MSGREFTYPES", "msgid,timestamp", "https://ircv3.net/specs/extensions/chathistory"),
    Token("NAMELEN", "{realname}", "https://ircv3.net/specs/extensions/setname"),
    Token("NETWORK", "{network}"),
    Token("NICKLEN", "{nick}"),
    Token("PREFIX", "({ranks}){signs}"),
    Token("SAFELIST", "", "https://defs.ircdocs.horse/defs/isupport.html#safelist"),
    Token("SILENCE", "{silence}"),
    Token("STATUSMSG", "{signs}"),
    Token(
        "TARGMAX",
        "INVITE:1,JOIN:,KICK:,LIST:,NAMES:1,NOTICE:{targets},PART:,PRIVMSG:{targets},TAGMSG:{targets},"
        "WHOIS:{targets},WHOWAS:{targets}",
    ),
    Token("TOPICLEN", "{topic}"),
    Token("USERLEN", "16"),
    Token("UTF8ONLY", "", "https://ircv3.net/specs/extensions/utf8-only"),
    Token("WHOX", "", "https://ircv3.net/specs/extensions/whox"),
    Token("draft/ICON", "{icon}", "https://ircv3.net/specs/extensions/network-icon", optional=True),
)


def words(values: dict[str, object]) -> dict[str, str]:
    """Each token with its value, by its name, with `values` for what they name."""
    found = {}
    for token in TOKENS:
        value = token.value.format_map(values)
        if value or not token.optional:
            found[token.name] = f"{token.name}={value}" if value else token.name
    return found


def changes(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The words that tell what has changed since; one that is negated holds no more.

    Source: https://modern.ircdocs.horse/#rplisupport-005
    """
    gone = [f"-{name}" for name in before if name not in after]
    return [word for name, word in after.items() if before.get(name) != word] + gone


def lines(tokens: Iterable[str]) -> list[str]:
    """An announcement, a few tokens a line."""
    found: list[list[str]] = [[]]
    size = 0
    for word in tokens:
        if len(found[-1]) == PER_LINE or size + len(word) > LINE_BYTES:
            found.append([])
            size = 0
        found[-1].append(word)
        size += len(word) + 1
    return [" ".join(words) for words in found]


def escape(value: str) -> str:
    """A value with what may not stand in one as it is (https://modern.ircdocs.horse/#feature-advertisement)."""
    return value.replace("\\", r"\x5C").replace(" ", r"\x20").replace("=", r"\x3D")
