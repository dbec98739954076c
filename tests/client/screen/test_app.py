"""The screen as a whole, with keys pressed and lines that a server sends."""

import asyncio
from pathlib import Path

import pytest
from textual import events

from parlour.client.screen.app import ChatApp
from parlour.client.screen.dialogs import LineDialog
from tests.support.screens import said, screen


async def test_what_is_typed_goes_out_with_enter_and_ctrl_j_begins_a_line(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.type("one\ntwo")
        assert shown.app.composer.text == "one\ntwo"
        await shown.press("enter")
        assert shown.app.composer.text == ""
        assert [line.partition(" ")[2] for line in shown.sent[-2:]] == ["PRIVMSG #attic one", "PRIVMSG #attic two"]


async def test_a_line_goes_where_it_was_written_however_fast_one_goes_elsewhere(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(":ann!ann@host JOIN #cellar")
        for key in ("o", "n", "e", "enter", "alt+up", "t", "w", "o"):
            shown.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await shown.settle()
        assert [message.text for message in shown.buffer("#cellar").unsent] == ["one"]
        assert not shown.buffer("#attic").unsent
        assert shown.app.where is not None
        assert (shown.app.where[1].name, shown.app.composer.text) == ("#attic", "two")


async def test_what_was_begun_in_a_place_is_there_when_one_comes_back(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(":ann!ann@host JOIN #cellar")
        await shown.type("half")
        await shown.press("alt+up")
        assert shown.app.composer.text == ""
        await shown.type("other")
        await shown.press("alt+down")
        assert shown.app.composer.text == "half"
        assert shown.buffer("#attic").draft == "other"


async def test_up_brings_back_what_was_sent(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.type("one")
        await shown.press("enter")
        await shown.type("two")
        await shown.press("enter", "u", "up", "up")
        assert shown.app.composer.text == "one"
        await shown.press("down", "down")
        assert shown.app.composer.text == "u"


async def test_who_has_scrolled_up_stays_there_and_is_told_what_comes_below(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(*(said("bob", f"line {at}", minute=at) for at in range(100)))
        assert "line 99" in shown.text()
        await shown.press("pageup")
        before = [row[22:80] for row in shown.rows()[1:-2]]
        await shown.hear(said("bob", "news", minute=101))
        assert [row[22:80] for row in shown.rows()[1:-2]] == before
        assert "1 new below" in shown.text()
        await shown.press("ctrl+end")
        assert "news" in shown.text()
        assert "new below" not in shown.text()


async def test_a_window_of_another_width_shows_less_and_loses_nothing(tmp_path: Path) -> None:
    async with screen(tmp_path, columns=120) as shown:
        await shown.hear(said("bob", "a word " * 30, minute=1))
        assert "4 people" in shown.text()
        await shown.pilot.resize_terminal(80, 24)
        await shown.settle()
        assert "dave" not in shown.text()
        assert "#attic" in shown.rows()[1]
        await shown.pilot.resize_terminal(60, 24)
        await shown.settle()
        assert shown.text().count("word") == 30
        assert shown.rows()[1].startswith(" " * 10)


async def test_nothing_that_a_server_sends_reaches_the_terminal_raw(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        bad = "\x1b[31mred\x1b]0;t\x07\x9b2J\u202e"
        await shown.hear(
            f":e{bad}!u@h JOIN #attic", said("bob", bad, minute=1), f":bob!u@h TOPIC #attic :{bad}",
            f":e{bad}!u@h PRIVMSG ann :{bad}",
        )  # fmt: skip
        await shown.press("alt+down")
        drawn = "".join(shown.rows())
        assert not [each for each in drawn if not each.isprintable()]


async def test_what_is_pasted_is_made_fit_to_be_shown(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        shown.app.composer.post_message(events.Paste("a\x1b[31m\tb\r\nc"))
        await shown.settle()
        assert shown.app.composer.text == "a [31m b\nc"


async def test_what_is_selected_with_the_mouse_is_what_was_said(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(said("bob", "one two three " * 6, minute=1), said("carla", "yes", minute=2))
        rows = shown.rows()
        first = next(at for at, row in enumerate(rows) if "one two" in row)
        last = next(at for at, row in enumerate(rows) if "yes" in row)
        left = rows[first].index("one two")
        await shown.pilot.mouse_down(offset=(left + 4, first))
        await shown.pilot.hover(offset=(left + 5, first + 1))
        await shown.pilot.mouse_up(offset=(left + 7, first + 1))
        await shown.settle()
        text = shown.app.screen.get_selected_text()
        assert text is not None
        assert text.startswith("two three one two three")
        assert "\n" not in text
        assert "│" not in text
        await shown.pilot.mouse_down(offset=(left + 4, first))
        await shown.pilot.hover(offset=(left + 2, last))
        await shown.pilot.mouse_up(offset=(left + 3, last))
        await shown.settle()
        text = shown.app.screen.get_selected_text()
        assert text is not None
        assert [line.split("> ")[0] for line in text.split("\n")] == ["12:01 <bob", "12:02 <carla"]
        await shown.press("ctrl+c")
        assert shown.app.clipboard == text


async def test_without_colours_there_is_no_style_with_one(tmp_path: Path) -> None:
    async with screen(tmp_path, color=False) as shown:
        await shown.hear(said("bob", "\x0304,02red\x03 ann https://example.org/", minute=1))
        shown.app.ask(LineDialog("Password", ["It is wanted."], secret=True), lambda _: None)
        for _ in range(2):
            await shown.settle()
            styles = [style for strip in shown.app.screen._compositor.render_strips() for _, style, _ in strip]
            assert not [style for style in styles if style is not None and (style.color or style.bgcolor)]
            await shown.press("escape")


async def test_a_chosen_message_is_answered(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(said("bob", "one", minute=1), said("carla", "two", minute=2))
        await shown.press("ctrl+up", "up")
        assert "Answer bob" in shown.text()
        await shown.type("yes")
        await shown.press("enter")
        assert shown.buffer("#attic").unsent[-1].reply_to == "mbob13"
        assert "↳ bob: one" in shown.text()
        await shown.press("ctrl+up", "escape")
        assert shown.app.timeline.chosen is None


async def test_the_wheel_scrolls_and_older_messages_are_asked_for(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(*(said("bob", f"line {at}", minute=at) for at in range(30)))
        shown.app.timeline.post_message(_wheel(shown.app))
        await shown.settle()
        assert "line 29" not in shown.text()


def _wheel(app: ChatApp) -> events.MouseScrollUp:
    return events.MouseScrollUp(
        app.timeline, x=1, y=1, delta_x=0, delta_y=-1, button=0, shift=False, meta=False, ctrl=False
    )


async def test_a_link_is_opened_by_a_click(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with screen(tmp_path) as shown:
        opened: list[str] = []
        monkeypatch.setattr(shown.app, "open_url", opened.append)
        await shown.hear(said("bob", "see https://example.org/a", minute=1))
        row = next(at for at, row in enumerate(shown.rows()) if "https" in row)
        await shown.pilot.click(offset=(shown.rows()[row].index("https") + 3, row))
        await shown.settle()
        await shown.press("alt+o")
        assert opened == ["https://example.org/a"] * 2


async def test_a_draft_of_a_session_goes_nowhere_when_the_session_is_over(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(":bob!bob@host SESSION OPENED ann 01S full")
        await shown.type("secret")
        await shown.hear(":bob!bob@host SESSION CLOSED ann 01S closed")
        await shown.press("enter")
        assert not [line for line in shown.sent if "secret" in line]
        assert "✗" in shown.text()


async def test_a_mistake_of_the_program_is_noted_and_told_in_a_sentence(tmp_path: Path) -> None:
    noted: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: noted.append(context.get("exception")))

    async def fail() -> None:
        async with screen(tmp_path) as shown:
            shown.app.call_later(lambda: 1 // 0)
            await shown.settle()

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert [type(each) for each in noted] == [ZeroDivisionError]
