import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import click
import pytest

from parlour import __version__
from parlour.cli import cli, main
from parlour.server import config
from parlour.server.addresses import AddressError
from parlour.server.certificates import self_signed
from parlour.server.config import ConfigError, Source
from parlour.server.configtext import default_toml
from parlour.server.datafolder import DataFolderError
from parlour.server.settings import Listen, Settings


class Outcome(NamedTuple):
    code: int | str | None
    out: str
    err: str


Parlour = Callable[..., Outcome]


@pytest.fixture
def parlour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Parlour:
    """Runs the command line in a folder of its own, with no configuration anywhere."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.delenv("PARLOUR_CONFIG", raising=False)
    monkeypatch.delenv("PARLOUR_DATA", raising=False)
    monkeypatch.setattr(config, "SYSTEM_FILE", tmp_path / "etc" / "parlour.toml")

    def run(*words: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main(words)
        return Outcome(ended.value.code, *capfd.readouterr())

    return run


class ServeError(Exception):
    """What the server's own error is to the command line."""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings of each server that was started, in place of starting it."""
    started: list[Settings] = []

    def serve(source: Source) -> int:
        started.append(source.read().settings)
        return 0

    use_server(monkeypatch, serve)
    return started


def use_server(monkeypatch: pytest.MonkeyPatch, serve: Callable[[Source], int]) -> None:
    module = ModuleType("parlour.server.run")
    vars(module).update(serve=serve, ServeError=ServeError)
    monkeypatch.setitem(sys.modules, "parlour.server.run", module)


COMMANDS = {
    "parlour": [],
    "parlour chat": ["chat"],
    "parlour direct": ["direct"],
    "parlour serve": ["serve"],
    "parlour config": ["config"],
    "parlour config check": ["config", "check"],
    "parlour config default": ["config", "default"],
    "parlour config show": ["config", "show"],
    "parlour oper": ["oper"],
    "parlour oper add": ["oper", "add"],
    "parlour oper list": ["oper", "list"],
    "parlour oper remove": ["oper", "remove"],
    "parlour password": ["password"],
    "parlour completion": ["completion"],
}


def test_every_command_is_tried_here() -> None:
    def names(command: click.Command, above: str) -> set[str]:
        below = command.commands if isinstance(command, click.Group) else {}
        return {above}.union(*(names(each, f"{above} {name}") for name, each in below.items()))

    assert names(cli, "parlour") == set(COMMANDS)


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize(("name", "words"), COMMANDS.items(), ids=COMMANDS)
def test_every_command_has_help_with_examples_first(parlour: Parlour, name: str, words: list[str], flag: str) -> None:
    code, out, err = parlour(*words, flag)
    assert (code, err) == (0, "")
    assert 0 < out.index("Examples:\n  parlour ") < out.index(f"Usage: {name}") < out.index("Options:")


@pytest.mark.parametrize("words", [[], ["config"], ["oper"]], ids=["parlour", "parlour config", "parlour oper"])
def test_a_group_without_a_command_gives_its_help(parlour: Parlour, words: list[str]) -> None:
    code, out, err = parlour(*words)
    assert (code, err) == (0, "")
    assert out == parlour(*words, "--help").out


def test_the_version(parlour: Parlour) -> None:
    assert parlour("--version") == (0, f"parlour {__version__}\n", "")


MISTAKES = {
    "a wrong command": (["serv"], "no such command 'serv'. Did you mean 'serve'? See 'parlour --help'."),
    "a wrong command of a group": (
        ["config", "chekc"],
        "no such command 'chekc'. Did you mean 'check'? See 'parlour config --help'.",
    ),
    "a wrong option": (["serve", "--tsl"], "no such option '--tsl'. Did you mean '--tls'? See 'parlour serve --help'."),
    "an option without its value": (
        ["serve", "--data"],
        "option '--data' requires an argument.",
    ),
    "an empty data folder": (
        ["serve", "--data", ""],
        "invalid value for '--data': it is empty. See 'parlour serve --help'.",
    ),
    "a bad address": (["serve", "localhost"], "'localhost' has no port: write localhost:6667"),
    "a bad address for TLS": (["serve", "--tls", "[::]:99999"], "'[::]:99999' has a port past 65535"),
    "an empty path for a Unix socket": (["serve", "--unix", ""], "a Unix socket needs a path"),
    "a configuration that is not there": (
        ["serve", "--config", "gone.toml"],
        "cannot read gone.toml: no such file or directory",
    ),
    "a name of two lines": (
        ["serve", "--config", "gone\n.toml"],
        "cannot read gone .toml: no such file or directory",
    ),
    "a shell that is none of the three": (
        ["completion", "ksh"],
        (
            "invalid value for '{bash|zsh|fish}': 'ksh' is not one of 'bash', 'zsh', 'fish'. "
            "See 'parlour completion --help'."
        ),
    ),
}


