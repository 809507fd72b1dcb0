"""Fits the coefficients of `weft.engine.estimate`, and measures factors of tokenizer families.

Prints coefficients to paste into `estimate.py` and the error on texts it did not learn from. It
reads the texts that every development environment has: the standard library, the installed
packages, and the generated texts of `bench/texts.py`. It changes no file.

    python tools/fit_estimate.py [--families]
"""

from __future__ import annotations

import random
import statistics
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "src")]

import texts  # noqa: E402
from weft.engine.estimate import COEFFICIENTS, features  # noqa: E402
from weft.engine.tokens import count  # noqa: E402

SUFFIXES = (".py", ".pyi", ".md", ".rst", ".txt", ".json", ".js", ".css", ".html", ".svg", ".yml")
FILES_PER_SUFFIX = 80
EXCERPT_SIZES = (500, 2_000, 8_000, 30_000)
ROUNDS = 40  # of reweighting
FAMILIES = ("llama3", "deepseek_v3", "mistral_v3")


def excerpts() -> dict[str, list[str]]:
    """Pieces of many sizes, by kind."""
    rng = random.Random(3)  # noqa: S311 - the same excerpts every time
    found: dict[str, list[str]] = {}
    packages = Path(sysconfig.get_paths()["purelib"])
    library = Path(sysconfig.get_paths()["stdlib"])
    for suffix in SUFFIXES:
        paths = [*packages.rglob(f"*{suffix}"), *library.glob(f"**/*{suffix}")]
        rng.shuffle(paths := sorted(set(paths)))
        for path in paths[:FILES_PER_SUFFIX]:
            text = path.read_text(encoding="utf-8", errors="replace")
            found.setdefault(suffix, []).extend(_pick(rng, text))
    for kind, text in texts.all_kinds(200_000).items():
        found[kind] = [piece for _ in range(6) for piece in _pick(rng, text)]
    return found


def _pick(rng: random.Random, text: str) -> list[str]:
    pieces = []
    for size in EXCERPT_SIZES:
        start = rng.randrange(max(1, len(text) - size))
        pieces.append(text[start : start + size])
    return [piece for piece in dict.fromkeys(pieces) if len(piece) > 200]


def fit(rows: list[list[int]], wanted: list[int]) -> list[float]:
    """Coefficients with the least absolute relative error, by reweighted least squares."""
    scaled = [[value / want for value in row] for row, want in zip(rows, wanted, strict=True)]
    weights = [1.0] * len(scaled)
    found: list[float] = []
    for _ in range(ROUNDS):
        found = _least_squares(scaled, weights)
        errors = [abs(1 - _dot(found, row)) for row in scaled]
        weights = [1 / max(error, 0.01) for error in errors]
    return found


def _least_squares(rows: list[list[float]], weights: list[float]) -> list[float]:
    """Solves the normal equations for a wanted value of 1 in every row."""
    size = len(rows[0])
    matrix = [[1e-9 if i == j else 0.0 for j in range(size + 1)] for i in range(size)]
    for row, weight in zip(rows, weights, strict=True):
        for i, left in enumerate(row):
            if left:
                for j, right in enumerate((*row, 1.0)):
                    matrix[i][j] += weight * left * right
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(matrix[r][i]))
        matrix[i], matrix[pivot] = matrix[pivot], matrix[i]
        for other in range(size):
            if other != i:
                ratio = matrix[other][i] / matrix[i][i]
                matrix[other] = [
                    a - ratio * b for a, b in zip(matrix[other], matrix[i], strict=True)
                ]
    return [matrix[i][size] / matrix[i][i] for i in range(size)]


def _dot(left: list[float] | tuple[float, ...], right: list[float] | list[int]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def errors(coefficients: list[float] | tuple[float, ...], pieces: list[str]) -> list[float]:
    """Relative errors, sorted."""
    return sorted(abs(_dot(coefficients, features(p)) / max(1, count(p)) - 1) for p in pieces)


def report(name: str, found: list[float]) -> None:
    """One line of a table."""
    if found:
        median, ninetieth = statistics.median(found), found[int(len(found) * 0.9)]
        print(f"{name:16} {len(found):5} {median:8.1%} {ninetieth:8.1%} {found[-1]:8.1%}")


def measure_families(by_kind: dict[str, list[str]]) -> None:
    """Tokens of each bundled family for one of o200k."""
    import splintr  # noqa: PLC0415 - only this part needs it

    for family in FAMILIES:
        tokenizer = splintr.Tokenizer.from_pretrained(family)
        extra = len(tokenizer.encode_ordinary(""))
        ratios = []
        for kind, pieces in sorted(by_kind.items()):
            ours = sum(count(piece) for piece in pieces)
            theirs = sum(len(tokenizer.encode_ordinary(piece)) - extra for piece in pieces)
            ratios.append(theirs / ours)
            print(f"{family:12} {kind:16} {theirs / ours:.3f}")
        print(f"{family:12} {'median':16} {statistics.median(ratios):.3f}")


def main() -> None:
    """Fit and print, or measure families and print."""
    by_kind = excerpts()
    if "--families" in sys.argv:
        measure_families(by_kind)
        return
    learn = [piece for pieces in by_kind.values() for piece in pieces[::2]]
    check = {kind: pieces[1::2] for kind, pieces in by_kind.items()}
    found = fit([features(piece) for piece in learn], [max(1, count(piece)) for piece in learn])
    print("COEFFICIENTS = (" + ", ".join(f"{value:.3f}" for value in found) + ")\n")
    everything = [piece for pieces in check.values() for piece in pieces]
    print(f"{'kind':16} {'texts':>5} {'median':>8} {'90th':>8} {'worst':>8}")
    for kind, pieces in check.items():
        report(kind, errors(found, pieces))
    report("all", errors(found, everything))
    if any(COEFFICIENTS):
        report("all, as it is", errors(COEFFICIENTS, everything))


if __name__ == "__main__":
    main()
