"""What people say."""

from typing import TYPE_CHECKING

from parlour.client.handlers import on

if TYPE_CHECKING:
    from parlour.client.engine import Engine
    from parlour.client.lines import Line


@on("PRIVMSG", "NOTICE")
def said(engine: "Engine", line: "Line") -> None:
    """Somebody says something."""
    network = engine.network
    target = line.parameter(0)
    if network.is_channel(target):
        buffer = engine.open(target, "channel", wanted=False)
    elif not line.source or "!" not in line.source:
        buffer = network.buffers[""]
    else:
        buffer = engine.open(target if network.is_me(line.nick) else line.nick, "conversation", wanted=False)
    message = engine.message("said" if line.command == "PRIVMSG" else "notice", line.nick, line.parameter(1), line)
    engine.add(buffer, message)
