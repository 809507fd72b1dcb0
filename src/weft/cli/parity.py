"""`weft parity list | record | run`: the golden harness at the command line.

Exit codes: 0 all is well, 1 something differs or failed, 2 wrong usage or no fixtures found.
"""

from __future__ import annotations

import sys
from difflib import get_close_matches
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from weft.parity.fixture import Case
    from weft.parity.recorder import Entry

DEFAULT_FIXTURES = Path("tests/parity/fixtures")


def _fixtures_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--fixtures",
        type=click.Path(path_type=Path, file_okay=False),
        default=DEFAULT_FIXTURES,
        show_default=True,
        help="The folder of fixtures.",
    )(command)


def _only_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--only", multiple=True, metavar="T", help="Only this transform; may be repeated."
    )(command)


@click.group()
def parity() -> None:
    """Hold the transforms to what they once gave."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a diff may hold any character


@parity.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_fixtures_option
def list_(as_json: bool, fixtures: Path) -> None:
    """List the transforms and how many fixtures each has."""
    from weft.parity import compare, report
    from weft.parity.transforms import TRANSFORMS

    try:
        found = {name: compare.files(at) for name, at in compare.folders(fixtures).items()}
    except compare.FolderError as error:
        raise click.UsageError(str(error)) from error
    rows: list[dict[str, str | int | None]] = []
    for name in sorted({*TRANSFORMS, *found}):
        about = TRANSFORMS[name].about if name in TRANSFORMS else None
        rows.append({"name": name, "fixtures": len(found.get(name, ())), "about": about})
    if as_json:
        click.echo(report.dump({"transforms": rows}))
        return
    width = max(len(str(row["name"])) for row in rows)
    for row in rows:
        said = row["about"] or "no comparator: its fixtures are skipped"
        click.echo(f"{row['name']:<{width}}  {row['fixtures']:>4}  {said}")


@parity.command()
@_only_option
@_fixtures_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--strict", is_flag=True, help="Fail on skipped fixtures and on transforms without.")
def run(only: tuple[str, ...], fixtures: Path, as_json: bool, strict: bool) -> None:
    """Run every fixture and compare what it gives with what it gave."""
    from weft.parity import compare, report
    from weft.parity.transforms import TRANSFORMS

    try:
        _check_names(only, [*TRANSFORMS, *compare.folders(fixtures)])
        results = compare.run(fixtures, TRANSFORMS, only)
        made = report.make(results, only or TRANSFORMS, strict=strict)
    except compare.FolderError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(report.dump(made.document()))
    else:
        for line in made.lines():
            click.echo(line)
    if not made.total:
        raise click.UsageError(f"no fixtures found in {fixtures}")
    click.get_current_context().exit(0 if made.ok else 1)


@parity.command()
@_only_option
@_fixtures_option
@click.option("--force", is_flag=True, help="Overwrite fixtures whose output has changed.")
@click.argument("inputs", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def record(only: tuple[str, ...], fixtures: Path, force: bool, inputs: tuple[Path, ...]) -> None:
    """Record what the transforms give.

    Without INPUTS: for the inputs of the fixtures that are there. A changed output is named, and
    written only with --force. With INPUTS: for the text of each file, with every transform that
    takes a text.
    """
    from weft.parity import compare, recorder
    from weft.parity.transforms import TRANSFORMS

    _check_names(only, TRANSFORMS)
    try:
        cases, broken = _known_cases(fixtures, only)
    except compare.FolderError as error:
        raise click.UsageError(str(error)) from error
    if inputs:
        cases, broken = _file_cases(inputs, only), []
    if not cases and not broken:
        raise click.UsageError(f"no fixtures found in {fixtures}; name files to make some from")
    entries = []
    for entry in recorder.record(fixtures, cases, force=force, transforms=TRANSFORMS):
        entries.append(entry)
        if entry.verdict != recorder.Saved.SAME:
            click.echo(f"{entry.verdict} {entry.transform}/{entry.file} {entry.reason}".rstrip())
    for line in broken:
        click.echo(line)
    _sum_up(entries, len(broken))


def _sum_up(entries: list[Entry], broken: int) -> None:
    from weft.parity.recorder import REFUSED, Recording, Saved

    made = Recording(entries)
    counts = {word: made.count(word) for word in (*(saved.value for saved in Saved), REFUSED)}
    counts["broken"] = broken
    click.echo(" ".join(f"{word}={count}" for word, count in counts.items()))
    if counts[Saved.CHANGED]:
        click.echo("see what changed: weft parity run; write it: --force", err=True)
    unwell = counts[Saved.CHANGED] + counts[REFUSED] + broken
    click.get_current_context().exit(1 if unwell else 0)


def _known_cases(root: Path, only: Sequence[str]) -> tuple[list[Case], list[str]]:
    from weft.parity import compare, fixture, value

    cases, broken = [], []
    for name, folder in compare.folders(root).items():
        for path in compare.files(folder) if not only or name in only else ():
            try:
                cases.append(fixture.read(path).case)
            except fixture.FixtureError as error:
                broken.append(value.visible(f"broken {name}/{path.name}: {error}"))
    return cases, broken


def _file_cases(paths: Iterable[Path], only: Sequence[str]) -> list[Case]:
    from weft.parity.transforms import cases_of

    texts = (path.read_bytes().decode("utf-8", "surrogateescape") for path in paths)
    cases = [case for text in texts for case in cases_of(text)]
    return [case for case in cases if not only or case.transform in only]


def _check_names(names: Iterable[str], known: Iterable[str]) -> None:
    choices = sorted(set(known))
    for name in names:
        if name not in choices:
            near = get_close_matches(name, choices, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(choices)}"
            raise click.UsageError(f"no transform is called {name!r}; {hint}")
