"""What git says of a change, without what follows from the rest.

    [git, shortened: commits by A. Writer <a@example.org>; dates in 2026 +0000; a line a file]
    commit 8b73edc1f0..., Fri Nov 20 14:49:01
     The gap is one character
    diff src/pool.rs 83db48f..bf269f4
    @@ -29 +29 @@ fn size()
    ...

Four stages, each with a notation of its own: heads of commits (`commits`), summaries (`stats`),
headers of files (`patch_heads`) and hunks (`hunks`). The line on top says what was done, and is
all that is needed to undo it, in the opposite order.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from weft.engine.files import commits, hunks, patch_heads, stats
from weft.engine.forms.legends import DIFF, OURS
from weft.engine.model import Exactness, Kind

RETURNS = "each line ends in CR LF"
BY = "commits by "
IN = "dates in"
FULLER = "committers too"
STATS = "+ and - are counts"
HEADS = f"a line for each file's header, mode {patch_heads.MODE}"
HUNKS = "no counts in heads of hunks"
ADDED = "{+++ around added lines +++}"
REMOVED = "[--- around removed ones ---]"


class DiffHeaders:
    """Writes commits, summaries, headers and hunks shorter."""

    name: ClassVar[str] = "diff_headers"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.DIFF})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The text under a line that says what was done."""
        if text.startswith(OURS):
            return None
        words: list[str] = []
        if "\r\n" in text and text.count("\r\n") == text.count("\n"):
            text = text.replace("\r\n", "\n")
            words.append(RETURNS)
        if headed := commits.put(text):
            text, usual = headed
            words.append(BY + usual.author)
            words += [IN + usual.suffix] * bool(usual.suffix) + [FULLER] * usual.fuller
        if counted := stats.put(text):
            text = counted
            words.append(STATS)
        if short := patch_heads.put(text):
            text = short
            words.append(HEADS)
        if "@@ -" in text and not hunks.clashes(text):
            text = "\n".join(hunks.put(text.split("\n")))
            words.append(HUNKS)
            words += [ADDED] * ("\n{+++\n" in text) + [REMOVED] * ("\n[---\n" in text)
        return f"{DIFF}{'; '.join(words)}]\n{text}" if words else None

    def unfold(self, text: str) -> str:
        """The text as git wrote it."""
        legend, _, text = text.partition("\n")
        if not legend.startswith(DIFF):
            raise ValueError("no line on top says what was shortened")
        words = legend[len(DIFF) : -1].split("; ")
        if HUNKS in words:
            text = "\n".join(hunks.take(text.split("\n")))
        if HEADS in words:
            text = patch_heads.take(text)
        if STATS in words:
            text = stats.take(text)
        said = {
            start: word[len(start) :]
            for word in words
            for start in (BY, IN)
            if word.startswith(start)
        }
        if BY in said:
            usual = commits.Usual(said[BY], said.get(IN, ""), FULLER in words)
            text = commits.take(text, usual)
        return text.replace("\n", "\r\n") if RETURNS in words else text


__all__ = ["DiffHeaders"]
