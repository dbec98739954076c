"""The server process: from settings to an exit code."""

import os
import signal
import sys
from pathlib import Path

from parlour.core import looks, names
from parlour.core.ports import StoreTooNew, StoreUnavailable
from parlour.server.announcement import announcement
from parlour.server.config import Resolved, Source
from parlour.server.datafolder import DataFolder, cloak_key
from parlour.server.handover import keep
from parlour.server.listeners import close_all
from parlour.server.logins import FILE
from parlour.server.logs import Log
from parlour.server.process import keep_big_blocks_apart, new_loop, raise_file_limit
from parlour.server.runtime import now_ms
from parlour.server.service import Service
from parlour.server.setup import SetupError, first, with_first_login
from parlour.server.systemd import Manager
from parlour.store.sqlite import SqliteStore

DATABASE = "parlour.db"


class ServeError(Exception):
    """The server cannot be started; the message is one sentence."""


def serve(source: Source) -> int:
    """Run the server until it is told to stop; returns the exit code. A restart does not return.

    Raises:
        ServeError, and the errors of the configuration, the data folder and the addresses: it cannot be started.
    """
    resolved = source.read()
    # Without a standard error there is nobody to tell, and its number may be another file's.
    errors = sys.stderr.fileno() if sys.stderr is not None else os.open(os.devnull, os.O_WRONLY)
    output = Log(errors, os.environ)
    output.begin(resolved.settings.log.format, resolved.settings.log.level)
    try:
        return _serve(source, resolved, output)
    finally:
        output.end()


def _serve(source: Source, resolved: Resolved, output: Log) -> int:
    settings = resolved.settings
    # There is nothing to reload before it serves, and nothing to end either.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    connections = raise_file_limit()
    keep_big_blocks_apart()
    # Sockets are for others; what is written from here on is for nobody else to read.
    mask = os.umask(0o077)
    folder = Path(settings.server.data)
    with DataFolder(folder):
        # Whoever has the database has had an operator.
        is_new = not any((folder / name).exists() for name in (DATABASE, FILE))
        password = ""
        key = cloak_key(folder)
        looks.prepare()
        names.prepare()
        store = SqliteStore(folder / DATABASE, settings.history.durability, now_ms)
        try:
            setup = first(resolved, mask, os.environ)
        except SetupError as error:
            raise ServeError(str(error)) from None
        try:
            pasts, bans = store.open(), store.bans()
            if is_new:
                setup, password = with_first_login(setup)
        except (StoreTooNew, StoreUnavailable, SetupError) as error:
            close_all(setup.listeners)
            raise ServeError(str(error)) from None
        loop = new_loop()
        manager = Manager(os.environ)
        service = Service(setup, source, loop, store, connections, key, manager, output)
        try:
            service.node.recall(pasts, bans)
            code = loop.run_until_complete(service.run(announcement(setup, password)))
        finally:
            loop.close()
            manager.close()
            if not service.restarting:
                service.close_listeners()
    if service.restarting:
        output.end()
        _start_again(service)
    return code


def _start_again(service: Service) -> None:
    """Be the same command line once more, on the same sockets, in the same process."""
    keep(service.setup.listeners, os.environ)
    os.umask(service.setup.mask)
    # Until it listens to it: what is ignored stays so.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    except OSError as error:
        raise ServeError(
            f"{sys.executable} cannot be started again: {(error.strerror or str(error)).lower()}"
        ) from None
