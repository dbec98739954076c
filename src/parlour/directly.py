"""The command `parlour direct`: two machines, and no server between them."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from parlour.shell import DONE, FAILED, Command, Failure, Stop, put, tell

PORT = 7800


def _friends(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Whom one knows."""
    from parlour.direct.run import friends

    return [CompletionItem(nick) for nick in friends() if nick.lower().startswith(incomplete.lower())]


@click.command(
    cls=Command,
    examples=[
        ("parlour direct", "listen on port 7800, and wait for a friend"),
        ("parlour direct bobs-machine", "listen, and dial bob's machine, too"),
        ("parlour direct 192.0.2.7:7801", "at another port than 7800"),
        ("parlour direct bob", "a friend whom you have met, or who is on the same network"),
        ("parlour direct --find", "who can be found on the same network"),
        ("parlour direct --one-way send stage", "only you speak, and the other displays"),
        ("parlour direct --plain 192.0.2.7", "with nc on the other side: nothing is protected"),
    ],
)
@click.argument("where", default="", metavar="[HOST[:PORT]|NAME]", shell_complete=_friends)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, metavar="PORT",
    help="Listen on this port; 0 for one that the system chooses.",
)  # fmt: skip
@click.option("--host", default="", metavar="ADDRESS", help="Listen at this address only, not at all of this machine.")
@click.option("--name", default="", metavar="NAME", help="What you are called; without it, as the last time.")
@click.option(
    "--one-way",
    type=click.Choice(["send", "receive"]),
    default=None,
    help="Only one side speaks: you (send) or the other (receive).",
)
@click.option("--find", is_flag=True, help="List who can be found on the same network, and leave.")
@click.option("--hidden", is_flag=True, help="Do not announce yourself on the same network.")
@click.option("--plain", is_flag=True, help="Bare lines, for nc and its like on the other side: without protection.")
@click.option("--lines", is_flag=True, help="Show lines in place of the full screen.")
@click.option(
    "--downloads",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    metavar="DIR",
    help="Put files that you accept there; without it, in your folder for downloads.",
)
@click.option("--no-color", is_flag=True, help="No colours; $NO_COLOR does the same.")
def direct(
    where: str,
    port: int,
    host: str,
    name: str,
    one_way: str | None,
    downloads: Path | None,
    *,
    find: bool,
    hidden: bool,
    plain: bool,
    lines: bool,
    no_color: bool,
) -> int:
    """Talk straight from machine to machine, with no server between.

    Both sides listen, and either may dial. Whom you meet for the first time says the two words of your code, or you
    theirs; after that each knows the other by their key. What is said is kept on both sides, and what is said while the
    other is away goes out when you meet again.

    Exit codes: 0 done; 1 nobody could be reached, or found; 2 a mistake in what was typed; 130 interrupted.
    """
    from parlour.direct import run

    wish = run.Wish(
        where=where, port=port, host=host, name=name, one_way=one_way or "both", downloads=downloads,
        hidden=hidden, plain=plain, lines=lines, no_color=no_color,
    )  # fmt: skip
    try:
        return _find(run.find()) if find else run.direct(wish)
    except run.NotReached as error:
        raise Failure(str(error)) from None
    except run.DirectError as error:
        raise Stop(str(error)) from None


def _find(found: list[str]) -> int:
    """Tell who was found; returns the exit code."""
    for line in found:
        put(f"{line}\n")
    if not found:
        tell("nobody is announced on the same network")
    return DONE if found else FAILED
