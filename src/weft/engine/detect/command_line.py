"""Command lines: which program printed a text, and which file it was about.

Of a pipe the last program decides that does not merely pass lines on. What cannot be told is left
open. Nothing here runs or looks up anything.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST = 2_000  # characters of a command that are looked at

_STAGE = re.compile(r"\|\|?|&&|;|\n")
_QUOTED = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"")
_REDIRECTION = re.compile(r"\d?>>?\s*(?:&\d|\S+)|<\s*\S+")
_SHELL = re.compile(r"(?:\S*/)?(?:ba|z|da)?sh\s+-\w*c\s+(['\"])(.*)\1\s*$", re.DOTALL)
_ASSIGNED = re.compile(r"\w+=\S*$")
# What stands before a program and changes nothing of what it prints, some with a word of their own.
_BEFORE = {"sudo": 0, "time": 0, "env": 0, "nohup": 0, "nice": 0, "command": 0, "timeout": 1,
           "npx": 0, "uv": 0, "poetry": 0, "pipenv": 0, "stdbuf": 1, "xargs": 0}  # fmt: skip
_RUNS = frozenset({"run", "exec"})  # of uv, poetry and the like
_PASSES_ON = frozenset({"head", "tail", "sort", "uniq", "less", "more", "cat", "tee", "grep",
                        "egrep", "fgrep", "rg", "sed", "nl", "column", "tac", "shuf"})  # fmt: skip
_SILENT = frozenset({"cd", "set", "export", "source", ".", "true", "mkdir", "sleep", "pushd",
                     "popd", "echo", "rm", "cp", "mv", "touch", "chmod"})  # fmt: skip
_WITH_A_WORD = frozenset({"-C", "-n", "--namespace", "--context", "-c"})
_MODULE = ("python", "python3", "py")


class Command(NamedTuple):
    """A program, what follows it, and the last thing it names that looks like a file."""

    program: str
    words: tuple[str, ...]
    path: str

    @property
    def sub(self) -> str:
        """The first word that is no option: `diff` of `git -C here diff`."""
        words = iter(self.words)
        for word in words:
            if not word.startswith("-"):
                return word
            if word in _WITH_A_WORD:
                next(words, "")
        return ""


def read(line: str) -> Command | None:
    """The command whose output a text is; nothing where it prints through none that is known."""
    line = line[:LONGEST]
    shell = _SHELL.match(line.strip())
    if shell:
        line = shell[2]
    found: Command | None = None
    for chain in re.split(r"&&|\|\||;|\n", _QUOTED.sub(_flat, line)):
        stages = [_command(stage) for stage in chain.split("|")]
        first = stages[0]
        if first is None or (first.program in _SILENT and found is not None):
            continue
        if first.program not in _SILENT:
            found = _last(stages)
    return found


def _last(stages: list[Command | None]) -> Command | None:
    """Of a pipe, the last program that makes something new of what it reads."""
    found = stages[0]
    for stage in stages[1:]:
        if stage is None or stage.program not in _PASSES_ON:
            found = stage
    return found


def _command(stage: str) -> Command | None:
    words = _REDIRECTION.sub(" ", stage).split()
    while words:
        name = words[0].rpartition("/")[2]
        if _ASSIGNED.match(words[0]):
            words = words[1:]
        elif name in _BEFORE:
            words = words[1 + _BEFORE[name] :]
            while words and (words[0].startswith("-") or words[0] in _RUNS):
                words = words[1:]
        elif name in _MODULE and words[1:2] == ["-m"]:
            words = words[2:]
        else:
            break
    if not words:
        return None
    path = next((word for word in reversed(words[1:]) if _is_file(word)), "")
    return Command(words[0].rpartition("/")[2], tuple(words[1:]), path)


def _is_file(word: str) -> bool:
    return not word.startswith("-") and ("." in word.rpartition("/")[2][1:] or "/" in word)


def _flat(quoted: re.Match[str]) -> str:
    """What is in quotes, without what would divide a command."""
    return re.sub(r"[|&;\s<>]", "_", quoted[0][1:-1])


__all__ = ["Command", "read"]
