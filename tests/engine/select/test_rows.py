"""Which rows stay: by example."""

from __future__ import annotations

from weft.engine.select.rows import choose, how_many
from weft.engine.tables.columns import Column, read


def table(rows: list[tuple[str, ...]], *names: str) -> tuple[list[str], list[Column]]:
    columns = [
        read(name, cells) for name, cells in zip(names, zip(*rows, strict=True), strict=True)
    ]
    return [",".join(row) for row in rows], columns


ROWS = [(f"n{at}", str(50 + at * 7 % 13), "ok", f"2024-01-{at % 28 + 1:02}") for at in range(200)]


def kept(rows: list[tuple[str, ...]], question: str = "", most: int = 24) -> list[int]:
    texts, columns = table(rows, "name", "Load", "state", "day")
    return choose(texts, columns, question, most)


def test_the_ends_stay() -> None:
    assert kept(ROWS)[0] == 0
    assert kept(ROWS)[-1] == 199


def test_rows_that_differ_in_numbers_only_are_alike() -> None:
    alike = [f"job {n} of 2000 took {n % 7}.{n} s" for n in range(200)]
    assert how_many(alike) < how_many(
        [f"{text} {chr(97 + n % 26)}" for n, text in enumerate(alike)]
    )
    assert how_many(alike) == how_many([text.replace("job", "jób") for text in alike])


def test_a_rare_value_and_an_outlier_stay() -> None:
    rows = [*ROWS]
    rows[70] = ("n70", "50", "paused", "2024-01-05")
    rows[71] = ("n71", "5000", "ok", "2024-01-05")
    rows[72] = ("n72", "", "ok", "2024-01-05")
    assert {70, 71, 72} <= set(kept(rows))


def test_the_ends_of_a_range_of_times_stay() -> None:
    rows = [*ROWS]
    rows[50] = ("n50", "50", "ok", "2031-01-01")
    assert 50 in kept(rows)


def test_names_of_the_question_stay_whatever_the_room() -> None:
    assert 123 in kept(ROWS, "what is the load of n123?", 8)


def test_a_cell_that_is_a_word_of_the_question_stays() -> None:
    rows = [*ROWS]
    for at in (30, 60, 90, 120, 150):
        rows[at] = (f"n{at}", "51", "added", "2024-01-05")
    assert {30, 60, 90, 120, 150} <= set(kept(rows, "which were added?"))


def test_ends_of_a_column_that_is_asked_for_go_deeper() -> None:
    rows = [(f"n{at}", str(at * 31 % 211), "ok", "x") for at in range(200)]
    order = sorted(range(200), key=lambda at: -int(rows[at][1]))
    assert set(order[:3]) <= set(kept(rows, "which has the highest load?"))


def test_like_rows_need_few() -> None:
    alike = [f"job {at} done" for at in range(400)]
    words = [f"{'abcdefgh'[at % 8]}{'klmnopqr'[at // 8 % 8]}{'xyz'[at % 3]} x" for at in range(400)]
    assert how_many(alike) < how_many(words)
