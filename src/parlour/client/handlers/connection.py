"""The connection itself: coming in, what the server supports, whether one is there."""

from typing import TYPE_CHECKING

from parlour.client.handlers import on

if TYPE_CHECKING:
    from parlour.client.engine import Engine
    from parlour.client.lines import Line


@on("CAP")
def cap(engine: "Engine", line: "Line") -> None:
    """Capabilities are offered, agreed on or taken away."""
    engine.registration.capabilities(line)


@on("001")
def welcome(engine: "Engine", line: "Line") -> None:
    """The server has let the user in."""
    engine.registration.welcome(line)


@on("005")
def supported(engine: "Engine", line: "Line") -> None:
    """What the server supports."""
    for token in line.parameters[1:-1]:
        name, _, value = token.partition("=")
        if name.startswith("-"):
            engine.network.supported.pop(name[1:], None)
        else:
            engine.network.supported[name] = value


@on("PING")
def ping(engine: "Engine", line: "Line") -> None:
    """The server wants to know whether one is there."""
    engine.send("PONG", *line.parameters[:1])
