"""The commands `parlour password` and `parlour oper`: hashes of passwords, and who may become an operator."""

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from parlour.shell import (
    DONE,
    FAILED,
    Command,
    Failure,
    Group,
    Stop,
    config_option,
    data_option,
    json_option,
    mistakes_in_one_line,
    not_empty,
    path,
    put,
    tell,
)

password_file_option = click.option(
    "--password-file",
    metavar="FILE",
    callback=not_empty,
    help="Read the password from the first line of a file, or of standard input (-), in place of asking for it.",
)

no_input_option = click.option("--no-input", is_flag=True, help="Never ask; fail where something would be asked.")


@click.command(
    cls=Command,
    examples=[
        ("parlour password", "asks for a password twice and prints its hash"),
        ("parlour password --password-file secret.txt", "without asking"),
        ("pass show chat | parlour password --password-file -", "from a password manager"),
    ],
)
@password_file_option
@no_input_option
def password(password_file: str | None, *, no_input: bool) -> None:
    """Print the hash of a password, for the setting server.password.

    The hash is argon2id. There is no option that takes the password itself: others on the machine could see it.
    """
    from parlour.server.passwords import hash_password

    put(hash_password(_password(password_file, no_input=no_input)) + "\n")


@click.group(
    cls=Group,
    examples=[
        ("parlour oper add ann", "a login for an operator who may do everything"),
        ("parlour oper list", "who has one"),
        ("parlour oper remove ann", "takes it away"),
    ],
)
@click.pass_context
def oper(ctx: click.Context) -> None:
    """Say who may become an operator of the network."""
    if ctx.invoked_subcommand is None:
        put(ctx.get_help() + "\n")


@oper.command(
    examples=[
        ("parlour oper add ann", "asks for a password twice"),
        ("parlour oper add bob --class helper", "who may do less"),
        ("parlour oper add ann --host staff.example.org", "seen under this host by others"),
        ("parlour oper add ann --from 192.0.2.0/24 --from unix", "only from there"),
        ("parlour oper add ann --password-file secret.txt", "without asking"),
    ]
)
@click.argument("name")
@click.option("--class", "title", default="admin", show_default=True, help="One of operators.classes.")
@click.option("--host", default="", help="What others see as the operator's host, in place of where they come from.")
@click.option(
    "--from", "places", multiple=True, metavar="ADDRESS",
    help="From where the login works: an address, a network, or unix; may be repeated, and anywhere without it.",
)  # fmt: skip
@password_file_option
@no_input_option
@data_option
@config_option
def add(
    name: str,
    title: str,
    host: str,
    places: tuple[str, ...],
    password_file: str | None,
    data: str | None,
    config_file: str | None,
    *,
    no_input: bool,
) -> int:
    """Give somebody a login with which they become an operator.

    In a client: /oper NAME PASSWORD. Only the hash of the password is kept. A server that runs has to be told:
    SIGHUP, or REHASH by an operator.
    """
    from parlour.server import datafolder, logins
    from parlour.server.passwords import hash_password

    folder, classes = _settings(data, config_file)
    if obstacle := logins.name_obstacle(name) or logins.obstacle(title, host, places, classes):
        raise Stop(obstacle)
    with _failures():
        # Before the password is asked for; and again when the file is written.
        logins.check_free(folder, name)
        hashed = hash_password(_password(password_file, no_input=no_input))
        datafolder.make(folder)
        logins.add(folder, name, logins.new(title, hashed, host, places))
    tell(f"{name} can log in as an operator of the class {title}, with /oper {name} PASSWORD")
    _say_how_to_tell(folder)
    return DONE


@oper.command("list", examples=[("parlour oper list", "a line each"), ("parlour oper list --json", "for a program")])
@data_option
@config_option
@json_option
def list_all(data: str | None, config_file: str | None, *, as_json: bool) -> int:
    """Show who may become an operator."""
    from parlour.server import logins

    folder, classes = _settings(data, config_file)
    with _failures():
        entries = logins.read(folder, classes)
    if as_json:
        rows = [
            {"name": name, "class": each.title, "host": each.host or None, "from": each.places,
             "made": each.made.isoformat(), "once": each.once}
            for name, each in entries.items()
        ]  # fmt: skip
        put(json.dumps(rows, indent=2) + "\n")
        return DONE
    if not entries:
        tell("nobody can become an operator; `parlour oper add NAME` gives somebody a login")
    names, titles = max(map(len, entries), default=0), max((len(each.title) for each in entries.values()), default=0)
    for name, each in entries.items():
        more = [f"seen under {each.host}"] * bool(each.host)
        more += [f"from {', '.join(each.places)}"] * bool(each.places) + ["works once"] * each.once
        put("  ".join([name.ljust(names), each.title.ljust(titles), f"{each.made:%Y-%m-%d}", *more]) + "\n")
    return DONE


@oper.command(examples=[("parlour oper remove ann", "asks first"), ("parlour oper remove ann --yes", "does not ask")])
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@no_input_option
@data_option
@config_option
def remove(name: str, data: str | None, config_file: str | None, *, yes: bool, no_input: bool) -> int:
    """Take a login of an operator away.

    Who is an operator by it is none any more when the server that runs has been told: SIGHUP, or REHASH.
    """
    from parlour.server import logins

    folder, _ = _settings(data, config_file)
    with _failures():
        logins.check_there(folder, name)
        if not yes and not _agreed(f"Remove the login {name}?", no_input=no_input):
            tell("nothing was removed")
            return FAILED
        logins.remove(folder, name)
    tell(f"the login {name} is removed")
    _say_how_to_tell(folder)
    return DONE


def _settings(data: str | None, config_file: str | None) -> tuple[Path, dict[str, tuple[str, ...]]]:
    """The data folder, and the classes of operators."""
    from parlour.server.config import resolve

    with mistakes_in_one_line():
        flags = {} if data is None else {"server.data": data}
        settings = resolve(file=path(config_file), flags=flags).settings
    return Path(settings.server.data), settings.operators.classes


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    """Tell in one line what keeps the logins from being read or changed."""
    from parlour.server.datafolder import DataFolderError
    from parlour.server.logins import LoginsError

    try:
        yield
    except (DataFolderError, LoginsError) as error:
        raise Failure(str(error)) from None


def _password(file: str | None, *, no_input: bool) -> str:
    """The password: from a file, or asked for twice."""
    from parlour.server.passwords import trouble

    if file is None:
        if no_input or not sys.stdin.isatty():
            raise Stop("the password cannot be asked for here: give --password-file FILE, or - for standard input")
        given = click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
    else:
        given = _first_line(file)
    if why := trouble(given):
        raise Stop(f"this cannot be a password: {why}")
    return str(given)


def _first_line(file: str) -> str:
    try:
        with click.open_file(file, "rb") as opened:
            line = opened.readline(65536)
        return str(line.decode().removesuffix("\n").removesuffix("\r"))
    except OSError as error:
        raise Stop(f"cannot read {file}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise Stop(f"{'standard input' if file == '-' else file} is not UTF-8 text") from None


def _agreed(question: str, *, no_input: bool) -> bool:
    if no_input or not sys.stdin.isatty():
        raise Stop("it cannot be asked here whether you are sure: give --yes")
    return click.confirm(question, err=True)


def _say_how_to_tell(folder: Path) -> None:
    """Say what a server that runs on the folder has to be told, if one does."""
    from parlour.server.datafolder import running

    process = running(folder)
    if process is not None:
        tell(f"the server runs; tell it: kill -HUP {process}, or /rehash as an operator")
