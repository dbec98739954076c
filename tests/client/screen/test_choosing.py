"""Lists in dialogs, from which one chooses while typing; and Tab in the composer."""

from pathlib import Path

from parlour.client.actions import ACTIONS
from parlour.client.screen.chooser import Chooser
from parlour.client.screen.deeds import Deeds
from parlour.client.screen.themes import theme_of
from tests.support.screens import Screen, assert_snapshot, said, screen


def is_open(shown: Screen) -> bool:
    return isinstance(shown.app.screen, Chooser)


def here(shown: Screen) -> str:
    assert shown.app.where is not None
    return shown.app.where[1].name


def test_every_action_is_a_command_or_can_be_done_by_the_screen() -> None:
    assert [each.name for each in ACTIONS if not each.command and not hasattr(Deeds, f"do_{each.name}")] == []


async def test_one_goes_to_a_place_by_a_part_of_its_name(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(":ann!ann@host JOIN #cellar", ":ann!ann@host JOIN #garden")
        await shown.press("ctrl+k")
        assert is_open(shown)
        await shown.type("cell")
        await shown.press("enter")
        assert (is_open(shown), here(shown)) == (False, "#cellar")
        assert shown.app.composer.has_focus


async def test_the_switcher_knows_people_too_and_takes_scattered_letters(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(":barbara!b@host JOIN #attic")
        await shown.press("ctrl+k")
        await shown.type("brb")
        await shown.press("enter")
        assert here(shown) == "barbara"


async def test_where_something_is_unread_comes_first(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(":ann!ann@host JOIN #cellar", ":ann!ann@host JOIN #zoo")
        await shown.hear(said("bob", "ann: look", minute=5, target="#cellar"))
        await shown.press("ctrl+k", "enter")
        assert here(shown) == "#cellar"


async def test_escape_leaves_everything_as_it_was(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.type("half a li")
        await shown.press("ctrl+k", "x", "escape")
        assert (is_open(shown), here(shown), shown.app.composer.text) == (False, "#attic", "half a li")


async def test_the_palette_does_what_was_chosen(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.press("ctrl+p")
        await shown.type("first unr")
        assert_snapshot(shown, "palette")
        await shown.press("escape", "ctrl+p")
        await shown.type("call")
        await shown.press("enter")
        assert shown.app.composer.text == "/call "


async def test_help_has_every_key(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.press("f1")
        assert_snapshot(shown, "help")
        await shown.type("hand the floor")
        assert "F8" in shown.text()


async def test_a_theme_is_tried_on_and_remembered(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.type("/theme")
        await shown.press("enter", "down")
        assert shown.app.theme == theme_of("light")
        await shown.press("escape")
        assert shown.app.theme == theme_of("dark")
        await shown.type("/theme contrast")
        await shown.press("enter")
        assert shown.app.theme == theme_of("contrast")
        assert shown.app.memory.worn("dark") == "contrast"
        # Whoever has changed the settings since means those.
        assert shown.app.memory.worn("light") == "light"


async def test_what_was_said_is_found_and_gone_to(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(*(said("bob", f"line {at}", minute=at) for at in range(200)))
        await shown.press("ctrl+f")
        await shown.type("LINE 17")
        assert_snapshot(shown, "find")
        await shown.press("down", "down", "enter")
        assert shown.app.timeline.chosen is not None
        assert shown.app.timeline.chosen.text == "line 177"
        assert "line 177" in shown.text()


async def test_mentions_of_all_channels_stand_in_one_list(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(":ann!ann@host JOIN #cellar", said("bob", "ann: up here", minute=1))
        await shown.hear(said("eve", "is ann here?", minute=2, target="#cellar"), said("eve", "banana", minute=3))
        await shown.press("f4")
        assert "is ann here?" in shown.text()
        assert "banana" not in [row for row in shown.rows() if "eve" in row]
        await shown.press("down", "enter")
        assert here(shown) == "#attic"


async def test_whoever_is_free_can_be_called_from_the_table(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(
            ":irc SESSION LIST 1 ann FREE", ":irc SESSION LIST 2 bob BUSY", ":irc SESSION LIST 3 cleo FREE",
            ":irc SESSION LISTEND",
        )  # fmt: skip
        assert_snapshot(shown, "free")
        await shown.type("cl")
        await shown.press("enter")
        assert shown.app.composer.text == "/call cleo "


async def test_a_channel_is_joined_from_the_list(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.type("/list")
        await shown.press("enter")
        label = shown.sent[-1].partition(" ")[0].partition("label=")[2].partition(";")[0]
        tag = f"@label={label} " if label else ""
        await shown.hear(
            f"{tag}:irc BATCH +l labeled-response", "@batch=l :irc 322 ann #zoo 12 :animals",
            "@batch=l :irc 322 ann #music 3 :\x1b[31mloud", "@batch=l :irc 323 ann :End", ":irc BATCH -l",
        )  # fmt: skip
        assert "\x1b" not in shown.text()
        await shown.type("anim")
        await shown.press("enter")
        assert any(line.endswith("JOIN #zoo") for line in shown.sent)


async def test_an_emoji_is_chosen_by_its_name(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(said("bob", "done!", minute=1))
        await shown.press("alt+e")
        await shown.type("tada")
        await shown.press("enter")
        assert any("+draft/react=🎉" in line for line in shown.sent)


async def test_tab_goes_through_what_may_be_meant(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(":bobby!b@host JOIN #attic", ":boris!b@host JOIN #attic")
        await shown.type("bo")
        found = []
        for _ in range(3):
            await shown.press("tab")
            found.append(shown.app.composer.text)
        assert sorted(found) == ["bob: ", "bobby: ", "boris: "]
        assert_snapshot(shown, "completion")
        await shown.type("hi")
        assert shown.app.completing.bar.has_class("hidden")


async def test_keys_of_the_screen_do_nothing_behind_a_dialog(tmp_path: Path) -> None:
    async with screen(tmp_path) as shown:
        await shown.hear(":ann!ann@host JOIN #cellar")
        before = here(shown)
        await shown.press("ctrl+k", "alt+l", "f2", "pagedown")
        assert is_open(shown)
        assert not shown.app.sidebar.has_class("hidden")
        await shown.press("escape")
        assert here(shown) == before
