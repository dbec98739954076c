"""The two bars in words: what a place is about, and how it stands with the connection, the session and the others."""

from collections.abc import Iterable

from parlour.client import direct, wording
from parlour.client.actions import BY_NAME
from parlour.client.engine import Engine
from parlour.client.model import Buffer, Network
from parlour.client.screen.bars import Pieces
from parlour.client.screen.layout import session_words
from parlour.client.screen.look import Look
from parlour.client.text import plain, shown

MOST_TYPING = 3

DIRECT = {
    "": ("○", "not connected: what you write waits"),
    "both": ("◆", "connected, from machine to machine"),
    "send": ("◆", "connected: only you speak"),
    "receive": ("◆", "connected: only they speak"),
}
"""How it stands with a friend on the direct line."""


def topic_pieces(look: Look, engine: Engine, buffer: Buffer, *, counts: bool) -> tuple[Pieces, Pieces]:
    """What the place is about; with `counts` how many are there, too."""
    network, bold = engine.network, look.style("own")
    if buffer.kind == "server":
        if network.can(direct.CAPABILITY):
            place = f"  {shown(network.nick)}, port {engine.profile.port}"
            return [("the direct line", bold), (place, look.style("dim"))], []
        tls = "TLS" if engine.profile.tls else "no TLS"
        name = shown(network.title or network.name)
        return [(name, bold), (f"  {shown(engine.profile.place)}, {tls}", look.style("dim"))], []
    left: Pieces = [(shown(buffer.name), bold)]
    if buffer.session is not None:
        sign = "☎" if buffer.session.ringing else "◆"
        left.append((f"  {sign} {session_words(buffer.session)}", look.style("session")))
    elif buffer.kind == "channel" and not buffer.joined and network.state == "online":
        left.append(("  you are not in this channel", look.style("dim")))
    elif buffer.kind == "conversation" and network.can(direct.CAPABILITY):
        sign, words = DIRECT[buffer.talking]
        left.append((f"  {sign} {words}", look.style("session" if buffer.talking else "dim")))
    if buffer.topic:
        left.append((f"  {plain(buffer.topic)}", look.style("text")))
    right: Pieces = []
    if counts and buffer.kind == "channel" and buffer.joined:
        count = len(buffer.members)
        right.append(("1 person" if count == 1 else f"{count} people", look.style("dim")))
    return left, right


def state_pieces(
    look: Look, engine: Engine, buffer: Buffer, below: int, next_attempt_ms: int | None
) -> tuple[Pieces, Pieces]:
    """How it stands."""
    network = engine.network
    left: Pieces = []
    if network.state != "online":
        left.append((_connection(engine, next_attempt_ms), look.style("error")))
    elif buffer.typing:
        left.append((_typing(network, buffer), look.style("dim")))
    waiting = sum(message.fate in ("waiting", "sent") for message in buffer.unsent)
    if waiting and network.state != "online":
        left.append((f"   {waiting} waiting to be sent", look.style("waiting")))
    right: Pieces = []
    if below:
        right.append((f"↓ {below} new below ", look.style("count")))
    if network.away:
        right.append(("away ", look.style("dim")))
    right.append((shown(network.nick), look.style("dim")))
    return left, right


def ringing_pieces(look: Look, engines: Iterable[Engine]) -> Pieces:
    """Who asks for a session. It is no dialog: that would take what is being typed for the answer."""
    for engine in engines:
        session = engine.network.session
        if session is not None and session.ringing and not session.opener_is_own:
            duplex = wording.DUPLEX.get(session.duplex, plain(session.duplex)).partition(":")[0]
            keys = f"{BY_NAME['accept'].keys_shown} accepts, {BY_NAME['decline'].keys_shown} declines"
            return [(f"☎ {shown(session.partner)} calls ({duplex}):  {keys}", look.style("text").without_color)]
    return []


def _connection(engine: Engine, next_attempt_ms: int | None) -> str:
    name = shown(engine.network.title or engine.network.name)
    if engine.network.state == "connecting":
        return f"connecting to {name} …"
    if engine.network.state == "registering":
        return f"logging in to {name} …"
    if next_attempt_ms is None:
        return f"not connected to {name}"
    seconds = max(1, -(-(next_attempt_ms - engine.clock()) // 1000))
    return f"not connected to {name}, trying again in {seconds} s"


def _typing(network: Network, buffer: Buffer) -> str:
    nicks = [shown(nick) for nick in buffer.typing if not network.is_me(nick)]
    if not nicks:
        return ""
    if len(nicks) > MOST_TYPING:
        return f"{len(nicks)} are typing …"
    return f"{', '.join(nicks)} {'is' if len(nicks) == 1 else 'are'} typing …"
