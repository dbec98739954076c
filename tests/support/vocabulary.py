"""What anybody might type: every command, with parameters that mean something here, that mean nothing, and noise.

All is drawn by chance, which a number decides: the same number draws the same.
"""

from collections.abc import Callable, Sequence
from random import Random

from parlour.protocols.irc.registry import COMMANDS
from parlour.wire.capabilities import CAPABILITIES
from tests.support.operators import PASSWORD

Part = str | Sequence[str] | Callable[[Random], str]
"""A word as it is, one of several, or one that is made."""

Form = tuple[Part, ...]

EVERY_CAPABILITY = [capability.name for capability in CAPABILITIES if not capability.tells]
KEY = "7f9c2ba4e88f827d616045507605853e"

LONG_ROOM = "#" + "a" * 63
NOWHERE = ["#a", "#A", "#b", "ann", "Bob", "nobody", "*", "0", "#", "", "#" * 70, ":", "::x", ",", ",,#a,#a",
           "#a,#b,bob", "x" * 300, "ä" * 150, "\x01ACTION x\x01", "-1", "\x7f", " ", "😀", "\x1f\u2028", "\u00a0",
           "*!*@*", "parlour.local", "nowhere.example", "@#a", "+#a,@+#b"]  # fmt: skip
"""What may stand anywhere, whatever it means there."""

ROOMS = ["#a", "#a", "#a", "#A", "#b", "#b", "#чердак", LONG_ROOM, "#none", "#a,#b"]
NICKS = ["ann", "bob", "Cleo", "new", "eve", "ann", "bob", "cleo", "eve", "eve,ann", "nobody", "n" * 30, "жук"]
MASKS = ["ann", "bob!*@*", "*!*@127.0.0.1", "*!*@192.0.2.0/24", "cleo", "*", "~r:x*", "~c:#b", "~m:bob", "~z:x", "!",
         "@", "*" * 300, "*a" * 90, "ä*!ä*@ä*", "a b", "~", "new!x@*"]  # fmt: skip
FILTERS = ["a*", "*", "!#a", ">1", "<9,c<5", "T>x", "*" * 300, "?" * 300, "#*,!#b*,>0"]
TARGETS = ["bob!*@*", "192.0.2.1", "192.0.2.0/28", "::1", "2001:db8::/32", "10.0.0.0/33", "-force", *["spam!*@*"] * 4,
           "~r:x*", "*!*@192.0.2.*", "*"]  # fmt: skip
MODES = ["+o", "-o", "+v", "-v", "+h", "-h", "+a", "-q", "+k", "-k", "+l", "+i", "-i", "+s", "-s", "-nt", "+m", "-m",
         "b", "+b", "+b", "-b", "+e", "+I", "-I", "beI", "+f", "-f", "+C", "+T", "+RM", "-RM", "+zzz", "+ovk-l", "+bbb",
         "+beI", "+qaohv", "-oqahv", "-", "+"]  # fmt: skip
OWN_MODES = ["+w", "-w", "+i-w", "-i", "-o", "+o", "+B", "-B", "+z", "", "+iwB"]
COUNTS = ["1", "3", "0", "99999999999999999999", "x"]
LASTS = ["1h", "30x", "", "5", "1d12h", "spam"]
FIELDS = ["o", "%tcuihsnfdlaor,1", "n%n", "x", "%", "%t,", "%n,1234"]
PLACES = ["*", "msgid=01HF7YAT000000000000000001", "timestamp=2023-11-14T22:13:21.000Z", "msgid=", "timestamp=x",
          "timestamp=2040-01-01T00:00:00.000Z"]  # fmt: skip


def text(chance: Random) -> str:
    """The last parameter of a command: something that people write, or anything."""
    if chance.random() < 0.7:
        return ":" + chance.choice(
            ["hi", "\x01ACTION waves\x01", "\x01VERSION\x01", "ä" * 150, "x" * 390, "x" * 440, "x" * 480, " ", "", ":)"]
        )
    return ":" + noise(chance)


def noise(chance: Random) -> str:
    """Letters of all kinds."""
    tops = [0x80, 0x80, 0x300, 0x3000, 0x110000]
    letters = [chr(chance.randrange(1, chance.choice(tops))) for _ in range(chance.randrange(20))]
    return "".join(letter for letter in letters if not "\ud800" <= letter <= "\udfff")


