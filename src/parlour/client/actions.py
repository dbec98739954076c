"""Everything that a key does, in one table: keys, the palette, F1's help and the table in docs/chat.md are made of it.

Keys are named as Textual names them. They are chosen from what terminals really deliver, through tmux and ssh, too:
no Ctrl with a digit, a sign or Shift, which most cannot send; none that is another key in disguise (Ctrl-I, Ctrl-M,
Ctrl-H, and Alt-Enter, which most send as Enter). Ctrl-A, E, U, W, D, Z, left and right stay what they are where text
is edited. Some terminals keep F1 and F10 for themselves, so that these have a second key.
"""

from dataclasses import dataclass
from typing import Literal

Group = Literal["places", "reading", "messages", "sessions", "client"]


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done. `command` is the slash command that does it, in both faces; without one it is a
    thing of the screen, known there by `name`."""

    name: str
    keys: tuple[str, ...]
    title: str
    help: str
    group: Group
    command: str = ""
    needs: str = ""
    """The capability without which it is not offered."""

    @property
    def keys_shown(self) -> str:
        """Its keys for people: `Ctrl-K`, `Alt-Up`."""
        return ", ".join(shown(key) for key in self.keys)


ACTIONS: tuple[Action, ...] = (
    Action("switcher", ("ctrl+k",), "Go to…", "Type a part of a channel's or a person's name, and go there.", "places"),
    Action("next_buffer", ("alt+down", "ctrl+n"), "Next", "Go to the next channel or conversation.", "places"),
    Action("previous_buffer", ("alt+up",), "Previous", "Go to the one before.", "places"),
    Action("next_unread", ("alt+a",), "Next unread", "Go to where something is unread, mentions first.", "places"),
    Action("last_buffer", ("alt+l",), "Back", "Go to where you were before.", "places"),
    Action("toggle_sidebar", ("f2",), "Channels", "Show or hide the channels and conversations.", "places"),
    Action("toggle_people", ("f3",), "People", "Show or hide who is here.", "places"),
    Action("people", ("alt+p",), "Choose a person", "Go to the list of people, to call or write to one.", "places"),
    Action("join", (), "Join a channel…", "Enter a channel, which is made if there is none.", "places", "/join"),
    Action("channels", (), "List channels", "Show which channels there are.", "places", "/list"),
    Action("close", ("alt+w",), "Close", "Leave the channel, or close the conversation.", "places", "/close"),
    Action("page_up", ("pageup",), "Scroll up", "See what was said before, out of the history too.", "reading"),
    Action("page_down", ("pagedown",), "Scroll down", "See what was said after.", "reading"),
    Action("to_end", ("ctrl+end", "alt+end"), "To the end", "See what is said now.", "reading"),
    Action("to_unread", ("alt+u",), "To the first unread", "Go to the mark where the unread begin.", "reading"),
    Action("find", ("ctrl+f",), "Find…", "Find text in what was said here.", "reading", "/find"),
    Action("mentions", ("f4",), "Mentions", "Show where you were named.", "reading", "/mentions"),
    Action("topic", (), "Topic", "Show what the channel is about.", "reading", "/topic"),
    Action("select", ("ctrl+up", "alt+m"), "Choose a message", "Go through the messages with up and down.", "messages"),
    Action("reply", ("alt+r",), "Reply…", "Answer the chosen message, or the last one.", "messages"),
    Action("react", ("alt+e",), "React…", "React with an emoji to the chosen message, or the last one.", "messages"),
    Action("copy", ("ctrl+c", "alt+c"), "Copy", "Copy what is selected, or the chosen message.", "messages"),
    Action("open_link", ("alt+o",), "Open the link", "Open the link in the chosen or the last message.", "messages"),
    Action("retry", (), "Send again", "Send what was not delivered here once more.", "messages", "/retry"),
    Action("discard", (), "Throw away", "Throw away what was not delivered here.", "messages", "/discard"),
    Action("complete", ("tab",), "Complete", "Complete a nick, a channel, a command or :emoji.", "messages"),
    Action("new_line", ("ctrl+j", "shift+enter"), "New line", "Begin a new line; Enter sends them all.", "messages"),
    Action("call", (), "Call…", "Open a session: an exclusive talk with somebody.", "sessions", "/call"),
    Action("free", ("f5",), "Who is free", "Show who is FREE and who is BUSY.", "sessions", "/free"),
    Action("accept", ("f6",), "Accept", "Begin the session that you are asked for.", "sessions", "/accept"),
    Action("decline", ("f7",), "Decline", "Say that you want no session now.", "sessions", "/decline"),
    Action("over", ("f8",), "Over", "Hand the floor to your partner (half duplex).", "sessions", "/over"),
    Action("bye", ("f9",), "Bye", "End the session; you both stay connected.", "sessions", "/bye"),
    Action("help", ("f1", "ctrl+g"), "Help", "Show what keys and commands there are.", "client"),
    Action("palette", ("ctrl+p",), "Do…", "Find anything that can be done by a part of its name.", "client"),
    Action("theme", (), "Theme…", "Choose the colours, or only those of the terminal.", "client", "/theme"),
    Action("mute", (), "Mute", "Count no unread here, and tell of no mention.", "client", "/mute"),
    Action("away", (), "Away", "Tell others that you are away.", "client", "/away"),
    Action("connect", (), "Connect…", "Connect to another server.", "client", "/connect"),
    Action("reconnect", (), "Reconnect", "Connect to this server anew, now.", "client", "/reconnect"),
    Action("redraw", ("ctrl+l",), "Redraw", "Draw the whole screen again.", "client"),
    Action("quit", ("ctrl+q", "f10"), "Quit", "Leave all servers and end the program.", "client", "/quit"),
)  # fmt: skip

BY_NAME = {action.name: action for action in ACTIONS}

_SHOWN = {"pageup": "PageUp", "pagedown": "PageDown"}


def shown(key: str) -> str:
    """A key for people: `ctrl+k` is Ctrl-K."""
    return "-".join(_SHOWN.get(part, part.capitalize()) for part in key.split("+"))
