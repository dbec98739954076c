"""The server that a command names: there is one, and it answers for all users."""

from parlour.core.masks import glob
from parlour.core.names import fold
from parlour.protocols.irc.context import Context, word
from parlour.wire import numerics as n


def is_here(ctx: Context, server: str) -> bool:
    """Whether this server is meant: by no name at all, its own, a mask of it or a user of it. Says so if not."""
    if not server or glob(server, ctx.server) or fold(server) in ctx.network.nicks:
        return True
    ctx.numeric(n.ERR_NOSUCHSERVER, word(server))
    return False
