"""What the command line is made of: help that starts with examples, exit codes, mistakes in one line, output."""

import contextlib
import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

Examples = Sequence[tuple[str, str]]


class _ExamplesFirst(click.Command):
    """Help that starts with what to type."""

    examples: Examples = ()

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        what, _, more = inspect.cleandoc(self.help or "").partition("\n\n")
        formatter.write_text(what)
        if self.examples:
            with formatter.section("Examples"):
                formatter.write_dl(self.examples, col_max=52)
        formatter.write_paragraph()
        self.format_usage(ctx, formatter)
        if more:
            formatter.write_paragraph()
            formatter.write_text(more)
        self.format_options(ctx, formatter)


class Command(_ExamplesFirst):
    """A command; `examples` are what to type, and what that does."""

    def __init__(self, *args: Any, examples: Examples = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples


class Group(_ExamplesFirst, click.Group):
    """A command with others below it; by itself it gives its help."""

    command_class = Command

    def __init__(self, *args: Any, examples: Examples = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invoke_without_command, self.no_args_is_help = True, False
        self.examples = examples


Group.group_class = Group


class Stop(click.ClickException):
    """What was asked cannot be done as it was asked; one sentence says why."""

    exit_code = USAGE


class Failure(click.ClickException):
    """What was asked was right, and failed."""

    exit_code = FAILED


@contextlib.contextmanager
def mistakes_in_one_line() -> Iterator[None]:
    """Tell what is wrong with the configuration or the certificate as a mistake of whoever typed the command."""
    from parlour.server.config import ConfigError
    from parlour.server.setup import SetupError

    try:
        yield
    except (ConfigError, SetupError) as error:
        raise Stop(str(error)) from None


def put(text: str) -> None:
    """Text to standard output, which is data; a reader who went away is not an error of ours, a full disk is."""
    try:
        # Bytes, because data is UTF-8 in every locale, and a path need not be text at all.
        click.echo(text.encode(errors="surrogateescape"), nl=False)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(f"cannot write the output: {(error.strerror or 'it failed').lower()}") from None


def tell(sentence: str) -> None:
    """A sentence for whoever typed the command, to standard error."""
    with contextlib.suppress(OSError):
        click.echo(sentence, err=True)


def not_empty(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """For an option that is given with something or not at all."""
    if value == "":
        raise click.BadParameter("it is empty.", ctx, parameter)
    return value


config_option = click.option(
    "--config",
    "config_file",
    type=click.Path(),
    metavar="FILE",
    callback=not_empty,
    help="The configuration file; without it $PARLOUR_CONFIG, or the user's and the system's.",
)
data_option = click.option(
    "--data",
    type=click.Path(file_okay=False),
    metavar="DIR",
    callback=not_empty,
    help="The folder where everything is kept; without it $PARLOUR_DATA, the configuration, or the platform's place.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def path(text: str | None) -> Path | None:
    """The path that an option names, if it was given."""
    return None if text is None else Path(text)
