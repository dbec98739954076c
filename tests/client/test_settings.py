from pathlib import Path

import pytest

from parlour.client.settings import ChatSettings, ChatSettingsError, ServerSettings, load, user_file


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.delenv("PARLOUR_CHAT_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_file_everything_is_at_its_default() -> None:
    assert load() == ChatSettings()


def test_a_file_says_what_is_to_be_otherwise() -> None:
    text = """
        theme = "light"
        times = "seconds"
        typing = false
        bell = false
        notify = false
        [servers."chat.example.org"]
        password_command = "pass show chat"
    """
    Path("chat.toml").write_text(text)
    servers = {"chat.example.org": ServerSettings("pass show chat")}
    assert load(Path("chat.toml")) == ChatSettings("light", "seconds", False, False, False, servers)


def test_a_file_that_is_named_wins_over_the_environment_and_that_over_the_users(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_file().parent.mkdir(parents=True)
    user_file().write_text('theme = "light"\n')
    assert load().theme == "light"
    Path("environment.toml").write_text('theme = "contrast"\n')
    monkeypatch.setenv("PARLOUR_CHAT_CONFIG", "environment.toml")
    assert load().theme == "contrast"
    Path("named.toml").write_text('theme = "terminal"\n')
    assert load(Path("named.toml")).theme == "terminal"


MISTAKES = {
    "an unknown key": ('\nthem = "dark"\n', "chat.toml:2: unknown key 'them'; did you mean 'theme'?"),
    "a key like none": (
        "colour = 7\n",
        "chat.toml:1: unknown key 'colour'; there are theme, times, typing, bell, notify, servers",
    ),
    "a value that there is not": (
        'theme = "pink"\n',
        "chat.toml:1: 'theme': must be one of 'colour-blind', 'contrast', 'dark', 'light', 'terminal', not 'pink'",
    ),
    "another type": ('typing = "yes"\n', "chat.toml:1: 'typing': must be true or false, not 'yes'"),
    "an unknown key of a server": (
        '[servers.chat]\npassword = "wisteria"\n',
        "chat.toml:2: unknown key 'servers.chat.password'; did you mean 'password_command'?",
    ),
    "a command that is none": (
        '[servers.chat]\npassword_command = ""\n',
        "chat.toml:2: 'servers.chat.password_command': must be a text of 1 to 1000 characters, not ''",
    ),
    "a server that is no table": (
        "[servers]\nchat = 7\n",
        "chat.toml:2: 'servers.chat': must be a table: write [servers.chat]",
    ),
    "servers that are no table": (
        "servers = 7\n",
        "chat.toml:1: 'servers': must be a table for each server, as in [servers.NAME]",
    ),
    "no TOML": ("theme =\n", "chat.toml:1: not valid TOML: invalid value at column 8"),
    "half a TOML": ('theme = "dark', "chat.toml:1: not valid TOML: unterminated string at the end of the file"),
}


@pytest.mark.parametrize(("text", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_sentence_with_file_line_and_key(text: str, sentence: str) -> None:
    Path("chat.toml").write_text(text)
    with pytest.raises(ChatSettingsError) as mistake:
        load(Path("chat.toml"))
    assert str(mistake.value) == sentence


def test_a_file_that_is_named_has_to_be_there() -> None:
    with pytest.raises(ChatSettingsError, match="cannot read gone.toml: no such file or directory"):
        load(Path("gone.toml"))


def test_a_file_that_is_no_text_is_told_with_its_line() -> None:
    Path("chat.toml").write_bytes(b"\n\ntheme = '\xff'\n")
    with pytest.raises(ChatSettingsError, match=r"chat.toml:3: not UTF-8 text"):
        load(Path("chat.toml"))
