"""One call of `parlour chat`, from what was typed to the exit code: who one is, where one goes, and in which face."""

import asyncio
import contextlib
import getpass
import logging
import os
import re
import sys
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from parlour.client import places
from parlour.client.call import Call
from parlour.client.memory import Memory
from parlour.client.places import Place, PlaceError
from parlour.client.profile import Profile
from parlour.client.settings import ChatSettings, ChatSettingsError, load
from parlour.client.statefile import state_folder
from parlour.client.trust import read_fingerprint

DONE, FAILED, INTERRUPTED = 0, 1, 130


class CallError(Exception):
    """It cannot be done as it was typed; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed behind `parlour chat`."""

    where: str = ""
    port: str = ""
    nick: str = ""
    to: str = ""
    fingerprint: str = ""
    password_file: str = ""
    config: Path | None = None
    no_tls: bool = False
    plain: bool = False
    once: bool = False
    as_json: bool = False
    no_input: bool = False
    no_color: bool = False
    patience_s: float = 30.0


def chat(wish: Wish) -> int:
    """Talk; returns the exit code. Raises CallError for what cannot be done as it was typed."""
    try:
        settings = load(wish.config)
    except ChatSettingsError as error:
        raise CallError(str(error)) from None
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") not in (None, "", "dumb")
    is_plain = wish.plain or wish.once or wish.as_json or not is_terminal
    may_ask = sys.stdin.isatty() and not wish.no_input and not wish.once
    memory = Memory(places=not wish.once)
    if memory.trouble:
        _tell(memory.trouble)
    try:
        profiles, to = _profiles(wish, memory, may_ask=may_ask)
        if wish.once and not to:
            raise CallError("--once needs somebody to speak to: give --to '#channel' or --to nick")
        call = Call(
            tuple(profiles), to, wish.once, wish.as_json, may_ask,
            not wish.no_color and not os.environ.get("NO_COLOR") and is_terminal, wish.patience_s,
        )  # fmt: skip
        return _run(_face(call, memory, settings, is_plain=is_plain))
    finally:
        memory.save_now()  # also where the face was interrupted
        memory.close()


def forget(where: str, port: str) -> int:
    """Accept the next certificate of a place as if it were the first; returns the exit code."""
    try:
        place = places.read(where, port)
        named = port or places.has_port(where)
    except PlaceError as error:
        raise CallError(str(error)) from None
    memory = Memory(places=False)
    found = memory.forget_pins(place.host, place.port if named else None)
    if trouble := memory.save_now():
        _tell(trouble)
        return FAILED
    for each in found:
        _tell(f"the certificate of {each} is forgotten; the next one is shown before it is accepted")
    if not found:
        _tell(f"no certificate of {where} is known")
    return DONE if found else FAILED


def _tell(sentence: str) -> None:
    with contextlib.suppress(OSError):
        click.echo(sentence, err=True)


def _face(call: Call, memory: Memory, settings: ChatSettings, *, is_plain: bool) -> Coroutine[Any, Any, int]:
    if is_plain:
        from parlour.client.plain import run as plain

        return plain.talk(call, memory, settings)
    from parlour.client.screen import run as screen

    return screen.talk(call, memory, settings)


def _run(face: Coroutine[Any, Any, int]) -> int:
    async def talk() -> int:
        asyncio.get_running_loop().set_exception_handler(_note_mistake)
        return await face

    try:
        return asyncio.run(talk())
    except KeyboardInterrupt:
        return INTERRUPTED


