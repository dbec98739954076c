"""The command line. What a command needs is imported when it runs, so that help answers at once."""

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from parlour import __version__
from parlour.chat import chat
from parlour.directly import direct
from parlour.oper import oper, password
from parlour.shell import (
    DONE,
    INTERRUPTED,
    USAGE,
    Group,
    Stop,
    config_option,
    data_option,
    json_option,
    mistakes_in_one_line,
    path,
    put,
)


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    examples=[
        ("parlour serve", "start a server with everything at its default"),
        ("parlour chat chat.example.org", "talk, in a full screen"),
        ("parlour direct bobs-machine", "talk straight from machine to machine, without a server"),
        ("parlour serve 6667 --tls 6697", "listen for IRC and for IRC over TLS"),
        ("parlour config show --origin", "which settings hold, and why"),
        ("parlour COMMAND --help", "more about a command"),
    ],
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Chat that you run yourself."""
    if ctx.invoked_subcommand is None:
        put(ctx.get_help() + "\n")


@cli.command(
    examples=[
        ("parlour serve", "IRC on 127.0.0.1:6667, TLS on port 6697 of every address, plain text on 127.0.0.1:7000"),
        ("parlour serve 6667", "only plain IRC, only from this machine"),
        ("parlour serve 0.0.0.0:6667 '[::]:6667'", "plain IRC from everywhere"),
        ("parlour serve --tls 6697 --unix /run/parlour.sock", "TLS from everywhere, and a Unix socket"),
        ("parlour serve 6667 --text 7000", "IRC, and plain text for nc and telnet, only from this machine"),
        ("parlour serve --proxied 6668", "behind HAProxy or nginx, with the PROXY protocol"),
        ("parlour serve --data ./attic 0", "another data folder, and a port that the system chooses"),
    ]
)
@click.argument("addresses", nargs=-1, metavar="[[HOST:]PORT]...")
@click.option("--tls", multiple=True, metavar="[HOST:]PORT", help="Listen for IRC over TLS here; may be repeated.")
@click.option(
    "--unix", multiple=True, type=click.Path(), metavar="PATH", help="Listen on a Unix socket here; may be repeated."
)
@click.option(
    "--proxied",
    multiple=True,
    metavar="[HOST:]PORT|PATH",
    help="Listen for IRC behind a proxy that speaks the PROXY protocol here; may be repeated.",
)
@click.option(
    "--text", multiple=True, metavar="[HOST:]PORT", help="Listen for plain text (nc, telnet) here; may be repeated."
)
@click.option(
    "--text-tls", multiple=True, metavar="[HOST:]PORT", help="Listen for plain text over TLS here; may be repeated."
)
@data_option
@config_option
@click.option("-v", "--verbose", is_flag=True, help="Log everything, with each connection that comes.")
@click.option("-q", "--quiet", is_flag=True, help="Log nothing but warnings and errors.")
@click.option("--no-color", is_flag=True, help="No colours on a terminal; $NO_COLOR does the same.")
def serve(
    addresses: tuple[str, ...],
    tls: tuple[str, ...],
    unix: tuple[str, ...],
    proxied: tuple[str, ...],
    text: tuple[str, ...],
    text_tls: tuple[str, ...],
    data: str | None,
    config_file: str | None,
    *,
    verbose: bool,
    quiet: bool,
    no_color: bool,
) -> int:
    """Start a server.

    Each [HOST:]PORT is an address for plain IRC. When any listener is named, only those that are named are opened;
    otherwise those of the configuration. A bare PORT is on 0.0.0.0 where there is TLS, and on 127.0.0.1 where there is
    none; IPv6 addresses stand in brackets; port 0 lets the system choose.
    """
    named = {"irc": addresses, "tls": tls, "unix": unix, "proxied": proxied, "text": text, "text_tls": text_tls}
    flags: dict[str, Any] = {f"listen.{kind}": texts for kind, texts in named.items()} if any(named.values()) else {}
    if data is not None:
        flags["server.data"] = data
    if verbose and quiet:
        raise click.UsageError("Either -v or -q: a log has one level.", click.get_current_context())
    if verbose or quiet:
        flags["log.level"] = "debug" if verbose else "warning"
    if no_color:
        os.environ["NO_COLOR"] = "1"

    from parlour.server.addresses import AddressError
    from parlour.server.config import ConfigError, Source
    from parlour.server.datafolder import DataFolderError
    from parlour.server.run import ServeError
    from parlour.server.run import serve as run

    try:
        return run(Source(file=path(config_file), flags=flags))
    except (ConfigError, ServeError, DataFolderError, AddressError) as error:
        raise Stop(str(error)) from None


@cli.group(
    examples=[
        ("parlour config default > parlour.toml", "a file with every setting, to start from"),
        ("parlour config check --config parlour.toml", "whether a file is right"),
        ("parlour config show --origin", "which settings hold, and where each came from"),
    ]
)
@click.pass_context
def config(ctx: click.Context) -> None:
    """Check and show the configuration."""
    if ctx.invoked_subcommand is None:
        put(ctx.get_help() + "\n")


@config.command(
    examples=[
        ("parlour config check", "the configuration that `parlour serve` would use"),
        ("parlour config check --config parlour.toml", "a file"),
    ]
)
@config_option
@json_option
def check(config_file: str | None, *, as_json: bool) -> int:
    """Say whether the configuration is right.

    The exit code is 0 when it is, and 2 when it is not, with the mistake on standard error.
    """
    from parlour.server.config import resolve
    from parlour.server.setup import check as check_setup

    try:
        with mistakes_in_one_line():
            resolved = resolve(file=path(config_file))
            check_setup(resolved)
    except Stop as mistake:
        if as_json:
            put(json.dumps({"ok": False, "error": mistake.message}) + "\n")
        raise
    files = [str(path) for path in resolved.files]
    if as_json:
        put(json.dumps({"ok": True, "files": files}) + "\n")
    else:
        put(f"{', '.join(files) or 'no file, every setting at its default'}: no mistakes\n")
    return DONE


@config.command(examples=[("parlour config default > parlour.toml", "a file with every setting, to start from")])
@json_option
def default(*, as_json: bool) -> None:
    """Print a configuration file with every setting at its default."""
    from parlour.server.configtext import default_toml, show_json
    from parlour.server.settings import Settings

    put(show_json(Settings()) if as_json else default_toml())


@config.command(
    examples=[
        ("parlour config show", "the settings that hold here"),
        ("parlour config show --origin", "and where each came from"),
        ("parlour config show --json", "for a program"),
    ]
)
@config_option
@click.option("--origin", "with_origin", is_flag=True, help="Say where each value came from.")
@json_option
def show(config_file: str | None, *, with_origin: bool, as_json: bool) -> None:
    """Print the settings that hold here."""
    from parlour.server import configtext
    from parlour.server.config import resolve

    with mistakes_in_one_line():
        resolved = resolve(file=path(config_file))
    text = configtext.show_json if as_json else configtext.show
    put(text(resolved.settings, resolved.origins if with_origin else None))


cli.add_command(chat)
cli.add_command(direct)
cli.add_command(password)
cli.add_command(oper)


@cli.command(
    examples=[
        ("parlour completion bash > ~/.local/share/bash-completion/completions/parlour", "bash"),
        ("parlour completion zsh > ~/.zfunc/_parlour", "zsh, with ~/.zfunc in $fpath"),
        ("parlour completion fish > ~/.config/fish/completions/parlour.fish", "fish"),
    ]
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a script that completes parlour's words in a shell."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    put(found(cli, {}, "parlour", "_PARLOUR_COMPLETE").source() + "\n")


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 usage or configuration, 130 interrupted."""
    try:
        code = cli.main(args, prog_name="parlour", standalone_mode=False)
    except click.UsageError as error:
        said = error.format_message()
        more = f" See '{error.ctx.command_path} --help'." if error.ctx else ""
        _complain(said[:1].lower() + said[1:] + more)
        code = USAGE
    except click.ClickException as error:
        _complain(error.format_message())
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    sys.exit(code or DONE)


def _complain(sentence: str) -> None:
    # A sentence stays one line, whatever a file's name or a value has in it.
    with contextlib.suppress(OSError):
        click.echo(f"parlour: {' '.join(sentence.splitlines())}", err=True)
