"""The command `parlour chat`: the terminal client."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from parlour.shell import Command, Stop, not_empty


def _known_servers(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """The servers that the client knows."""
    from parlour.client.statefile import StateFile, state_folder

    known = StateFile(state_folder() / "chat.json").look().servers
    return [CompletionItem(name) for name in sorted(known) if name.startswith(incomplete)]


@click.command(
    cls=Command,
    examples=[
        ("parlour chat", "the servers where you were last; at first it asks for one"),
        ("parlour chat chat.example.org", "with TLS, on port 6697"),
        ("parlour chat localhost", "a server of your own on this machine"),
        ("parlour chat ircs://chat.example.org/#attic,#books", "and these channels"),
        ("parlour chat chat.example.org --plain", "in plain lines, as for a screen reader"),
        ("echo hi | parlour chat HOST --to '#attic' --once", "say one thing, and know that it came"),
        ("parlour chat HOST --to ann --json", "what happens as JSON, a line each"),
    ],
)
@click.argument("where", default="", metavar="[HOST[:PORT]|URL]", shell_complete=_known_servers)
@click.argument("port", default="", metavar="[PORT]")
@click.option("--nick", default="", metavar="NAME", help="Who to be; without it who you were there last.")
@click.option("--to", default="", metavar="TARGET", help="A channel or a nick to speak to.")
@click.option("--plain", is_flag=True, help="Plain lines in place of the full screen.")
@click.option("--once", is_flag=True, help="Say what comes from standard input, wait until it has arrived, and leave.")
@click.option(
    "--timeout",
    "patience_s",
    type=click.FloatRange(0.1, 86400),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="So long what was said may take to arrive before --once, or the end of a pipe, gives up.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what happens as JSON, a line each.")
@click.option("--no-tls", is_flag=True, help="Without TLS: others on the way can read everything.")
@click.option(
    "--fingerprint",
    default=None,
    metavar="SHA256",
    callback=not_empty,
    help="Accept the certificate with this fingerprint, and no other, from now on.",
)
@click.option("--forget", is_flag=True, help="Forget the certificate that is accepted there, and do not connect.")
@click.option(
    "--password-file",
    default=None,
    metavar="FILE",
    callback=not_empty,
    help="Read the server's password from the first line of a file, or of standard input (-).",
)
@click.option("--no-input", is_flag=True, help="Never ask; fail where something would be asked.")
@click.option("--no-color", is_flag=True, help="No colours; $NO_COLOR does the same.")
@click.option(
    "--config",
    "config_file",
    type=click.Path(),
    default=None,
    metavar="FILE",
    callback=not_empty,
    help="The client's settings; without it $PARLOUR_CHAT_CONFIG, or your chat.toml.",
)
def chat(
    where: str,
    port: str,
    nick: str,
    to: str,
    fingerprint: str | None,
    password_file: str | None,
    config_file: str | None,
    patience_s: float,
    *,
    plain: bool,
    once: bool,
    as_json: bool,
    no_tls: bool,
    forget: bool,
    no_input: bool,
    no_color: bool,
) -> int:
    """Talk: the client, in a full screen or in plain lines.

    There is TLS, unless the URL is irc://… or --no-tls says otherwise (or it is port 6667 of this machine itself). A
    certificate for which no authority vouches is shown once, and is the only one accepted from then on. Passwords come
    from a prompt, a file, or a password_command in chat.toml, never from the command line.

    Exit codes: 0 done; 1 not delivered, or no connection; 2 a mistake in what was typed or set; 130 interrupted.
    """
    context = click.get_current_context()
    if forget and not where:
        raise click.UsageError("Forget the certificate of which server? Name it.", context)
    if fingerprint and no_tls:
        raise click.UsageError("Either --fingerprint or --no-tls: without TLS there is no certificate.", context)
    if (fingerprint or password_file) and not where:
        raise click.UsageError("Name the server for which that is.", context)

    from parlour.client import run

    wish = run.Wish(
        where=where,
        port=port,
        nick=nick,
        to=to,
        fingerprint=fingerprint or "",
        password_file=password_file or "",
        config=Path(config_file) if config_file else None,
        no_tls=no_tls,
        plain=plain,
        once=once,
        as_json=as_json,
        no_input=no_input,
        no_color=no_color,
        patience_s=patience_s,
    )
    try:
        return run.forget(where, port) if forget else run.chat(wish)
    except run.CallError as error:
        raise Stop(str(error)) from None