@pytest.mark.parametrize(("words", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_and_exit_2(
    parlour: Parlour, served: list[Settings], words: list[str], sentence: str
) -> None:
    assert parlour(*words) == (2, "", f"parlour: {sentence}\n")
    assert served == []


# serve

LISTENERS = {
    "no listener is named: those of the configuration": ([], Listen()),
    "plain IRC": (["6667"], Listen(irc=("127.0.0.1:6667",), tls=(), text=())),
    "several addresses": (["0", "[::1]:0"], Listen(irc=("127.0.0.1:0", "[::1]:0"), tls=(), text=())),
    "only plain text": (
        ["--text", "7000", "--text-tls", "7001"],
        Listen(irc=(), tls=(), text=("127.0.0.1:7000",), text_tls=("0.0.0.0:7001",)),
    ),
    "only TLS": (["--tls", "6697", "--tls", "[::]:6697"], Listen(irc=(), tls=("0.0.0.0:6697", "[::]:6697"), text=())),
    "only a Unix socket": (["--unix", "/run/chat.sock"], Listen(irc=(), tls=(), text=(), unix=("/run/chat.sock",))),
    "only for proxies": (
        ["--proxied", "6668", "--proxied", "/run/proxied.sock"],
        Listen(irc=(), tls=(), text=(), proxied=("127.0.0.1:6668", "/run/proxied.sock")),
    ),
    "one of each, in any order": (
        ["--tls", "6697", "localhost:6667", "--unix", "/run/chat.sock", "--proxied", "[::1]:6668"],
        Listen(
            irc=("localhost:6667",), tls=("0.0.0.0:6697",), unix=("/run/chat.sock",), proxied=("[::1]:6668",), text=()
        ),
    ),
}


@pytest.mark.parametrize(("words", "listen"), LISTENERS.values(), ids=LISTENERS)
def test_serve_opens_what_is_named_and_only_that(
    parlour: Parlour, served: list[Settings], words: list[str], listen: Listen
) -> None:
    assert parlour("serve", *words).code == 0
    assert [settings.listen for settings in served] == [listen]


def test_serve_takes_listeners_from_the_configuration_when_none_is_named(
    parlour: Parlour, served: list[Settings], tmp_path: Path
) -> None:
    Path("parlour.toml").write_text('[listen]\nirc = ["7000"]\ntls = []\ntext = []\nunix = ["chat.sock"]\n')
    parlour("serve", "--config", "parlour.toml")
    parlour("serve", "--config", "parlour.toml", "6667")
    assert [settings.listen for settings in served] == [
        Listen(irc=("127.0.0.1:7000",), tls=(), text=(), unix=(str(tmp_path / "chat.sock"),)),
        Listen(irc=("127.0.0.1:6667",), tls=(), text=()),
    ]


def test_serve_keeps_its_data_in_the_folder_that_is_named(
    parlour: Parlour, served: list[Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parlour("serve")
    monkeypatch.setenv("PARLOUR_DATA", "/srv/attic")
    parlour("serve")
    parlour("serve", "--data", "attic")
    folders = [str(tmp_path / "xdg_data_home" / "parlour"), "/srv/attic", str(tmp_path / "attic")]
    assert [settings.server.data for settings in served] == folders


ERRORS = {
    "the server's own": ServeError("127.0.0.1:6667 is in use"),
    "the data folder's": DataFolderError("another parlour (process 7) is using /srv"),
    "the configuration's": ConfigError("parlour.toml:2: unknown key 'history.pages'"),
    "an address's": AddressError("'x' has no port"),
}


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
def test_what_keeps_a_server_from_starting_is_one_line_and_exit_2(
    parlour: Parlour, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def serve(source: Source) -> int:
        raise error

    use_server(monkeypatch, serve)
    assert parlour("serve") == (2, "", f"parlour: {error}\n")


@pytest.mark.parametrize(
    ("flag", "level"), [("-v", "debug"), ("--verbose", "debug"), ("-q", "warning"), ("--quiet", "warning")]
)
def test_a_flag_says_how_much_is_logged(parlour: Parlour, served: list[Settings], flag: str, level: str) -> None:
    Path("parlour.toml").write_text('[log]\nlevel = "error"\n')
    assert parlour("serve", "--config", "parlour.toml").code == 0
    assert parlour("serve", "--config", "parlour.toml", flag).code == 0
    assert [settings.log.level for settings in served] == ["error", level]


def test_a_log_cannot_be_verbose_and_quiet(parlour: Parlour, served: list[Settings]) -> None:
    code, _, err = parlour("serve", "-v", "-q")
    assert (code, served) == (2, [])
    assert err == "parlour: either -v or -q: a log has one level. See 'parlour serve --help'.\n"


def test_without_colours_there_are_none_after_a_restart_either(
    parlour: Parlour, served: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    assert parlour("serve", "--no-color").code == 0
    assert os.environ["NO_COLOR"] == "1"


@pytest.mark.parametrize("code", [0, 1, 130])
def test_the_server_chooses_the_exit_code(parlour: Parlour, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    use_server(monkeypatch, lambda source: code)
    assert parlour("serve").code == code


def test_an_interrupt_is_exit_130_without_a_word(parlour: Parlour, monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(source: Source) -> int:
        raise KeyboardInterrupt

    use_server(monkeypatch, serve)
    code, out, err = parlour("serve")
    assert (code, out, err.strip()) == (130, "", "")


def test_a_bug_shows_its_traceback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def serve(source: Source) -> int:
        raise ZeroDivisionError

    use_server(monkeypatch, serve)
    with pytest.raises(ZeroDivisionError):
        main(["serve", "--data", str(tmp_path)])


# config


def test_config_default_prints_the_default_file(parlour: Parlour) -> None:
    assert parlour("config", "default") == (0, default_toml(), "")


def test_config_default_in_json(parlour: Parlour) -> None:
    assert json.loads(parlour("config", "default", "--json").out)["limits"]["flood_burst"] == 20


def test_config_check_says_that_nothing_is_wrong(parlour: Parlour) -> None:
    assert parlour("config", "check") == (0, "no file, every setting at its default: no mistakes\n", "")
    Path("parlour.toml").write_text("[history]\npage = 7\n")
    assert parlour("config", "check", "--config", "parlour.toml") == (0, "parlour.toml: no mistakes\n", "")
    found = parlour("config", "check", "--config", "parlour.toml", "--json")
    assert json.loads(found.out) == {"ok": True, "files": ["parlour.toml"]}


def test_config_check_says_what_is_wrong(parlour: Parlour) -> None:
    Path("parlour.toml").write_text("[history]\npages = 7\n")
    sentence = "parlour.toml:2: unknown key 'history.pages'; did you mean 'page'?"
    assert parlour("config", "check", "--config", "parlour.toml") == (2, "", f"parlour: {sentence}\n")
    code, out, _ = parlour("config", "check", "--config", "parlour.toml", "--json")
    assert (code, json.loads(out)) == (2, {"ok": False, "error": sentence})


def test_config_check_looks_at_the_certificate_too(parlour: Parlour, tmp_path: Path) -> None:
    pair = self_signed(tmp_path, "chat.example.org")
    Path("parlour.toml").write_text('[tls]\ncertificate = "certificate.pem"\nkey = "key.pem"\n')
    assert parlour("config", "check", "--config", "parlour.toml").code == 0
    pair.key.write_text("attic")
    sentence = f"parlour.toml:2: 'tls.certificate': {pair.key} is not a private key in PEM form"
    expected = (2, "", f"parlour: {sentence}\n")
    assert parlour("config", "check", "--config", "parlour.toml") == expected


@pytest.mark.parametrize("words", [("config", "check"), ("serve",)], ids=["check", "serve"])
def test_clients_are_not_held_to_tls_with_a_certificate_that_they_would_refuse(
    parlour: Parlour, served: list[Settings], tmp_path: Path, words: tuple[str, ...]
) -> None:
    pair = self_signed(tmp_path, "chat.example.org")
    text = f"[tls]\ncertificate = '{pair.certificate}'\nkey = '{pair.key}'\n"
    Path("parlour.toml").write_text(text)
    assert parlour(*words, "--config", "parlour.toml").code == 0
    Path("parlour.toml").write_text(f"{text}sts_s = 60\n")
    sentence = (
        f"parlour.toml:4: 'tls.sts_s': clients would refuse the certificate {pair.certificate}, which is self-signed"
    )
    code, out, err = parlour(*words, "--config", "parlour.toml")
    assert (code, out) == (2, "")
    assert err.startswith(f"parlour: {sentence}: ")
    assert err.count("\n") == 1


def test_config_show_says_what_holds_and_where_it_came_from(parlour: Parlour, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("parlour.toml").write_text("[history]\npage = 7\n")
    monkeypatch.setenv("PARLOUR_CONFIG", "parlour.toml")
    monkeypatch.setenv("PARLOUR_DATA", "/srv/attic")
    assert "page = 7\n" in parlour("config", "show").out
    lines = parlour("config", "show", "--origin").out.splitlines()
    assert "page = 7  # parlour.toml:2" in lines
    assert 'data = "/srv/attic"  # environment PARLOUR_DATA' in lines
    found = json.loads(parlour("config", "show", "--origin", "--json").out)
    assert found["history"]["page"] == {"value": 7, "origin": "parlour.toml:2"}
    assert found["history"]["on_join"] == {"value": 20, "origin": "default"}
    assert json.loads(parlour("config", "show", "--json").out)["history"]["page"] == 7


def test_a_path_that_is_not_text_is_printed_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-m", "parlour", "config", "show"]
    environ = {**os.environb, b"PARLOUR_DATA": b"/srv/caf\xe9", b"LC_ALL": b"C"}
    shown = subprocess.run(command, env=environ, capture_output=True, check=True, timeout=60)
    assert b'data = "/srv/caf\xe9"\n' in shown.stdout


# completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_each_shell(parlour: Parlour, shell: str) -> None:
    code, out, err = parlour("completion", shell)
    assert (code, err) == (0, "")
    assert f"_PARLOUR_COMPLETE={shell}_complete" in out


def test_completion_knows_the_commands(monkeypatch: pytest.MonkeyPatch, parlour: Parlour) -> None:
    monkeypatch.setenv("_PARLOUR_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "parlour c")
    monkeypatch.setenv("COMP_CWORD", "1")
    code, out, _ = parlour()
    assert (code, out.split()) == (0, ["plain,chat", "plain,completion", "plain,config"])


# the process


@pytest.mark.parametrize("words", [["--help"], ["chat", "--help"]], ids=["parlour", "parlour chat"])
def test_help_loads_nothing_that_is_heavy(words: list[str]) -> None:
    code = (
        "import sys, parlour.cli\n"
        f"try: parlour.cli.main({words!r})\n"
        "except SystemExit: pass\n"
        "heavy = {'asyncio', 'ssl', 'cryptography', 'uvloop', 'sqlite3', 'msgspec', 'platformdirs', 'textual', "
        "'prompt_toolkit', 'rich'}\n"
        "sys.exit(' '.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Examples:" in ended.stdout


def test_the_server_loads_no_face_of_the_client() -> None:
    code = (
        "import sys, parlour.cli, parlour.server.run, parlour.server.setup, parlour.server.listeners\n"
        "drawn = {'textual', 'prompt_toolkit', 'rich', 'parlour.client'}\n"
        "sys.exit(' '.join(sorted(drawn & set(sys.modules))) or 0)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_reader_that_goes_away_sees_no_traceback() -> None:
    command = [sys.executable, "-m", "parlour", "config", "default"]
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_cannot_be_written_is_one_line_and_exit_1() -> None:
    command = [sys.executable, "-m", "parlour", "config", "default"]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (1, "parlour: cannot write the output: no space left on device\n")
