"""What a configuration file says, what holds without one, and which of several wins."""

from pathlib import Path

import pytest

from parlour.core.host import Gateway
from parlour.core.operators import PRIVILEGES
from parlour.server import config
from parlour.server.config import ConfigError, load, resolve
from parlour.server.configtext import show
from parlour.server.options import options
from parlour.server.settings import Settings
from parlour.server.setup import Setup
from tests.support.operators import HASH


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_gives_the_defaults(file: Path) -> None:
    assert load(write(file, "")) == Settings()


def test_what_a_file_says_holds_and_the_rest_is_default(file: Path) -> None:
    text = (
        '[server]\nname = "chat.example.org"\nmotd = """\none\ntwo"""\n[limits]\nflood_lines_per_s = 3\nexempt = []\n'
    )
    settings = load(write(file, text))
    assert settings.server.name == "chat.example.org"
    assert settings.server.motd == "one\ntwo"
    assert settings.limits.flood_lines_per_s == 3.0
    assert settings.limits.exempt == ()
    assert settings.history == Settings().history


def test_classes_of_operators_are_added_to_those_that_there_always_are(file: Path) -> None:
    settings = load(write(file, '[operators.classes]\nhelper = ["kill"]\nwatcher = ["see"]\n'))
    assert settings.operators.classes == {
        "admin": tuple(PRIVILEGES), "helper": ("kill",), "watcher": ("see",),
    }  # fmt: skip


def test_gateways_are_read_and_shown_as_they_are(file: Path) -> None:
    text = (
        f'[[proxy.gateways]]\nname = "kiwi"\npassword = "{HASH}"\nhosts = ["192.0.2.9", "2001:db8::/32"]\n'
        f'[[proxy.gateways]]\nname = "lounge"\npassword = "{HASH}"\nhosts = ["unix"]\n'
    )
    settings = load(write(file, text))
    assert options(Setup(settings, (), None, 0), 1, b"").gateways == (
        (Gateway("kiwi", HASH), ("192.0.2.9", "2001:db8::/32")),
        (Gateway("lounge", HASH), ("unix",)),
    )
    assert load(write(file, show(settings))) == settings


def test_addresses_and_paths_are_made_whole(file: Path, tmp_path: Path) -> None:
    listen = '[listen]\nirc = ["6667"]\ntls = ["6697", "[0::1]:0"]\nunix = ["run/../chat.sock"]\n'
    settings = load(write(file, listen + '[server]\ndata = "~/attic"\n'))
    assert settings.listen.irc == ("127.0.0.1:6667",)
    assert settings.listen.tls == ("0.0.0.0:6697", "[::1]:0")
    assert settings.listen.unix == (str(tmp_path / "chat.sock"),)
    assert settings.server.data == str(tmp_path / "home" / "attic")


def test_paths_in_a_file_start_from_its_folder(file: Path, tmp_path: Path) -> None:
    settings = load(write(Path("conf/parlour.toml"), '[tls]\ncertificate = "c.pem"\nkey = "../k.pem"\n'))
    assert settings.tls.certificate == str(tmp_path / "conf" / "c.pem")
    assert settings.tls.key == str(tmp_path / "k.pem")


def test_a_file_from_windows_is_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf[history]\r\npage = 7\r\n")
    assert load(file).history.page == 7


# Where a value comes from


def test_without_any_file_the_data_folder_is_the_platforms(file: Path, tmp_path: Path) -> None:
    resolved = resolve()
    assert resolved.settings.server.data == str(tmp_path / "xdg_data_home" / "parlour")
    assert resolved.origins == {}
    assert resolved.files == ()


def test_the_users_file_wins_over_the_systems_key_by_key(file: Path, tmp_path: Path) -> None:
    system = write(config.SYSTEM_FILE, "[history]\npage = 1\non_join = 2\n")
    user = write(config.user_file(), "[history]\npage = 3\n")
    resolved = resolve()
    assert (resolved.settings.history.page, resolved.settings.history.on_join) == (3, 2)
    assert resolved.origins == {"history.page": f"{user}:2", "history.on_join": f"{system}:3"}
    assert resolved.files == (system, user)


def test_a_named_file_is_read_instead_of_the_users_and_the_systems(file: Path) -> None:
    write(config.SYSTEM_FILE, "[history]\npage = 1\n")
    write(config.user_file(), "this is not read\n")
    resolved = resolve(file=write(file, "[history]\non_join = 2\n"))
    assert (resolved.settings.history.page, resolved.settings.history.on_join) == (500, 2)
    assert resolved.files == (file,)


def test_a_file_is_named_by_a_flag_before_the_environment(file: Path) -> None:
    other = write(Path("other.toml"), "[history]\npage = 2\n")
    write(file, "[history]\npage = 1\n")
    assert resolve(environ={"PARLOUR_CONFIG": str(other)}).settings.history.page == 2
    assert resolve(file=file, environ={"PARLOUR_CONFIG": str(other)}).settings.history.page == 1


def test_a_named_file_that_is_not_there_is_a_mistake(file: Path) -> None:
    with pytest.raises(ConfigError, match="^cannot read gone.toml: no such file or directory$"):
        resolve(environ={"PARLOUR_CONFIG": "gone.toml"})


def test_the_data_folder_comes_from_flag_environment_file_in_this_order(file: Path, tmp_path: Path) -> None:
    write(file, '[server]\ndata = "from-file"\n')
    environ = {"PARLOUR_DATA": "from-environment"}
    found = [
        resolve(file=file, environ=environ, flags={"server.data": "from-flag"}),
        resolve(file=file, environ=environ),
        resolve(file=file, environ={"PARLOUR_DATA": ""}),
    ]
    assert [(Path(each.settings.server.data), each.origins["server.data"]) for each in found] == [
        (tmp_path / "from-flag", "flag"),
        (tmp_path / "from-environment", "environment PARLOUR_DATA"),
        (tmp_path / "from-file", "parlour.toml:2"),
    ]


def test_a_flag_is_checked_like_a_file(file: Path) -> None:
    with pytest.raises(ConfigError, match="^'66777' has a port past 65535$"):
        resolve(flags={"listen.irc": ("66777",), "listen.tls": (), "listen.unix": ()})


def test_a_certificate_in_one_file_and_its_key_in_another_are_a_pair(file: Path) -> None:
    write(config.SYSTEM_FILE, '[tls]\ncertificate = "/c.pem"\n')
    write(config.user_file(), '[tls]\nkey = "/k.pem"\n')
    assert resolve().settings.tls.key == "/k.pem"
