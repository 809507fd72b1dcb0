"""What `weft demo` shows: rows as they come, a bar below them, then bills and proofs.

Everything shown is read off legs, totals and proofs; nothing is decided here. The page is as
wide as the terminal. Without a terminal, or plain, it is text without colours or bar.
"""

from __future__ import annotations

import sys
from itertools import groupby
from shlex import quote
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from weft.cli import demo_rows
from weft.cli.demo_words import became, in_memory, per_cent, shortened, verdict
from weft.demo import bills
from weft.demo.client import MODEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from weft.demo.conversation import Conversation, ToolResult
    from weft.demo.journey import Leg
    from weft.demo.proof import Fetch, Replay
    from weft.demo.story import Step, Totals

PLAIN_WIDTH = 100  # columns where there is no terminal to ask
INDENT = 2
SHOWN_LINES = 60  # lines of a text that fit a terminal before they scroll away
PART_LINES = 3  # lines of a fetched part that are shown

Words = str | tuple[str, str]  # a text, or a text and its style


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command line, which knows how a command ends whose reader has gone."""
        raise BrokenPipeError


class Page:
    """One run on standard output."""

    def __init__(self, *, plain: bool) -> None:
        terminal = sys.stdout.isatty()
        self.live = terminal and not plain
        self.console = _Console(
            color_system="auto" if self.live else None,
            force_terminal=None if self.live else False,
            width=None if terminal else PLAIN_WIDTH,
            highlight=False,
            markup=False,
            emoji=False,
        )

    def say(self, *words: Words, indent: int = 0) -> None:
        """One paragraph."""
        text = Text.assemble(*words)
        self.console.print(Padding(text, (0, 0, 0, indent), expand=False) if indent else text)

    def opening(self, told: Conversation, results: Sequence[ToolResult]) -> None:
        """What is going to be played."""
        self.say(("A coding agent looks for a bug in a small service.", "bold"))
        self.say(
            f"{told.message_count} messages, {told.byte_count // 1000} KB. Played: turns 1 to "
            f"{results[-1].turn} of {told.turn_count}, with {len(results)} tool results, through a "
            "gateway, to a scripted model that bills like a provider. Figures are tokens: of the "
            "whole prompt, read from the prompt cache, and written to it.\n"
        )
        self._row(demo_rows.HEAD)

    def follow(self, walk: Iterable[Leg], count: int) -> Iterator[Leg]:
        """Show each leg as it is made, and hand it on."""
        columns = (TextColumn("turn {task.fields[turn]}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self.console, transient=True, disable=not self.live) as bar:
            task = bar.add_task("walk", total=count, turn=1)
            for _, group in groupby(walk, demo_rows.sameness):
                alike = []
                for leg in group:
                    bar.update(task, advance=1, turn=leg.turn)
                    alike.append(leg)
                    yield leg
                self._row(demo_rows.row_of(alike))

    def closing(
        self,
        legs: Sequence[Leg],
        totals: Totals,
        counted: dict[str, Any],
        replay: Replay,
        fetch: Fetch | None,
        url: str | None,
    ) -> None:
        """Totals, bills, proofs, and where to go from here."""
        self._totals(totals)
        self._bills(legs, counted)
        self._replay(replay)
        self._fetch(fetch)
        self._next(fetch, url)

    def result(self, step: Step) -> None:
        """One result, before and after."""
        result = step.result
        self.say((f"{result.tool}: {result.call}", "bold"))
        self.say(
            f"turn {result.turn}, result {step.number}, {step.kind}, "
            f"{step.before:,} → {step.after:,} tokens\n{became(step)}\n"
        )
        if not step.changed:
            self._text(result.text)
        elif self.live and self.console.width >= demo_rows.ROOMY:
            sides = Table("before", "after", expand=True)
            sides.add_row(Text(self._start(result.text)), Text(self._start(step.sent)))
            self.console.print(sides)
        else:
            self.say(("── before ──", "bold"))
            self._text(result.text)
            self.say(("── after ──", "bold"))
            self._text(step.sent)

    def _text(self, text: str) -> None:
        if self.live:
            self.console.print(Text(self._start(text)))
        else:
            self.console.file.write(f"{text}\n")  # as it is: no tab, no end of line is touched

    def _start(self, text: str) -> str:
        lines = text.splitlines()
        more = len(lines) - SHOWN_LINES
        if more <= 1:
            return text
        return "\n".join([*lines[:SHOWN_LINES], f"… and {more} lines more; --plain shows all"])

    def _row(self, row: demo_rows.Row) -> None:
        if table := demo_rows.render(row, self.console.width):
            self.console.print(table)

    def _totals(self, totals: Totals) -> None:
        self.say(("\nTotals", "bold"))
        self.say(
            f"{totals.changed} of {totals.results} results are sent shorter, "
            f"{totals.results - totals.changed} as they are. "
            + (
                f"{totals.replayed} had been seen before and came from the ledger."
                if totals.replayed
                else "None had been seen before."
            ),
            indent=INDENT,
        )
        whole = totals.before + totals.untouched
        sums = (
            ("tool results", totals.before, totals.after),
            ("all texts", whole, whole - totals.saved),
        )
        for name, before, after in sums:
            share = per_cent(before - after, before)
            self.say(
                f"{name:<14}{before:>8,} → {after:>7,} tokens",
                (f"{share:>6}", "bold green"),
                " less",
                indent=INDENT,
            )

    def _bills(self, legs: Sequence[Leg], counted: dict[str, Any]) -> None:
        was = bills.total(leg.unshortened for leg in legs)
        is_now = bills.total(leg.billed for leg in legs)
        seconds = sum(leg.seconds for leg in legs)
        self.say((f"\nThe bill of these {len(legs)} turns, at the prices of {MODEL}", "bold"))
        self.say(f"{'':<14}{'as it came':>14}{'with Weft':>14}", indent=INDENT)
        rows = (
            ("cache reads", f"{was.used.read:,}", f"{is_now.used.read:,}"),
            ("cache writes", f"{was.used.written:,}", f"{is_now.used.written:,}"),
            ("other input", f"{was.used.fresh:,}", f"{is_now.used.fresh:,}"),
            ("output", f"{was.used.output:,}", f"{is_now.used.output:,}"),
            ("dollars", f"{was.dollars:.4f}", f"{is_now.dollars:.4f}"),
        )
        for name, before, after in rows:
            self.say(f"{name:<14}{before:>14}{after:>14}", indent=INDENT)
        saved = was.dollars - is_now.dollars
        self.say(
            "saved: ",
            (f"${saved:.4f}, {saved / was.dollars:.0%}", "bold green"),
            f"; the gateway's own count is ${counted['money']['saved_usd']:.4f}. "
            f"Rewriting took {1000 * seconds / len(legs):.0f} ms a turn.",
            indent=INDENT,
        )

    def _replay(self, replay: Replay) -> None:
        self.say(("\nPromise 1: the same bytes, on every turn", "bold"))
        self.say(
            "The gateway was stopped and started, and the last turn sent again."
            if replay.restarted
            else "The last turn was sent again, from the same store.",
            indent=INDENT,
        )
        self.say(
            *verdict(replay.held),
            f"{replay.turns} turns sent {replay.messages:,} messages again, each the same to the "
            "byte",
            indent=INDENT,
        )
        self._sums(("first", replay.sha256_first), ("second", replay.sha256_second))
        self._faults(replay.faults)

    def _fetch(self, fetch: Fetch | None) -> None:
        self.say(("\nPromise 2: nothing is lost", "bold"))
        if fetch is None:
            self.say("Nothing was left out of these results: all of it was sent.", indent=INDENT)
            return
        self.say(
            f"The marker of result {fetch.step.number}: ", (fetch.marker, "cyan"), indent=INDENT
        )
        lines = fetch.part.splitlines()
        self.say(
            f"The model asked for {fetch.part_name} with weft_retrieve, and the client saw one "
            f"answer of {fetch.hidden_turns + 1} turns:"
            if fetch.offered
            else f"The model has a shell to ask with. These are {fetch.part_name}:",
            indent=INDENT,
        )
        for line in lines[:PART_LINES]:
            self.say((shortened(f"│ {line}", self.console.width - INDENT), "dim"), indent=INDENT)
        if len(lines) > PART_LINES:
            self.say((f"│ … and {len(lines) - PART_LINES} more", "dim"), indent=INDENT)
        self.say(
            *verdict(fetch.held),
            f"asked for the whole, {fetch.whole_bytes:,} bytes came back, "
            + ("the original's own" if fetch.held else "or something is wrong"),
            indent=INDENT,
        )
        self._sums(("original", fetch.sha256_original), ("fetched", fetch.sha256_fetched))
        self._faults(fetch.faults)

    def _sums(self, *sums: tuple[str, str]) -> None:
        for name, digits in sums:
            line = f"{name:<9}SHA-256 {digits}"
            self.say((shortened(line, self.console.width - INDENT), "dim"), indent=INDENT)

    def _faults(self, faults: Sequence[str]) -> None:
        for fault in faults:
            self.say((fault, "red"), indent=INDENT)

    def _next(self, fetch: Fetch | None, url: str | None) -> None:
        number = 1 if fetch is None else fetch.step.number
        ways = [("see that result before and after", f"weft demo --show {number}")]
        if url is None:
            ways.append(("play again, keep the originals", "weft demo --store sqlite:demo.db"))
        elif fetch is not None and not in_memory(url):
            command = f"weft retrieve {fetch.hash} --store {quote(url)}"
            ways.append(("fetch that original yourself", command))
        ways.append(("look at /stats and /v1/explain", "weft demo --stay"))
        ways.append(("see every setting", "weft config show"))
        self.say(("\nGo on from here", "bold"))
        for why, command in ways:
            line = Text.assemble(" " * INDENT, f"{why:<34}", (command, "cyan"))
            self.console.print(line, soft_wrap=True)  # a command that breaks can't be copied
