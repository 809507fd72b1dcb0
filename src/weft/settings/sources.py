"""Where values come from, and which one counts: flags, environment, aliases, file, defaults.

`resolve` is pure; `load` is its rim and the only place that looks at the real environment.
Every value that is given is checked, even where another one wins: a mistake that sleeps in a
file wakes up at the worst time. All mistakes are reported at once.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weft.settings import document as documents
from weft.settings.aliases import ALIASES
from weft.settings.knob import KNOBS, SECTIONS, Value, WrongValueError, build
from weft.settings.problem import Problem, SettingsError, mask, nearest, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from weft.settings.document import Document, Reader
    from weft.settings.tree import Settings

# Variables that begin with WEFT_ and set no knob: where the file is, and what our tests use.
NOT_SETTINGS = re.compile(r"WEFT_CONFIG|WEFT_(?:TEST|TORTURE)_.*")
# A Kubernetes service named weft puts these into every container of its namespace.
_SERVICE_LINK = re.compile(
    r"WEFT_(?:.+_)?SERVICE_(?:HOST|PORT(?:_.+)?)"
    r"|WEFT_(?:.+_)?PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?"
)
_SERVICE_URL = re.compile(r"(?:tcp|udp|sctp)://")

_ENVS = {knob.env: knob for knob in KNOBS.values()}


@dataclass(frozen=True, slots=True)
class Flag:
    """A setting on the command line: the option as it was written, the key, the text."""

    option: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Who set a value, and who wanted another one and was not heard."""

    source: str
    unheard: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.source} (not {', '.join(self.unheard)})" if self.unheard else self.source


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, where each came from, the file that was read, and what to warn of."""

    settings: Settings
    origins: Mapping[str, Origin]
    file: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Findings:
    """Values by key, most important first, and what is wrong."""

    values: dict[str, list[tuple[Value, str]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: str, value: Value, source: str) -> None:
        self.values.setdefault(path, []).append((value, source))

    def wrong(self, where: str, message: str, key: str = "") -> None:
        self.problems.append(Problem(where, message, key))


def load(flags: Sequence[Flag] = (), config: str | None = None) -> Loaded:
    """Settings of this process, or `SettingsError`."""
    environ = dict(os.environ)
    if not environ.get("HOME"):
        try:
            environ["HOME"] = str(Path.home())
        except RuntimeError:  # no home at all: fine, unless something turns out to need one
            environ.pop("HOME", None)
    return resolve(flags, environ, config, documents.read)


def resolve(
    flags: Sequence[Flag], environ: Mapping[str, str], config: str | None, reader: Reader
) -> Loaded:
    """Settings from these flags, this environment and these files, or `SettingsError`."""
    found = _Findings()
    _flags(found, flags)
    _environment(found, environ)
    _aliases(found, environ)
    document = _file(found, config, environ, reader)
    home = environ.get("HOME", "")
    _defaults(found, environ)
    values = {path: found.values[path][0][0] for path in KNOBS}
    values = _placed(found, values, home)
    if found.problems:
        raise SettingsError(found.problems)
    return Loaded(
        settings=build(values),
        origins={path: _origin(found.values[path]) for path in KNOBS},
        file=document.name if document else None,
        warnings=tuple(_warnings(document, found)),
    )


def _flags(found: _Findings, flags: Sequence[Flag]) -> None:
    for flag in reversed(flags):  # the last on the command line is the one that is meant
        knob = KNOBS.get(flag.path)
        where = f"{flag.option} {flag.path}" if flag.option == "--set" else flag.option
        if knob is None:
            found.wrong(flag.option, f"there is no setting {flag.path}{nearest(flag.path, KNOBS)}")
            continue
        try:
            found.add(flag.path, knob.of_text(flag.text), f"flag {where}")
        except WrongValueError as error:
            found.wrong(flag.option, str(error), flag.path)


def _environment(found: _Findings, environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        if not name.startswith("WEFT_") or not environ[name].strip():
            continue
        knob = _ENVS.get(name)
        if knob is None:
            if not _foreign(name, environ[name]):
                hint = nearest(name, _ENVS, separator="WEFT_")
                found.wrong("environment", f"there is no setting {name}{hint}")
            continue
        try:
            found.add(knob.path, knob.of_text(environ[name]), f"environment {name}")
        except WrongValueError as error:
            found.wrong("environment", str(error), name)


def _foreign(name: str, text: str) -> bool:
    if NOT_SETTINGS.fullmatch(name) or _SERVICE_LINK.fullmatch(name):
        return True
    return name.endswith("_PORT") and _SERVICE_URL.match(text) is not None


def _aliases(found: _Findings, environ: Mapping[str, str]) -> None:
    for alias in ALIASES:
        heard = alias.heard(environ)
        if not heard:
            continue
        names = ", ".join(heard)
        try:
            value = KNOBS[alias.path].of_text(alias.translate(heard))
        except ValueError as error:
            if alias.path not in found.values:
                found.wrong("environment", str(error), names)
        else:
            found.add(alias.path, value, f"environment {names}")


def _file(
    found: _Findings, config: str | None, environ: Mapping[str, str], reader: Reader
) -> Document | None:
    document, problems = documents.find(config, environ, reader)
    found.problems += problems
    if document is None:
        return None
    tables, problems = documents.parse(document)
    found.problems += problems
    wrong: list[tuple[tuple[str, ...], str]] = []
    _table(found, wrong, tables, (), f"file {document.name}")
    lines = documents.lines(document, [path for path, _ in wrong]) if wrong else {}
    for path, message in wrong:
        where = f"{document.name}, line {lines[path]}" if path in lines else document.name
        found.wrong(where, message, ".".join(path))
    return document


def _table(
    found: _Findings,
    wrong: list[tuple[tuple[str, ...], str]],
    table: Mapping[str, Any],
    above: tuple[str, ...],
    source: str,
) -> None:
    for name, value in table.items():
        path = (*above, name)
        key = ".".join(path)
        knob = KNOBS.get(key) if "." not in name else None
        if knob is not None:
            try:
                found.add(key, knob.of_toml(value), source)
            except WrongValueError as error:
                wrong.append((path, str(error)))
        elif key in SECTIONS and isinstance(value, dict):
            _table(found, wrong, value, path, source)
        elif key in SECTIONS:
            wrong.append((path, f"expected a table, not {quote(value)}"))
        else:
            wrong.append((path, f"there is no such setting{nearest(key, {*KNOBS, *SECTIONS})}"))


def _defaults(found: _Findings, environ: Mapping[str, str]) -> None:
    base = environ.get("XDG_STATE_HOME", "")
    if base.startswith("/"):  # the specification has relative ones ignored
        found.add("state_dir", f"{base}/weft", "default, in XDG_STATE_HOME")
    for path, knob in KNOBS.items():
        found.add(path, knob.default, "default")


def _placed(found: _Findings, values: dict[str, Value], home: str) -> dict[str, Value]:
    """The values with `~` and `{state_dir}` replaced by what they stand for."""
    state, url = str(values["state_dir"]), str(values["store.url"])
    if (state + "/").startswith("~/") or url.startswith("sqlite:~/"):
        if not home:
            message = "no home directory is known; set WEFT_STATE_DIR to a path without ~"
            found.wrong("environment", message, "HOME")
        if (state + "/").startswith("~/"):
            state = home + state[1:]
        if url.startswith("sqlite:~/"):
            url = url.replace("~", home, 1)
    return {**values, "state_dir": state, "store.url": url.replace("{state_dir}", state)}


def _origin(values: Sequence[tuple[Value, str]]) -> Origin:
    (value, source), *others = values
    unheard = (other for theirs, other in others if theirs != value)
    return Origin(source, tuple(other for other in unheard if not other.startswith("default")))


def _tells(path: str, text: str) -> bool:
    """Whether there is something in this value that others should not read."""
    return KNOBS[path].secret or mask(text) != text


def _warnings(document: Document | None, found: _Findings) -> Iterable[str]:
    if document is None or not document.shared:
        return
    mine = f"file {document.name}"
    for path, values in found.values.items():
        for value, source in values:
            if source == mine and isinstance(value, str) and _tells(path, value):
                yield (
                    f"{document.name} holds a secret ({path}) and others can read it; "
                    f"run: chmod 600 {document.name}"
                )