def capabilities(chance: Random) -> str:
    """Some that may be asked for, or given back, and some that may not."""
    offered = [*EVERY_CAPABILITY, *(f"-{name}" for name in EVERY_CAPABILITY)]
    wanted = chance.choices(offered, k=chance.randrange(5))
    if chance.random() < 0.2:
        wanted.append(chance.choice(["sts", "sasl", "-", "nonsense"]))
    return " ".join(wanted)


TALK: list[Form] = [
    *[("PRIVMSG", [*ROOMS, *NICKS], text)] * 4,
    ("PRIVMSG", ["bob,cleo,#a", "@#a", "+#a,%#a"], text),
    ("NOTICE", [*ROOMS, *NICKS], text),
    ("NOTICE", ["ann,cleo,#b"], text),
    *[("TAGMSG", [*ROOMS, *NICKS])] * 2,
]
ROOM: list[Form] = [
    *[("JOIN", ROOMS)] * 5,
    ("JOIN", ROOMS, ["bob", "7", "x"]),
    ("JOIN", ["0"]),
    *[("PART", ROOMS, text)] * 2,
    *[("KICK", ROOMS, NICKS)] * 2,
    ("KICK", ROOMS, NICKS, text),
    *[("INVITE", NICKS, ROOMS)] * 3,
    ("INVITE",),
    ("TOPIC", ROOMS),
    *[("TOPIC", ROOMS, text)] * 3,
    *[("MODE", ROOMS, MODES, NICKS)] * 5,
    *[("MODE", ROOMS, MODES, MASKS, MASKS)] * 3,
    *[("MODE", ROOMS, ["+k", "+l", "+f", "+ik", "+lf"], ["bob", "2", "#b", "1"], ["7", "#b", "#чердак"])] * 2,
    ("MODE", ROOMS),
    ("MODE", ROOMS, ["b", "e", "I", "beI"]),
]
LOOK: list[Form] = [
    ("NAMES", ROOMS),
    ("NAMES",),
    ("WHO", [*ROOMS, *NICKS, *FILTERS]),
    ("WHO", [*ROOMS, *NICKS, *FILTERS], FIELDS),
    ("LIST", FILTERS, FILTERS),
    ("LIST",),
    *[("WHOIS", NICKS)] * 2,
    ("WHOIS", NICKS, NICKS),
    ("WHOWAS", NICKS, COUNTS),
    ("STATS", ["u", "m", "l", "o", "x", ":"]),
    *[("MONITOR", ["+", "+", "+", "-", "C", "L", "S"], [*NICKS, "ann,Bob,cleo,new,d,e,f"])] * 4,
    ("HELP", ["", "modes", "extbans", *COMMANDS, "nonsense"]),
    *[("CHATHISTORY", ["LATEST", "BEFORE", "AFTER", "AROUND"], [*ROOMS, *NICKS], PLACES, COUNTS)] * 2,
    ("CHATHISTORY BETWEEN", [*ROOMS, *NICKS], PLACES, PLACES, COUNTS),
    ("CHATHISTORY TARGETS", PLACES, PLACES, COUNTS),
    ("USERHOST", NICKS, NICKS),
    ("USERIP", NICKS),
    ("ISON", NICKS, NICKS),
]
SELF: list[Form] = [
    *[("NICK", NICKS)] * 3,
    *[("NICK", ["ann", "bob", "cleo", "eve"])] * 2,
    ("USER", NICKS, ["0"], ["*"], text),
    *[("AWAY", text)] * 2,
    ("AWAY",),
    ("SETNAME", text),
    *[("MODE", NICKS, OWN_MODES)] * 3,
    ("CAP", ["LS", "LS 302", "LIST", "END", "FOO", ":"]),
    *[("CAP REQ", lambda chance: f":{capabilities(chance)}")] * 3,
    ("ISUPPORT",),
]
POWER: list[Form] = [
    *[("OPER", ["root", "root", "helper", "nobody"], [PASSWORD, PASSWORD, PASSWORD, "x"])] * 3,
    ("KILL", NICKS, text),
    *[("WALLOPS", text)] * 2,
    *[("UBAN ADD", TARGETS, LASTS, text)] * 2,
    ("UBAN ADD -force", TARGETS, LASTS),
    *[("UBAN DEL", TARGETS)] * 5,
    ("UBAN", ["INFO", "LIST", "add", "x"], TARGETS),
    (["KLINE", "DLINE", "UNKLINE", "UNDLINE"], LASTS, TARGETS),
    ("UBAN LIST",),
]
ASKED = ["help", "list", "over", "close", "accept", "ask on", "ask x", "open bob half", "open ann", "block eve", ""]
PAIRS: list[Form] = [
    *[("SESSION OPEN", NICKS, ["", "full", "half", "simplex", "both"])] * 4,
    *[(["SESSION ACCEPT", "SESSION CLOSE", "SESSION OVER", "SESSION DECLINE", "SESSION LIST"],)] * 3,
    *[("PRIVMSG", ["ann", "bob", "cleo", "eve"], text)] * 3,
    ("SESSION ASK", ["on", "on", "off", "maybe"]),
    ("SESSION", ["open", "BLOCK", "unblock", "dance"], NICKS, NICKS),
    (["SESSION BLOCK", "SESSION UNBLOCK"], [*NICKS, *MASKS]),
    ("SILENCE", ["", "+bob", "-bob", "+cleo,-eve", "+*!*@*", "-*!*@*", "+~c:#b", *MASKS]),
    *[("PRIVMSG *sessions", [f":{words}" for words in ASKED])] * 2,
    ("PRIVMSG *sessions", text),
    (["NOTICE *sessions", "PRIVMSG *Sessions,bob", "TAGMSG *sessions"], text),
]
QUIET = sorted(set(COMMANDS) - {"QUIT", "WEBIRC", "KILL"})
"""Commands that end no connection."""

