"""What a `console` block says: commands after `$ `, each with the output that follows it.

In the output shown, a line `...` stands for any lines, and `...` within a line for any text.
A command ends with status 0, or the next command is `echo $?` and shows another. One that ends in
`&` goes on in the background, until `kill %1` or the end of the page (see `jobs`).
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fences import ROOT
from jobs import Jobs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SECONDS = 120


class PageError(AssertionError):
    """A page that says something else than what happens."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command line and the output that the page shows for it."""

    line: str
    shown: str


def commands(text: str) -> Iterator[Command]:
    """The commands of a block. A backslash at the end of a line goes on with the next."""
    line, shown = "", []
    for raw in text.splitlines():
        if line.endswith("\\") and not shown:
            line = f"{line[:-1]}{raw.removeprefix('>').strip()}"
        elif raw.startswith("$ "):
            if line:
                yield Command(line, "\n".join(shown))
            line, shown = raw[2:].strip(), []
        elif line:
            shown.append(raw.rstrip())
        else:
            raise PageError(f"a console block begins with a command after '$ ', not with {raw!r}")
    if not line:
        raise PageError("a console block holds no command")
    yield Command(line, "\n".join(shown).rstrip())


def like(shown: str, actual: str) -> bool:
    """Whether a page shows an output truly."""
    pattern = []
    for line in shown.splitlines():
        if line.strip() == "...":
            pattern.append(r"(?:.*\n)*?")
        else:
            pattern.append(".*?".join(map(re.escape, line.split("..."))) + r"[ ]*\n")
    plain = "".join(f"{line.rstrip()}\n" for line in actual.rstrip().splitlines())
    return re.fullmatch("".join(pattern), plain) is not None


def run(command: Command, cwd: Path, environ: Mapping[str, str]) -> tuple[int, str]:
    """Run a command for real; give its status and what it printed."""
    done = subprocess.run(
        ["bash", "-c", command.line],
        cwd=cwd,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")


def check(block: str, cwd: Path, environ: Mapping[str, str], jobs: Jobs | None = None) -> None:
    """Do what a block says and see whether it happens. Jobs outlive it if they are passed in."""
    if jobs is not None:
        _check(block, cwd, environ, jobs)
        return
    with contextlib.closing(Jobs(cwd)) as own:
        _check(block, cwd, environ, own)


def _check(block: str, cwd: Path, environ: Mapping[str, str], jobs: Jobs) -> None:
    status, owed = 0, ""
    for command in commands(block):
        if command.line == "echo $?":
            output, status, owed = f"{status}\n", 0, ""
        elif owed:
            raise PageError(owed)
        elif _only_named(command.line) or jobs.takes(command.line, environ):
            continue
        else:
            status, output = run(Command(jobs.real(command.line), ""), cwd, environ)
            output = jobs.shown(output)
            owed = f"$ {command.line}\nended with status {status}:\n{output}" if status else ""
        if command.shown and not like(command.shown, output):
            raise PageError(
                f"$ {command.line}\nprinted:\n{output}\nthe page shows:\n{command.shown}"
            )
    if owed:
        raise PageError(owed)


# ── Commands that a page may name and a test does not run: they would install something ────


def _only_named(line: str) -> bool:
    words = line.split()
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        named = [word for word in words[1:] if "=" not in word]
        _all_known("make target", named, targets)
        return True
    if words[:2] in (["pip", "install"], ["pipx", "install"], ["uv", "pip"]):
        _all_known("extra", re.findall(r"\[([a-z,]+)\]", line), _extras())
        return True
    if words[:3] == ["sudo", "apt-get", "install"] or words[:2] == ["brew", "install"]:
        ensure = (ROOT / "tools" / "ensure").read_text("utf-8")
        packages = [word for word in words if word not in {"sudo", "apt-get", "brew", "install"}]
        _all_known("package", packages, [word for word in packages if word in ensure])
        return True
    return words[:2] == ["git", "clone"] or words[0] == "cd"


def _extras() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return list(project.get("optional-dependencies", {}))


def _all_known(what: str, named: list[str], known: list[str]) -> None:
    for name in named:
        if name not in known:
            raise PageError(f"there is no {what} {name!r}")
