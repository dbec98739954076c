"""The screen as a whole, with keys pressed and lines that a server sends."""

from pathlib import Path

from textual import events

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
        assert "4 people" not in shown.text()
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
