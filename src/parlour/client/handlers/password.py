"""The server's password, where it wants one."""

from typing import TYPE_CHECKING

from parlour.client.handlers import on
from parlour.client.told import PasswordRefused

if TYPE_CHECKING:
    from parlour.client.engine import Engine
    from parlour.client.lines import Line


@on("464")
def refused(engine: "Engine", line: "Line") -> None:
    """A password is wanted, or is the wrong one: the server's, or an operator's."""
    if engine.network.state == "registering":
        engine.parting = line.last
        engine.tell(PasswordRefused(engine.profile.password != ""))
    else:
        engine.refused(line)
