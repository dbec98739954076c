"""The timeline on the screen: draws the rows of a reel, and takes the wheel, clicks and selections."""

from collections.abc import Callable

from rich.segment import Segment
from textual import events
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from parlour.client.engine import Engine
from parlour.client.model import Buffer, Message
from parlour.client.screen.layout import Manner, Row
from parlour.client.screen.look import Look
from parlour.client.screen.reel import Reel, Seen
from parlour.client.screen.selecting import name_of, selected, taken
from parlour.client.told import MessageAdded, MessageChanged, MessagesInserted, MessagesRemoved

WHEEL_ROWS = 3

LEAST_COLUMNS = 24

REMEMBERED = 50
"""In so many buffers it is remembered where they were scrolled to."""


class TimelineView(Widget):
    """Shows one buffer. `moved` is called when something else is seen than before."""

    DEFAULT_CSS = "TimelineView { width: 1fr; height: 1fr; }"

    def __init__(self, look: Look, times: str, *, links: bool = True) -> None:
        super().__init__(id="timeline")
        self.moved: Callable[[], None] = lambda: None
        self.opens_link: Callable[[str], None] = lambda _: None
        self.chosen: Message | None = None
        self.engine: Engine | None = None
        self.reel: Reel | None = None
        self._look = look
        self._times = times
        self._links = links
        self._reels: dict[int, Reel] = {}
        self._strips: dict[tuple[int, int], tuple[Row, object, Strip]] = {}
        self._dragged = False

    # What is shown

    def show(self, engine: Engine, buffer: Buffer) -> None:
        """Show another buffer, where it was left, or where its unread begin."""
        if self.reel is not None:
            self.reel.unread = 0
            self.reel.sought = ""
            self.reel.touched()
        self.engine, self.chosen = engine, None
        reel = self._reels.pop(id(buffer), None)
        if reel is None or reel.buffer is not buffer:
            reel = Reel(buffer, self._manner(engine), self._height)
        self._reels[id(buffer)] = reel
        while len(self._reels) > REMEMBERED:
            self._reels.pop(next(iter(self._reels)))
        self.reel = reel
        reel.laid_anew(self._manner(engine), self._height)
        if self.mark_unread() and reel.follows:
            self.to_unread()
        self._drop_selection()
        self._redraw()

    def forget(self, buffer: Buffer) -> None:
        """A buffer is closed."""
        self._reels.pop(id(buffer), None)

    def restyle(self, look: Look, times: str) -> None:
        """Another theme, or another manner of times."""
        self._look, self._times = look, times
        self._lay_anew()

    def mark_unread(self) -> bool:
        """Set the mark to where the unread begin; returns whether there are any."""
        if self.reel is None or self.engine is None or not self.reel.buffer.unread:
            return False
        first = self.engine.history.first_unread(self.reel.buffer)
        if first is None:
            return False
        self.reel.unread = self.reel.message(first).serial
        self.reel.touched()
        return True

    def seek(self, text: str) -> None:
        """Mark a text wherever it is; "" for none."""
        if self.reel is not None and self.reel.sought != text.lower():
            self.reel.sought = text.lower()
            self._redraw()

    @property
    def _height(self) -> int:
        return max(1, self.size.height)

    def _manner(self, engine: Engine) -> Manner:
        columns = max(LEAST_COLUMNS, self.size.width - 2)
        return Manner(columns, self._look, engine.network, self._times, self._links)

    def _lay_anew(self) -> None:
        self._strips.clear()
        if self.reel is not None and self.engine is not None:
            self.reel.laid_anew(self._manner(self.engine), self._height)
        self._redraw()

    def _redraw(self) -> None:
        if len(self._strips) > 2000:
            self._strips.clear()
        if self.reel is not None:
            self.reel.touched()
        self.refresh()

    # What the engine tells

    def added(self, told: MessageAdded) -> None:
        """A message has come."""
        if (reel := self._reels.get(id(told.buffer))) is not None:
            reel.appended(told.message)
            is_news = told.message.is_speech and not told.message.own
            if reel is self.reel and is_news and not reel.unread and not self.app.app_focus:
                reel.unread = told.message.serial  # nobody was looking
            self._touch(reel)

    def inserted(self, told: MessagesInserted) -> None:
        """Messages of the history have come."""
        if (reel := self._reels.get(id(told.buffer))) is not None:
            reel.inserted(told.index, told.count)
            if reel is self.reel and not reel.unread and self.mark_unread() and reel.follows:
                self.to_unread()
            self._touch(reel)

    def removed(self, told: MessagesRemoved) -> None:
        """Messages are gone."""
        if (reel := self._reels.get(id(told.buffer))) is not None:
            reel.removed(told.index, told.count)
            self._touch(reel)

    def changed(self, told: MessageChanged) -> None:
        """A message is another."""
        if (reel := self._reels.get(id(told.buffer))) is not None:
            reel.changed(told.message)
            self._touch(reel)

    def touched(self, buffer: Buffer) -> None:
        """What waits is another, or it is known whether there was more before."""
        if (reel := self._reels.get(id(buffer))) is not None:
            for message in buffer.unsent:
                reel.changed(message)
            self._touch(reel)

    def _touch(self, reel: Reel) -> None:
        reel.touched()
        if reel is self.reel:
            self._redraw()

    # Moving

    def scroll_rows(self, rows: int) -> None:
        """Go down by rows, or up."""
        if self.reel is not None and self.reel.scroll(rows):
            self._redraw()
        self.moved()

    def page(self, direction: int) -> None:
        """Go down by a page, or up."""
        self.scroll_rows(direction * max(1, self._height - 2))

    def to_end(self) -> None:
        """See what is said now."""
        if self.reel is not None:
            self.reel.follow()
            self._redraw()
            self.moved()

    def to_unread(self) -> None:
        """Go to the mark."""
        if self.reel is None or not self.reel.unread:
            return
        first = next((at for at in range(len(self.reel) - 1, -1, -1) if self._is_mark(at)), None)
        if first is not None:
            self.reel.put_on_top(first, above=min(3, self._height // 4))
            self._redraw()
            self.moved()

    def _is_mark(self, index: int) -> bool:
        assert self.reel is not None
        return self.reel.message(index).serial == self.reel.unread

    def show_message(self, message: Message, *, choose: bool = True) -> bool:
        """Go to a message; False when it is not here (any more)."""
        index = self.reel.index(message) if self.reel is not None else None
        if self.reel is None or index is None:
            return False
        self.reel.show(index, above=self._height // 2)
        self.chosen = message if choose else self.chosen
        self._redraw()
        self.moved()
        return True

    def choose(self, step: int) -> Message | None:
        """Choose the message before or after the chosen one; from none, the last that somebody said."""
        if self.reel is None:
            return None
        at = self.reel.index(self.chosen) if self.chosen is not None else None
        at = (len(self.reel) if at is None else at) + step
        while 0 <= at < len(self.reel):
            message = self.reel.message(at)
            if message.is_speech:
                self.show_message(message)
                return message
            at += step
        if step > 0:
            self.unchoose()
        return self.chosen

    def unchoose(self) -> None:
        """Choose no message."""
        if self.chosen is not None:
            self.chosen = None
            self._redraw()

    def last_seen(self) -> Message | None:
        """The last message that has arrived and is on the screen."""
        if self.reel is None:
            return None
        arrived = len(self.reel.buffer.timeline.messages)
        last = next((each.at for each in reversed(self.reel.window()) if each.at < arrived), None)
        return None if last is None else self.reel.message(last)

    @property
    def is_near_top(self) -> bool:
        """Whether there is less than a screen above what is seen."""
        window = self.reel.window() if self.reel is not None else []
        return not window or window[0].at < self._height

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        columns, base = self.size.width, self.rich_style
        window = self.reel.window() if self.reel is not None else []
        if self.reel is not None and self.reel.height != self.size.height:
            self.reel.resized(self._height)
            window = self.reel.window()
        at = y - (self.size.height - len(window))
        if at < 0 or self.reel is None:
            return Strip.blank(columns, base)
        seen = window[at]
        name = name_of(self.reel, seen)
        selection = self.text_selection
        span = selection.get_span(name) if selection is not None else None
        is_chosen = self.chosen is not None and seen.number >= 0 and self.reel.message(seen.at) is self.chosen
        thumb = self._is_thumb(y, window)
        key = (columns, base, span, is_chosen, thumb)
        kept = self._strips.get((id(self.reel), name))
        if kept is not None and kept[0] is seen.row and kept[1] == key:
            return kept[2]
        strip = self._strip(seen, name, span, is_chosen=is_chosen, thumb=thumb)
        self._strips[id(self.reel), name] = seen.row, key, strip
        return strip

    def _strip(self, seen: Seen, name: int, span: tuple[int, int] | None, *, is_chosen: bool, thumb: bool) -> Strip:
        base = self.rich_style
        ground = base + self._look.style("chosen") if is_chosen else base
        pieces = seen.row.pieces
        if span is not None:
            pieces = selected(pieces, span, self._look.style("selected"))
        segments = [Segment(text, ground + style) for text, style in pieces if text]
        columns = self.size.width
        strip = Strip(segments).adjust_cell_length(columns - 2, ground)
        strip = strip.apply_offsets(0, name)
        bar = Segment("▐" if thumb else " ", base + self._look.style("bar"))
        return Strip([Segment(" ", ground), *strip, bar], columns)

    def _is_thumb(self, y: int, window: list[Seen]) -> bool:
        assert self.reel is not None
        total, height = len(self.reel), self.size.height
        if self.reel.follows and window and window[0].at == 0:
            return False
        shown_ = window[-1].at - window[0].at + 1
        size = max(1, height * shown_ // max(1, total))
        room = height - size
        top = room if self.reel.follows else min(room, round(room * window[0].at / max(1, total - shown_)))
        return top <= y < top + size

    # Selecting, and what else the mouse does

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that is selected: what was said, without the rows that the screen made of it."""
        if self.reel is None or not len(self.reel):
            return None
        return taken(self.reel, selection.start, selection.end), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002
        """Something else is selected."""
        self.refresh()

    def _drop_selection(self) -> None:
        if self.is_attached and self.text_selection is not None:
            self.screen.clear_selection()

    def link_at(self, x: int, y: int) -> str:
        """The link at a place of the widget, or ""."""
        at = 0
        for text, style, _ in self.render_line(y):
            at += Segment(text).cell_length
            if x < at:
                return style.link or "" if style is not None else ""
        return ""

    def on_resize(self) -> None:
        """The terminal, or the room for the timeline, is of another size."""
        if self.reel is not None and self.engine is not None:
            manner = self._manner(self.engine)
            if manner.columns != self.reel.manner.columns:
                self._lay_anew()
            else:
                self.reel.resized(self._height)
                self._redraw()
            self.moved()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel."""
        event.stop()
        self.scroll_rows(-WHEEL_ROWS)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel."""
        event.stop()
        self.scroll_rows(WHEEL_ROWS)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The bar at the right is drawn."""
        if event.x == self.size.width - 1:
            event.stop()
            self._dragged = True
            self.capture_mouse()
            self._go_to_part(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The bar is drawn."""
        if self._dragged:
            event.stop()
            self._go_to_part(event.y)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The bar is let go."""
        if self._dragged:
            event.stop()
            self._dragged = False
            self.release_mouse()

    def _go_to_part(self, y: int) -> None:
        if self.reel is None or not len(self.reel):
            return
        if y >= self.size.height - 1:
            self.to_end()
            return
        self.reel.put_on_top(max(0, len(self.reel) * max(0, y) // self.size.height))
        self._redraw()
        self.moved()

    def on_click(self, event: events.Click) -> None:
        """A link is opened."""
        if link := self.link_at(event.x, event.y):
            event.stop()
            self.opens_link(link)
