"""Which units stay, and how the others are named."""

from __future__ import annotations

from weft.engine.markup.choose import LEAST, budget, chosen
from weft.engine.markup.markdown import markdown_units
from weft.engine.markup.named import LABEL, heading_name, runs
from weft.engine.markup.unit import Role, Unit, place
from weft.engine.markup.wanted import Wanted, wanted
from weft.engine.signals.relevance import BEST_MATCH

TEXT = (
    "# Depot\n\nKeeps crates.\n\n## Limits\n\n- `quota`: how many crates. Default: 40.\n"
    "  - per steward\n- `grace`: how long a surplus is borne\n\n## Exports\n\n"
    "Exports are written at night.\n\n```sh\ndepot export\n```\n\n> **Warning:** not undone\n"
)
LINES = TEXT.split("\n")
UNITS = markdown_units(LINES)
TEXTS = ["\n".join(LINES[unit.first : unit.last]) for unit in UNITS]


def best(question: str) -> str:
    return TEXTS[wanted(UNITS, TEXTS, question, BEST_MATCH).ranks[0][0]].strip()


def test_the_unit_that_has_the_words_is_first() -> None:
    assert best("What is the default of `quota`?") == "- `quota`: how many crates. Default: 40."
    assert best("when are exports written").startswith("Exports are")


def test_each_part_of_a_question_has_its_own_ranks() -> None:
    found = wanted(UNITS, TEXTS, "What is quota, and when are exports written?", BEST_MATCH)
    assert len(found.ranks) == 3
    assert found.sure


def test_a_question_that_the_text_knows_nothing_of_is_not_sure() -> None:
    assert wanted(UNITS, TEXTS, "Who won the race?", BEST_MATCH) == Wanted()
    assert not wanted(UNITS, TEXTS, "the quota of `frobnicate_all`", BEST_MATCH).sure


def test_a_unit_brings_what_it_cannot_be_read_without() -> None:
    sizes = [100] * len(UNITS)
    per_steward = TEXTS.index("  - per steward")
    stay = chosen(UNITS, sizes, Wanted(((per_steward,),), sure=True), 500)
    assert {TEXTS[number].strip()[:8] for number in stay} >= {"## Limit", "- `quota", "- per st"}


def test_without_a_question_sections_begin() -> None:
    stay = chosen(UNITS, [100] * len(UNITS), Wanted(), 900)
    assert {UNITS[number].under for number in stay if UNITS[number].role is Role.TEXT} == {0, 6}


def test_the_budget_is_kept_but_for_the_best() -> None:
    sizes = [1000] * len(UNITS)
    stay = chosen(UNITS, sizes, Wanted(((4,), (7,)), sure=True), 3000)
    assert sum(sizes[number] for number in stay) <= 3000 * 1.6 + 3000


def test_a_larger_share_stays_where_nobody_asked() -> None:
    assert LEAST < budget(50_000, sure=True, room=None) < budget(50_000, sure=False, room=None)
    assert budget(50_000, sure=False, room=100) == 350


def test_all_headings_that_go_are_named_in_labels_that_end() -> None:
    units = place([Unit(n, n + 1, Role.HEADING, 1) for n in range(200)])
    names = [f"Heading number {n}" for n in range(200)]
    labels = [label for _, _, label in runs(units, {100}, names, [20] * 200)]
    assert all(len(label) <= LABEL + 40 for label in labels)
    said = "; ".join(labels).split("; ")
    assert said == [name for n, name in enumerate(names) if n != 100]


def test_what_has_no_headings_is_counted() -> None:
    units = [Unit(n, n + 1, Role.ITEM if n % 2 else Role.TEXT) for n in range(9)]
    assert list(runs(units, {0}, [""] * 9, [300] * 9)) == [(1, 9, "4 list items, 4 paragraphs")]


def test_a_heading_is_named_without_its_markup() -> None:
    assert heading_name("### `open(<path>)` [docs](https://x) ###") == "open(‹path›) docs"
    assert heading_name("       --all, -a\n") == "--all, -a"
    assert len(heading_name("# " + "long " * 100)) <= 90
