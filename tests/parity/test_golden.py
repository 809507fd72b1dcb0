"""The golden fixtures: what every transform gave, it gives.

A failure here is a change of output. If it is meant, record it (`weft parity record --force`) and
let the change of the fixture be reviewed; `docs/parity.md` says how.
"""

from __future__ import annotations

import pytest
from parity_cases import FIXTURES, cases

from weft.parity import compare
from weft.parity.compare import Outcome
from weft.parity.transforms import TRANSFORMS

LEAST = 12  # fixtures of a transform
MOST_BYTES = 10_000_000  # of the whole folder: it is cloned by everybody


@pytest.mark.parametrize("name", sorted(TRANSFORMS))
def test_a_transform_gives_what_it_gave(name):
    results = list(compare.run(FIXTURES, TRANSFORMS, [name]))
    wrong = [
        f"{one.transform}/{one.file} {one.outcome}: {one.detail}"
        for one in results
        if one.outcome is not Outcome.MATCH
    ]
    assert not wrong, "\n".join(wrong)
    assert len(results) >= LEAST


def test_every_folder_has_a_comparator():
    assert set(compare.folders(FIXTURES)) <= set(TRANSFORMS)


def test_every_case_is_recorded():
    missing = [case.path(FIXTURES) for case in cases() if not case.path(FIXTURES).exists()]
    assert not missing, "run python tests/parity/parity_cases.py"


def test_the_folder_stays_small():
    assert sum(path.stat().st_size for path in FIXTURES.rglob("*.json")) < MOST_BYTES
