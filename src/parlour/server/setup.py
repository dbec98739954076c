"""What a server stands on: its settings, its listeners and its certificate, and what a reload makes of them."""

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from msgspec import structs

from parlour.core.powers import Login
from parlour.server.certificates import Certificate, CertificateError, self_signed
from parlour.server.config import Resolved
from parlour.server.configtable import FIXED, values
from parlour.server.handover import Environment, from_before, from_systemd
from parlour.server.kinds import KINDS
from parlour.server.listeners import Listener, ListenError, Wanted, close_all, open_all, wanted
from parlour.server.logins import FILE, LoginsError, add_first, load_operators
from parlour.server.settings import Settings


class SetupError(Exception):
    """A server cannot stand on what it was given; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What one server stands on at a time; `mask` is the umask that it was started with."""

    settings: Settings
    listeners: tuple[Listener, ...]
    certificate: Certificate | None
    mask: int
    logins: Mapping[str, Login] = field(default_factory=dict)
    """With what one may become an operator, by name."""
    configuration: str = ""
    """The file that the settings were read from, the last if there are several; the usual name if there is none."""


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
    try:
        held = [*from_before(environ), *from_systemd(environ, resolved.settings.listen)]
    except ListenError as error:
        raise SetupError(str(error)) from None
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
    logins = _logins(settings)
    lacking = [each for each in asked if all(each != held.wanted for held in staying)]
    opened = _open(resolved, lacking, setup.mask, going)
    made = Setup(settings, (*staying, *opened), certificate, setup.mask, logins, _configuration(resolved))
    return Renewal(made, opened, going, _told(setup, made, opened, going, fixed))


def check(resolved: Resolved) -> None:
    """See that a server could start, as far as that can be seen without doing it. Raises SetupError."""
    if resolved.settings.tls.certificate:
        _certificate(resolved, resolved.settings)
    # Whoever may look at the configuration need not be the one who runs the server.
    if os.access(Path(resolved.settings.server.data) / FILE, os.R_OK):
        _logins(resolved.settings)


def with_first_login(setup: Setup) -> tuple[Setup, str]:
    """What a server starts with for the first time: also a login that works once, and its password.

    Raises SetupError.
    """
    try:
        password = add_first(Path(setup.settings.server.data))
    except LoginsError as error:
        raise SetupError(str(error)) from None
    return replace(setup, logins=_logins(setup.settings)), password


def _logins(settings: Settings) -> dict[str, Login]:
    try:
        return load_operators(Path(settings.server.data), settings.operators.classes)
    except LoginsError as error:
        raise SetupError(str(error)) from None


def _configuration(resolved: Resolved) -> str:
    return str(resolved.files[-1]) if resolved.files else "parlour.toml"


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
    if _is_handed_over(setup.listeners) and resolved.origins.get("listen.irc") != "flag":
        return []
    return wanted(resolved.settings.listen)


def _is_handed_over(listeners: Iterable[Listener]) -> bool:
    return any(each.wanted is None for each in listeners)


def _has_tls(staying: list[Listener], asked: list[Wanted]) -> bool:
    return any(KINDS[kind].tls for kind in [*(each.kind for each in staying), *(each.kind for each in asked)])


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
    except Exception:
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
    if _is_handed_over(after.listeners) and not opened and any(key.startswith("listen.") for key in changed):
        told.append("the listeners are still those that systemd handed over")
    told += [f"listening: {each.kind} {each.name}" for each in opened]
    told += [f"not listening any more: {each.kind} {each.name}" for each in gone]
    if after.certificate is not None and after.certificate != before.certificate:
        told.append(f"certificate: SHA-256 {after.certificate.fingerprint}")
    told += _told_of_operators(before.logins, after.logins)
    told = told or ["nothing has changed"]
    return told + [f"{key} has changed in the configuration, which needs a restart" for key in fixed]


def _told_of_operators(before: Mapping[str, Login], after: Mapping[str, Login]) -> list[str]:
    kinds = {
        "new operators": [name for name in after if name not in before],
        "operators no more": [name for name in before if name not in after],
        "other operators": [name for name in after if name in before and after[name] != before[name]],
    }
    return [f"{kind}: {', '.join(names)}" for kind, names in kinds.items() if names]
