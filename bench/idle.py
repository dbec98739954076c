"""Idle connections: clients that register and then only stay, in a process of their own.

    python -m bench.idle --port 6697 --clients 1000 --tls

Prints "ready" when all are registered, and ends when its standard input does.
"""

import argparse
import resource
import socket
import ssl
import sys

TIMEOUT_S = 30


def connect(port: int, number: int, context: ssl.SSLContext | None) -> socket.socket:
    """A client that is registered and has read all that the server says at first."""
    peer = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S)
    if context is not None:
        peer = context.wrap_socket(peer)
    peer.sendall(f"NICK u{number}\r\nUSER u{number} 0 * :idle\r\n".encode())
    said = b""
    while b" 376 " not in said and b" 422 " not in said:  # the end of the message of the day, or that there is none
        data = peer.recv(4096)
        if not data:
            raise ConnectionError(f"client {number} was closed: {said[-200:].decode(errors='replace').strip()}")
        said += data
    return peer


def main() -> None:
    """Connect, say so, and wait."""
    parser = argparse.ArgumentParser(description="Hold idle connections.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--clients", type=int, required=True)
    parser.add_argument("--tls", action="store_true")
    given = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    context = None
    if given.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    try:
        peers = [connect(given.port, number, context) for number in range(given.clients)]
    except OSError as error:
        sys.exit(str(error))
    print("ready", flush=True)
    sys.stdin.read()
    for peer in peers:
        peer.close()


if __name__ == "__main__":
    main()