ANY: list[Form] = [
    *[(QUIET,), (QUIET, NOWHERE), (QUIET, NOWHERE, NOWHERE), (QUIET, text), (QUIET, NICKS, text)] * 3,
    (noise,),
    (noise, NOWHERE, NOWHERE),
    ([":x", "@", "@x", " ", "421 ann x", ":ann!ann@host PRIVMSG bob :hi"],),
    ("QUIT", text),
    ("WEBIRC", ["hunter2", "x"], NOWHERE, NOWHERE, ["192.0.2.7", "::1", "x"]),
]
FAMILIES = [TALK, ROOM, LOOK, SELF, POWER, PAIRS, ANY]
WEIGHTS = [4, 8, 5, 4, 2, 4, 2]

LONG_LETTERS = "xxx,:;@ä😀*"


def line(chance: Random) -> str:
    """A line without its end."""
    [family] = chance.choices(FAMILIES, WEIGHTS)
    form = chance.choice(family)
    words = [_word(part, chance) for part in form]
    if chance.random() < 0.1 and len(words) > 1:
        words[chance.randrange(1, len(words))] = chance.choice(NOWHERE)
    if chance.random() < 0.04:
        # As much behind it as a line holds, or a little less.
        start = " ".join(words[:-1] or words) + chance.choice([" ", " :", ""])
        letter = chance.choice(LONG_LETTERS)
        return start + letter * max(0, (510 - chance.randrange(3) - len(start.encode())) // len(letter.encode()))
    return " ".join(words)


def _word(part: Part, chance: Random) -> str:
    if isinstance(part, str):
        return part
    return part(chance) if callable(part) else chance.choice(part)


TAGS = [*[""] * 8, "@+typing=active ", "@+a=b;+x.org/c=d\\s ", "@label=\\s\\s ", "@label=1 ", "@;;=;label ",
        "@+a=" + "x" * 4000 + " ", f"@parlour.chat/once={KEY} ", "@parlour.chat/once=short;label=z "]  # fmt: skip
ENDS = ["\r\n", "\r\n", "\r\n", "\n", "\r"]


def whole(chance: Random) -> bytes:
    """A line with tags and its end."""
    return (chance.choice(TAGS) + line(chance) + chance.choice(ENDS)).encode()


def rubble(chance: Random) -> bytes:
    """Bytes that are hardly a line."""
    if chance.random() < 0.5:
        data, at = whole(chance), chance.randrange(60)
        return data[:at] + chance.choice([b"\0", b"\xff", b"\r", b" ", b":"]) + data[at:]
    if chance.random() < 0.5:
        return chance.randbytes(chance.randrange(40)) + b"\r\n"
    return chance.choice(
        [b"\r\n", b"\0", b"\xff\r\n", b"x" * 600 + b"\r\n", b"@" + b"x" * 5000, b":", b"PRIVMSG #a :\xc3"]
    )
