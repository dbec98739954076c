"""The connection itself: coming in, what the server supports, whether one is there."""

import re
from typing import TYPE_CHECKING

from parlour.client.casemapping import FOLDS
from parlour.client.handlers import on
from parlour.client.told import StateChanged

if TYPE_CHECKING:
    from parlour.client.engine import Engine
    from parlour.client.lines import Line

MOST_TOKENS = 500

_ESCAPED = re.compile(r"\\x([0-9A-Fa-f]{2})")
"""How a character stands in a value that may not stand there as it is."""


@on("CAP")
def cap(engine: "Engine", line: "Line") -> None:
    """Capabilities are offered, agreed on or taken away."""
    engine.registration.negotiation.told(line)


@on("001")
def welcome(engine: "Engine", line: "Line") -> None:
    """The server has let the user in."""
    engine.registration.welcome(line)


@on("005", "105")
def supported(engine: "Engine", line: "Line") -> None:
    """What the server supports."""
    network = engine.network
    for token in line.parameters[1:-1]:
        name, _, value = token.partition("=")
        if name.startswith("-"):
            network.supported.pop(name[1:], None)
        elif len(network.supported) < MOST_TOKENS:
            network.supported[name] = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    engine.registration.refold(FOLDS.get(network.supported.get("CASEMAPPING", ""), FOLDS["ascii"]))
    title = network.supported.get("NETWORK", "")
    if title and title != network.title:
        network.title = title
        engine.tell(StateChanged(network.state))


@on("376", "422")
def motd_over(engine: "Engine", _line: "Line") -> None:
    """The message of the day is over, or there is none: with that the beginning is."""
    engine.registration.ready()


@on("PING")
def ping(engine: "Engine", line: "Line") -> None:
    """The server wants to know whether one is there."""
    engine.send("PONG", *line.parameters[:1])


@on("PONG")
def pong(engine: "Engine", line: "Line") -> None:
    """The server is there, and has come as far as a PING."""
    token = line.last
    engine.sending.ponged(token)
    engine.asking.ponged(token)


@on("ERROR")
def error(engine: "Engine", line: "Line") -> None:
    """The server closes the connection, and says why."""
    if engine.leaving:
        return
    engine.parting = line.parameter(0)
    engine.add(engine.network.buffers[""], engine.message("error", "", line.parameter(0), line))


@on("431", "432", "433", "436", "437")
def nick_refused(engine: "Engine", line: "Line") -> None:
    """A nick cannot be had."""
    if not engine.registration.nick_refused(line):
        engine.refused(line)


@on("410", "421", "451")
def unknown(engine: "Engine", line: "Line") -> None:
    """The server does not know a command; one that knows no CAP lets the user in without."""
    if engine.network.state != "registering" or line.parameter(1).upper() != "CAP":
        engine.refused(line)


@on("465")
def kept_out(engine: "Engine", line: "Line") -> None:
    """The server does not let the user in: they are banned."""
    if engine.network.state == "registering":
        engine.parting = line.last
    engine.refused(line)


@on("ACK")
def ack(engine: "Engine", line: "Line") -> None:
    """The server has done what was asked, and has no more to say of it."""
    engine.sending.acknowledged(line.tags.get("label", ""))


@on("BATCH")
def batch(_engine: "Engine", _line: "Line") -> None:
    """Batches are looked after before a line gets here."""
