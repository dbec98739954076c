"""Operators of the network: OPER, KILL, WALLOPS, REHASH, DIE, RESTART."""

from parlour.core import powers, presence
from parlour.core.host import ReloadFailed
from parlour.core.letters import MODERN
from parlour.core.names import fold
from parlour.core.operators import check, may
from parlour.core.ports import StoreUnavailable
from parlour.core.powers import Login
from parlour.protocols.irc.context import Context, word
from parlour.protocols.irc.registry import command
from parlour.wire import numerics as n

FAILURES = 3
"""So many wrong passwords, and the connection is closed."""


@command("OPER")
async def oper(ctx: Context, name: str, password: str) -> None:
    """Become an operator of the network, with the name and the password of a login."""
    login = ctx.host.logins.get(name)
    # As long for a name that there is not: how long it takes tells nothing.
    right = await ctx.verify(login.hashed if login is not None else "", password)
    if login is None or ctx.host.logins.get(name) is not login:
        _failed(ctx, "there is no such login")
    elif not login.is_for(ctx.peer.address):
        _failed(ctx, f"the login {name} is not for this address", n.ERR_NOOPERHOST)
    elif not right:
        _failed(ctx, f"a wrong password for the login {name}")
    elif await _spent(ctx, login):
        await _become(ctx, login)


async def _spent(ctx: Context, login: Login) -> bool:
    """Whether a login may be used now: one that works only once has to be gone first."""
    if not login.once:
        return True
    try:
        await ctx.host.spend(login)
    except StoreUnavailable as error:
        ctx.fail("TEMPORARILY_UNAVAILABLE", login.name, words=f"This login works once, and cannot be removed: {error}")
        return False
    return True


async def _become(ctx: Context, login: Login) -> None:
    ctx.host.note(ctx.peer, f"{ctx.user.source.text} is an operator now: {login.name} ({login.title})")
    ctx.connection.failures = 0
    await ctx.happen(powers.become_operator, login)
    ctx.numeric(n.RPL_YOUREOPER)
    if login.host and await ctx.happen(presence.set_host, ctx.user.name, login.host) is not None:
        ctx.numeric(n.RPL_VISIBLEHOST, login.host)
    if login.once:
        _notice(ctx, "This login is gone now. Make one of your own where the server runs: parlour oper add NAME")


def _failed(ctx: Context, why: str, numeric: n.Numeric = n.ERR_PASSWDMISMATCH) -> None:
    """Tell the client, the log and the operators who may see it, but never the word that stood for a password."""
    ctx.connection.failures += 1
    ctx.host.guessed_wrong(ctx.peer)
    ctx.host.note(ctx.peer, f"{ctx.user.source.text} did not become an operator: {why}")
    for user in ctx.network.users.values():
        if may(user, "see"):
            said = f"{ctx.user.source.text} from {ctx.peer.address} did not become an operator: {why}"
            ctx.host.tell(user, f":{ctx.server} NOTICE {user.nick} :*** {said}")
    ctx.numeric(numeric)
    if ctx.connection.failures >= FAILURES:
        ctx.connection.goodbye("Too many wrong passwords")


@command("KILL")
async def kill(ctx: Context, nick: str, comment: str) -> None:
    """Disconnect a user from the network, and say why."""
    check(ctx.user, "kill")
    if fold(nick) == fold(ctx.server):
        ctx.numeric(n.ERR_CANTKILLSERVER)
        return
    victim = powers.find_victim(ctx.network, ctx.user, nick)
    if not comment:
        ctx.numeric(n.ERR_NEEDMOREPARAMS, "KILL")
        return
    killer = ctx.user
    why = powers.why_killed(killer, victim, comment, ctx.host.limits.reason)
    reason = f"Killed ({killer.nick} ({why}))"
    ctx.note(f"disconnected {victim.source.text} from {victim.address}: {why!r}")
    ctx.host.tell(victim, f":{killer.source.text} KILL {victim.nick} :{why}")
    ctx.host.tell(victim, f":{victim.source.text} QUIT :{reason}")
    ctx.host.dismiss(victim, reason)


@command("WALLOPS")
async def wallops(ctx: Context, text: str) -> None:
    """Tell something to all users who want to hear what operators tell all (mode w)."""
    if not text:
        ctx.numeric(n.ERR_NEEDMOREPARAMS, "WALLOPS")
        return
    await ctx.happen(powers.tell_all, text)


@command("REHASH")
async def rehash(ctx: Context, server: str = "") -> None:
    """Have the server read its configuration, its certificate and its operators again."""
    check(ctx.user, "reload")
    if not _is_here(ctx, server):
        return
    ctx.numeric(n.RPL_REHASHING, word(ctx.host.configuration))
    ctx.note("has the configuration read again")
    try:
        told = await ctx.host.reload()
    except ReloadFailed as error:
        _notice(ctx, f"Nothing has changed: {error}")
        return
    for sentence in told:
        _notice(ctx, sentence)


@command("DIE", spec="https://www.rfc-editor.org/rfc/rfc2812#section-4.3")
async def die(ctx: Context, server: str = "") -> None:
    """Stop the server."""
    await _stop(ctx, server, "stopped", restart=False)


@command("RESTART", spec=f"{MODERN}restart-message")
async def restart(ctx: Context, server: str = "") -> None:
    """Stop the server and start it again."""
    await _stop(ctx, server, "restarted", restart=True)


async def _stop(ctx: Context, server: str, what: str, *, restart: bool) -> None:
    check(ctx.user, "stop")
    if not _is_here(ctx, server):
        return
    ctx.note(f"has the server {what}")
    try:
        await ctx.host.stop(f"The server is being {what} by {ctx.user.nick}", restart=restart)
    except ReloadFailed as error:
        _notice(ctx, f"The server goes on: {error}")


def _is_here(ctx: Context, server: str) -> bool:
    """Whether a command that may name a server means this one; says so if not."""
    if server and fold(server) != fold(ctx.server):
        ctx.numeric(n.ERR_NOSUCHSERVER, word(server))
        return False
    return True


def _notice(ctx: Context, sentence: str) -> None:
    ctx.send(f":{ctx.server} NOTICE {ctx.nick} :*** {sentence}")
