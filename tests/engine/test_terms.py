"""Terms: whatever of them decides an outcome is in the words that a ledger keys on."""

from __future__ import annotations

from dataclasses import fields, replace

from weft.engine.terms import Terms
from weft.engine.tokens import CL100K, count, for_model


def test_every_term_is_in_the_decider() -> None:
    terms = Terms(count)
    others = {
        "count": for_model("claude-sonnet-4-5"),
        "lossy": False,
        "offload": False,
        "room": 7,
        "min_tokens": 7,
        "effort": 7,
        **{each.name: 0.7 for each in fields(Terms) if each.name.startswith("fetched")},
        "fetch_tokens": 7,
    }
    assert set(others) == {each.name for each in fields(Terms)}
    told = [terms.decider(), *(replace(terms, **{name: others[name]}).decider() for name in others)]
    assert len(set(told)) == len(told)


def test_the_same_terms_say_the_same() -> None:
    assert Terms(count).decider() == Terms(count).decider()
    assert CL100K in Terms(for_model("gpt-4")).decider()
