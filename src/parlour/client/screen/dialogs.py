"""Dialogs: a box in the middle of the screen that asks something, and goes away with the answer."""

from collections.abc import Iterable
from typing import ClassVar, Generic, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from parlour.client.profile import Profile
from parlour.client.questions import Shown
from parlour.client.screen.cells import steady
from parlour.client.text import plain, shown

Answer = TypeVar("Answer")


def said(text: str) -> Text:
    """A text that is shown as it is: nothing in it is taken for markup."""
    return Text(steady(text))


class Dialog(ModalScreen[Answer], Generic[Answer]):
    """A box with a title, sentences, and keys; Escape answers `nothing`."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > Vertical {
        width: 64; max-width: 94%; height: auto; max-height: 90%; padding: 1 2;
        border: round $primary; background: $surface;
    }
    Dialog Static { width: 1fr; height: auto; }
    Dialog .title { text-style: bold; color: $primary; margin-bottom: 1; }
    Dialog .keys { margin-top: 1; text-style: bold; }
    Dialog Input { margin-top: 1; }
    Dialog:ansi { background: transparent; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", show=False)]

    heading = ""
    keys = "Esc closes this"
    nothing: Answer | None = None

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical():
            yield Static(said(self.heading), classes="title")
            for sentence in self.sentences():
                yield Static(said(sentence))
            yield from self.parts()
            yield Static(said(self.keys), classes="keys")

    def sentences(self) -> Iterable[str]:
        """What is said in it. Texts have passed through `client.text`."""
        return ()

    def parts(self) -> ComposeResult:
        """What else is in it."""
        return iter(())

    def do(self, action: str) -> None:
        """A key was pressed that does something on the screen: here most of them do nothing."""
        if action in ("quit", "redraw"):
            self.app.screen_stack[0].app.deeds.act(action)  # type: ignore[attr-defined]

    def action_give_up(self) -> None:
        """Close it without an answer."""
        self.dismiss(self.nothing)


class TrustDialog(Dialog[bool]):
    """Whether a certificate that nobody vouches for is the right one. It takes a word, as it may come up while one is
    typing something else."""

    heading = "Is this the right server?"
    keys = "yes, Enter: trust it from now on     Esc: do not connect"
    nothing = False

    def __init__(self, profile: Profile, certificate: Shown) -> None:
        super().__init__()
        self._profile = profile
        self._certificate = certificate

    def sentences(self) -> Iterable[str]:
        """The certificate."""
        it = self._certificate
        names = ", ".join(shown(name) for name in it.names[:6]) or "nobody"
        yield f"Nobody vouches for the certificate of {shown(self._profile.place)}: {plain(it.why)}."
        yield f"It is made for {names}" + (f", and holds until {plain(it.until)}." if it.until else ".")
        yield "Its fingerprint (SHA-256); ask whoever runs the server whether it is theirs:"
        pairs = it.fingerprint.split(":")
        for at in range(0, len(pairs), 16):
            yield "  " + ":".join(pairs[at : at + 16])

    def parts(self) -> ComposeResult:
        """Where the word is written."""
        yield Input(placeholder="yes or no", id="line")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter was pressed."""
        event.stop()
        word = event.value.strip().lower()
        if word in ("yes", "no"):
            self.dismiss(word == "yes")
        else:
            self.app.bell()


class LineDialog(Dialog[str | None]):
    """Asks for one line."""

    BINDINGS: ClassVar[list[BindingType]] = []
    keys = "Enter: go on     Esc: give up"

    def __init__(self, heading: str, sentences: Iterable[str], *, secret: bool = False, value: str = "") -> None:
        super().__init__()
        self.heading = heading
        self._sentences = list(sentences)
        self._secret = secret
        self._value = value

    def sentences(self) -> Iterable[str]:
        """What was given."""
        return self._sentences

    def parts(self) -> ComposeResult:
        """Where the line is written."""
        yield Input(value=self._value, password=self._secret, select_on_focus=False, id="line")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter was pressed."""
        event.stop()
        self.dismiss(event.value.strip() if not self._secret else event.value)
