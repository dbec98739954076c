"""What the server says when it has started: where it listens, and how to connect."""

from parlour import __version__
from parlour.server.logins import FIRST
from parlour.server.setup import Setup


def announcement(setup: Setup, password: str) -> str:
    """Lines for whoever started the server; `password` is that of the first login, when it was made just now."""
    settings, listeners = setup.settings, setup.listeners
    lines = [f"parlour {__version__} on {settings.server.name}, keeping what is said in {settings.server.data}"]
    lines += [f"listening: {listener.kind} {listener.name}" for listener in listeners]
    if setup.certificate is not None:
        lines.append(f"certificate: SHA-256 {setup.certificate.fingerprint}")
    lines.append("")
    for kind, ways in _WAYS.items():
        first = next((listener for listener in listeners if listener.kind == kind), None)
        if first is not None:
            host, _, port = first.name.rpartition(":")
            host = _reachable(host.strip("[]"))
            room = settings.text.lobby or "#attic"
            given = {"host": host, "port": port, "path": first.name, "room": room}
            lines += [f"  {what:<22} {way.format_map(given)}" for what, way in ways]
    if password:
        lines += ["", f"  {'become an operator':<22} /oper {FIRST} {password}      works once, and is not shown again"]
    lines.append("")
    lines.append("Stop it with Ctrl-C.")
    return "\n".join(lines)


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


_WAYS = {
    "text": (("from a terminal", "nc {host} {port}      then: a name, and what you want to say"),),
    "text_tls": (("with TLS, a terminal", "openssl s_client -quiet -connect {host}:{port}"),),
    "irc": (("from an IRC client", "irssi -c {host} -p {port}      then: /join {room}"),),
    "tls": (("with TLS, a client", "in irssi: /connect -tls {host} {port}      and compare the certificate"),),
    "unix": (("IRC on this machine", "nc -U {path}      then: NICK ann, USER ann 0 * :Ann, JOIN {room}"),),
}
