"""What the server announces in 005: one table of tokens."""

from dataclasses import dataclass

PER_LINE = 12
"""Tokens a line: with the nick before and the words after them, a line stays well under 15 parameters."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `value` is filled from the server's limits and names with str.format."""

    name: str
    value: str = ""
    source: str = ""

    @property
    def spec(self) -> str:
        """The address of its specification: modern.ircdocs.horse, unless it has another."""
        return self.source or f"https://modern.ircdocs.horse/#{self.name.lower()}-parameter"


TOKENS = (
    Token("CASEMAPPING", "ascii"),
    Token("CHANLIMIT", "#:{channels_per_user}"),
    Token("CHANMODES", "{chanmodes}"),
    Token("CHANNELLEN", "{channel}"),
    Token("CHANTYPES", "#"),
    Token("CHATHISTORY", "{page}", "https://ircv3.net/specs/extensions/chathistory"),
    Token("EXCEPTS", "e"),
    Token("EXTBAN", "~,{extbans}"),
    Token("INVEX", "I"),
    Token("KEYLEN", "{key}", "https://defs.ircdocs.horse/defs/isupport.html#keylen"),
    Token("KICKLEN", "{reason}"),
    Token("MAXLIST", "{lists}:{list_entries}"),
    Token("MODES"),
    Token("MSGREFTYPES", "msgid,timestamp", "https://ircv3.net/specs/extensions/chathistory"),
    Token("NETWORK", "{network}"),
    Token("NICKLEN", "{nick}"),
    Token("PREFIX", "({ranks}){signs}"),
    Token("STATUSMSG", "{signs}"),
    Token("TARGMAX", "INVITE:1,JOIN:,KICK:,NAMES:,NOTICE:{targets},PART:,PRIVMSG:{targets},TAGMSG:{targets}"),
    Token("TOPICLEN", "{topic}"),
    Token("USERLEN", "16"),
    Token("UTF8ONLY", "", "https://ircv3.net/specs/extensions/utf8-only"),
)


def lines(values: dict[str, object]) -> list[str]:
    """The announcement, a few tokens a line, with `values` for what they name."""
    tokens = [token.name + (f"={token.value.format_map(values)}" if token.value else "") for token in TOKENS]
    return [" ".join(tokens[start : start + PER_LINE]) for start in range(0, len(tokens), PER_LINE)]
