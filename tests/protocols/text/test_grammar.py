import pytest
from hypothesis import given
from hypothesis import strategies as st

import parlour.protocols.text.commands  # noqa: F401, with them the tables are complete
from parlour.protocols.text.grammar import Call, Misused, Text, Unknown, read
from parlour.protocols.text.registry import COMMANDS, WRITTEN


def shown(line: str, *, talking: bool = False) -> str:
    """What a line is, in a word or two."""
    match read(line, talking=talking):
        case Call(command, arguments, guessed):
            return " ".join(["maybe" if guessed else "command", command.name, *arguments])
        case Misused(command):
            return f"misused {command.name}"
        case Unknown(word, near):
            return f"unknown {word}" + (f", {near.name}?" if near is not None else "")
        case Text(text):
            return f"text:{text}"


FREE = {
    "text is text": ("hello everybody", "text:hello everybody"),
    "a command in capitals": ("GET", "command get"),
    "blanks behind it are nothing": ("GET  ", "command get"),
    "a command with what it takes": ("CONNECT bob half", "command connect bob half"),
    "blanks between are one": ("CONNECT   bob   half", "command connect bob half"),
    "one of some words in any letters": ("CONNECT 3 Simplex", "command connect 3 simplex"),
    "what may be left out": ("CONNECT 3", "command connect 3"),
    "in capitals it is always a command": ("CONNECT me to the mains", "misused connect"),
    "with nothing that it needs, too": ("CONNECT", "misused connect"),
    "with more than it takes, too": ("GET me a beer", "misused get"),
    "a command with signs around it": ("#GOODBYE#", "command goodbye"),
    "it takes nothing": ("#OVER# and out", "misused over"),
    "another word for the same": ("QUIT", "command close"),
    "in small letters when it is well formed": ("get", "maybe get"),
    "with what it takes": ("connect bob half", "maybe connect bob half"),
    "with signs": ("#close#", "maybe close"),
    "as a phone writes it": ("Quit", "maybe close"),
    "in small letters with more it is text": ("get me a beer", "text:get me a beer"),
    "with less it is text, too": ("connect", "text:connect"),
    "with another word it is text, too": ("connect bob now", "text:connect bob now"),
    "the name of a command": ("/help Connect", "command help Connect"),
    "with its sign": ("/help /join", "command help /join"),
    "of none": ("/help frobnicate", "misused help"),
    "a word in capitals that is no command": ("HELLO everybody", "text:HELLO everybody"),
    "a command that needs its slash": ("JOIN #attic", "text:JOIN #attic"),
    "behind a slash": ("/join #attic", "command join #attic"),
    "in any letters": ("/Join #attic", "command join #attic"),
    "those that need no slash, too": ("/connect bob", "command connect bob"),
    "those with signs, too": ("/goodbye", "command goodbye"),
    "the rest of the line is one": ("/msg bob  how are   you? ", "command msg bob how are   you?"),
    "which may not be missing": ("/msg bob", "misused msg"),
    "a number": ("/history 40", "command history 40"),
    "and where": ("/history 40 #attic", "command history 40 #attic"),
    "which may stand by itself": ("/history #attic", "command history 20 #attic"),
    "and takes no more": ("/history bob 40", "misused history"),
    "help needs no slash": ("help", "maybe help"),
    "nor of one command": ("HELP CONNECT", "command help CONNECT"),
    "but is a word among others, too": ("help me", "text:help me"),
    "a number is from 1": ("/history 0", "misused history"),
    "not below": ("/history -1", "misused history"),
    "not too large": ("/history 99999999999999999999", "misused history"),
    "in any script it is none": ("/history ٣", "misused history"),
    "one of two": ("/ask ON", "command ask on"),
    "neither": ("/ask maybe", "misused ask"),
    "a slash with what is no command": ("/frobnicate", "unknown /frobnicate"),
    "nearly a command": ("/jion #attic", "unknown /jion, join?"),
    "a path": ("/etc/passwd", "unknown /etc/passwd"),
    "a slash alone": ("/", "unknown /"),
    "behind a blank all is text": (" GET", "text:GET"),
    "a slash, too": (" /join #attic", "text:/join #attic"),
    "of blanks one is taken": ("   indented", "text:  indented"),
}


@pytest.mark.parametrize(("line", "meaning"), FREE.values(), ids=FREE.keys())
def test_what_a_line_is(line: str, meaning: str) -> None:
    assert shown(line) == meaning


TALKING = {
    "text is text": ("hello", "text:hello"),
    "in small letters nothing is a command": ("quit", "text:quit"),
    "however well formed": ("connect bob half", "text:connect bob half"),
    "with signs, too": ("#goodbye#", "text:#goodbye#"),
    "in capitals it is": ("#GOODBYE#", "command goodbye"),
    "always": ("QUIT now", "misused close"),
    "behind a slash it is": ("/history", "command history"),
    "or is none": ("/frobnicate", "unknown /frobnicate"),
    "behind a blank it is text": (" #GOODBYE#", "text:#GOODBYE#"),
}


@pytest.mark.parametrize(("line", "meaning"), TALKING.values(), ids=TALKING.keys())
def test_what_a_line_is_in_a_session(line: str, meaning: str) -> None:
    assert shown(line, talking=True) == meaning


@given(st.text(alphabet=st.characters(exclude_characters="\r\n\0")), st.booleans())
def test_behind_a_blank_everything_is_text(line: str, talking: bool) -> None:
    assert read(f" {line}", talking=talking) == Text(line)


@given(st.text(alphabet=st.characters(exclude_characters="\r\n\0")))
def test_in_a_session_only_capitals_and_slashes_are_commands(line: str) -> None:
    word = line.split(" ", 1)[0]
    meant = not word.startswith("/") and word not in WRITTEN
    assert isinstance(read(line, talking=True), Text) or not meant


GRAMMAR = {
    "accept": "ACCEPT",
    "ask": "/ask on|off",
    "block": "/block <id|name>",
    "close": "#CLOSE#",
    "connect": "CONNECT <id|name> [full|half|simplex]",
    "decline": "DECLINE",
    "get": "GET",
    "goodbye": "#GOODBYE#",
    "help": "/help [command]",
    "history": "/history [count] [room|name]",
    "join": "/join <room> [key]",
    "me": "/me <text>",
    "msg": "/msg <id|name> <text>",
    "nick": "/nick <name>",
    "over": "#OVER#",
    "part": "/part [room]",
    "quit": "#CLOSE#",
    "rooms": "/rooms",
    "unblock": "/unblock <id|name>",
    "who": "/who [room]",
}


def test_what_a_command_takes_is_read_from_its_signature() -> None:
    assert {name: COMMANDS[name].grammar for name in sorted(COMMANDS)} == GRAMMAR
