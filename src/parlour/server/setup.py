"""What a server stands on: its settings, its listeners and its certificate, and what a reload makes of them."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import structs

from parlour.server.certificates import Certificate, CertificateError, self_signed
from parlour.server.config import Resolved
from parlour.server.handover import Environment, from_before, from_systemd
from parlour.server.listeners import Listener, ListenError, Wanted, close_all, open_all, wanted
from parlour.server.settings import FIXED, Settings, values


class SetupError(Exception):
    """A server cannot stand on what it was given; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What one server stands on at a time; `mask` is the umask that it was started with."""

    settings: Settings
    listeners: tuple[Listener, ...]
    certificate: Certificate | None
    mask: int


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a server is to stand on from now on: prepared, but for nobody to see yet."""

    setup: Setup
    opened: list[Listener] = field(default_factory=list)
    gone: list[Listener] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """Sentences that tell what changes."""

    def drop(self) -> None:
        """It is not wanted any more: nothing of it stays."""
        close_all(self.opened, keep=self.gone)


def first(resolved: Resolved, mask: int, environ: Environment) -> Setup:
    """What a server starts with. Raises SetupError."""
    with _sentences(resolved, "listen.irc"):
        held = [*from_before(environ), *from_systemd(environ, resolved.settings.listen)]
    nothing = Setup(resolved.settings, tuple(held), None, mask)
    try:
        renewal = renewed(nothing, resolved)
    except Exception:
        close_all(held)
        raise
    close_all(renewal.gone, keep=renewal.setup.listeners)
    return renewal.setup


def renewed(setup: Setup, resolved: Resolved) -> Renewal:
    """What the server is to stand on with settings that were read again. Raises SetupError, and nothing has changed."""
    settings, fixed = _kept(setup.settings, resolved.settings)
    asked = _asked(setup, resolved)
    staying = [each for each in setup.listeners if each.wanted is None or each.wanted in asked]
    going = [each for each in setup.listeners if each not in staying]
    certificate = _certificate(resolved, settings) if _has_tls(staying, asked) else None
    lacking = [each for each in asked if all(each != held.wanted for held in staying)]
    opened = _open(resolved, lacking, setup.mask, going)
    made = Setup(settings, (*staying, *opened), certificate, setup.mask)
    return Renewal(made, opened, going, _told(setup, made, opened, going, fixed))


def check(resolved: Resolved) -> None:
    """See that a server could start, as far as that can be seen without doing it. Raises SetupError."""
    if resolved.settings.tls.certificate:
        _certificate(resolved, resolved.settings)


def _kept(before: Settings, after: Settings) -> tuple[Settings, list[str]]:
    """The settings with those as they were that hold until a restart; and which of them were to change."""
    held, given = values(before), values(after)
    fixed = [key for key in FIXED if held[key] != given[key]]
    for key in fixed:
        section, _, name = key.partition(".")
        old = structs.replace(getattr(after, section), **{name: getattr(getattr(before, section), name)})
        after = structs.replace(after, **{section: old})
    return after, fixed


def _asked(setup: Setup, resolved: Resolved) -> list[Wanted]:
    """The listeners to open: where systemd hands some over, no others but those that the command line names."""
    handed_over = any(each.wanted is None for each in setup.listeners)
    if handed_over and resolved.origins.get("listen.irc") != "flag":
        return []
    return wanted(resolved.settings.listen)


def _has_tls(staying: list[Listener], asked: list[Wanted]) -> bool:
    return any(each.kind == "tls" for each in staying) or any(each.kind == "tls" for each in asked)


def _certificate(resolved: Resolved, settings: Settings) -> Certificate:
    with _sentences(resolved, "tls.certificate"):
        if settings.tls.certificate:
            return Certificate(Path(settings.tls.certificate), Path(settings.tls.key))
        pair = self_signed(Path(settings.server.data), settings.server.name)
        return Certificate(pair.certificate, pair.key)


def _open(resolved: Resolved, lacking: list[Wanted], mask: int, going: list[Listener]) -> list[Listener]:
    """Open the listeners that are lacking, each with what the configuration says of it in its error."""
    opened: list[Listener] = []
    try:
        for each in lacking:
            with _sentences(resolved, f"listen.{each.kind}"):
                opened += open_all([each], mask=mask, going=going)
    except SetupError:
        close_all(opened, keep=going)
        raise
    return opened


@contextlib.contextmanager
def _sentences(resolved: Resolved, key: str) -> Iterator[None]:
    """Errors as sentences that begin with the place of a setting, if a file has it."""
    try:
        yield
    except (ListenError, CertificateError) as error:
        origin = resolved.origins.get(key, "")
        in_file = any(origin.startswith(f"{file}:") for file in resolved.files)
        raise SetupError(f"{origin}: {key!r}: {error}" if in_file else str(error)) from None


def _told(before: Setup, after: Setup, opened: list[Listener], gone: list[Listener], fixed: list[str]) -> list[str]:
    held, given = values(before.settings), values(after.settings)
    changed = [key for key in held if held[key] != given[key]]
    told = [f"changed: {', '.join(changed)}"] if changed else []
    told += [f"listening: {each.kind} {each.name}" for each in opened]
    told += [f"not listening any more: {each.kind} {each.name}" for each in gone]
    if after.certificate is not None and after.certificate != before.certificate:
        told.append(f"certificate: SHA-256 {after.certificate.fingerprint}")
    told = told or ["nothing has changed"]
    return told + [f"{key} has changed in the configuration, which needs a restart" for key in fixed]
