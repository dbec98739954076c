"""The server process: from settings to an exit code."""

import logging
import os
import ssl
import sys
from pathlib import Path

from parlour.core.ports import StoreTooNew, StoreUnavailable
from parlour.server.announcement import announcement
from parlour.server.certificates import Pair, self_signed, server_context
from parlour.server.datafolder import DataFolder
from parlour.server.listeners import Listener, ListenError, close_all, open_all
from parlour.server.process import keep_big_blocks_apart, new_loop, raise_file_limit
from parlour.server.runtime import now_ms
from parlour.server.service import Service
from parlour.server.settings import Settings
from parlour.store.sqlite import SqliteStore


class ServeError(Exception):
    """The server cannot be started; the message is one sentence."""


def serve(settings: Settings) -> int:
    """Run the server until it is told to stop; returns the exit code.

    Raises:
        ServeError, and the errors of the data folder, the certificate and the addresses: it cannot be started.
    """
    logging.basicConfig(level=logging.INFO, format="parlour: %(levelname)s: %(message)s", stream=sys.stderr)
    connections = raise_file_limit()
    keep_big_blocks_apart()
    folder = Path(settings.server.data)
    with DataFolder(folder):
        store = SqliteStore(folder / "parlour.db", settings.history.durability, now_ms)
        try:
            listeners = open_all(settings.listen.irc, settings.listen.tls, settings.listen.unix)
        except ListenError as error:
            raise ServeError(str(error)) from None
        # Sockets are for others; what is written from here on is for nobody else to read.
        os.umask(0o077)
        try:
            tls, pair = _tls(settings, folder, listeners)
            pasts = store.open()
        except (StoreTooNew, StoreUnavailable) as error:
            close_all(listeners)
            raise ServeError(str(error)) from None
        except Exception:
            close_all(listeners)
            raise
        loop = new_loop()
        try:
            server = Service(settings, loop, store, listeners, tls, connections)
            server.node.recall(pasts)
            return loop.run_until_complete(server.run(announcement(settings, listeners, pair)))
        finally:
            loop.close()
            close_all(listeners)


def _tls(settings: Settings, folder: Path, listeners: list[Listener]) -> tuple[ssl.SSLContext | None, Pair | None]:
    if not any(listener.kind == "tls" for listener in listeners):
        return None, None
    if settings.tls.certificate:
        pair = Pair(Path(settings.tls.certificate), Path(settings.tls.key))
    else:
        pair = self_signed(folder, settings.server.name)
    return server_context(pair.certificate, pair.key), pair