def _note_mistake(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:  # noqa: ARG001
    """A mistake of the client itself: the terminal is not the place for it, while others stand on it."""
    logger = logging.getLogger("parlour.client")
    if not logger.handlers:
        folder = state_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = logging.FileHandler(folder / "chat.log", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        logger.addHandler(handler)
        logger.propagate = False
    logger.error("%s", context.get("message"), exc_info=context.get("exception"))


# Where to, and as whom


def _profiles(wish: Wish, memory: Memory, *, may_ask: bool) -> tuple[list[Profile], str]:
    """Where to connect to, and whom to speak to at first. Raises CallError."""
    to = wish.to
    if wish.where:
        profile, partner = _named(wish, memory)
        profiles = [profile]
        to = to or partner
    else:
        profiles = _known(wish, memory)
        if not profiles:
            if not may_ask:
                raise CallError("no server is named, and none is known: parlour chat HOST")
            asked = click.prompt("Where to (HOST, HOST:PORT or ircs://HOST/#channel)", err=True)
            profile, partner = _named(Wish(asked, nick=wish.nick, no_tls=wish.no_tls), memory)
            profiles = [profile]
            to = to or partner
    if wish.once:
        # Whoever only says something has no business in other channels.
        profiles[0].channels = [each for each in profiles[0].channels if each.split(" ")[0].lower() == to.lower()]
    if _is_channel(to) and all(each.split(" ")[0].lower() != to.lower() for each in profiles[0].channels):
        profiles[0].channels.append(to)
    if wish.fingerprint:
        try:
            profiles[0].fingerprint = read_fingerprint(wish.fingerprint)
        except ValueError as error:
            raise CallError(f"--fingerprint: {error}") from None
    if wish.password_file:
        profiles[0].password = _first_line(wish.password_file)
    for profile in profiles:
        profile.nick = wish.nick or profile.nick or memory.nick or _asked_nick(profiles, may_ask=may_ask)
    return profiles, to


def _known(wish: Wish, memory: Memory) -> list[Profile]:
    """The servers where the user was last; of those, for somebody who only says something, the last."""
    wanted = [name for name, server in memory.servers.items() if server.wanted]
    last = memory.last[0]
    if last in wanted:
        wanted = [last, *(name for name in wanted if name != last)]
    profiles = [profile for name in wanted if (profile := memory.profile(name)) is not None]
    return profiles[:1] if wish.once or wish.fingerprint or wish.password_file else profiles


def _named(wish: Wish, memory: Memory) -> tuple[Profile, str]:
    """The server that is named, and whom to speak to there. Raises CallError."""
    known = memory.profile(wish.where) if not wish.port and not wish.no_tls else None
    if known is not None:
        return known, ""
    try:
        place = places.read(wish.where, wish.port, no_tls=wish.no_tls)
    except PlaceError as error:
        raise CallError(str(error)) from None
    profile = _profile(place, memory)
    there = {each.split(" ")[0].lower() for each in profile.channels}
    profile.channels += [each for each in place.channels if each.split(" ")[0].lower() not in there]
    profile.nick = place.nick or profile.nick
    first = place.channels[0].split(" ")[0] if place.channels else ""
    return profile, place.partner or first


def _profile(place: Place, memory: Memory) -> Profile:
    name = memory.find(place.host, place.port, tls=place.tls)
    found = memory.profile(name) if name else None
    if found is not None:
        return found
    name = place.host if place.host not in memory.servers else f"{place.host}:{place.port}"
    return Profile(name, place.host, place.port, place.tls)


def _asked_nick(profiles: list[Profile], *, may_ask: bool) -> str:
    login = fit_nick(_login())
    if not may_ask:
        return login
    nick = str(click.prompt("Your name there", default=login, err=True)).strip()
    for profile in profiles:
        profile.nick = profile.nick or nick
    return nick


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def fit_nick(name: str) -> str:
    """A nick that every server takes, as near to a name as that goes."""
    kept = re.sub(r"[^A-Za-z0-9_\-\[\]\\`^{|}]", "", name).lstrip("0123456789-")
    return kept[:16] or "guest"


def _is_channel(name: str) -> bool:
    return name[:1] in ("#", "&", "+", "!") and len(name) > 1


def _first_line(file: str) -> str:
    """The first line of a file, or of standard input, of which the rest is left for whoever reads on."""
    where = "standard input" if file == "-" else file
    try:
        if file == "-":
            line = b""
            while not line.endswith(b"\n") and (byte := os.read(sys.stdin.fileno(), 1)):
                line += byte
        else:
            with Path(file).open("rb") as opened:
                line = opened.readline(65536)
        password = line.decode().removesuffix("\n").removesuffix("\r")
    except OSError as error:
        raise CallError(f"cannot read {file}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise CallError(f"{where} is not UTF-8 text") from None
    if not password:
        raise CallError(f"the first line of {where} is empty: the password is expected there")
    return password
