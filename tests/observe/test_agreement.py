"""One stream of events: whoever is asked, and however, the numbers are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from observed import FORMS, block, exchange, exchanges, listening
from prometheus_client.parser import text_string_to_metric_families

from weft.observe.explained import explained
from weft.observe.headers import report
from weft.observe.log import closing, line
from weft.observe.stats import tokens
from weft.observe.tally import Tally
from weft.policy.money import Worth
from weft.policy.words import Auth, Mode, Reason

if TYPE_CHECKING:
    from weft.gateway.events import Exchanged

EVENTS = (
    exchange("r1"),
    exchange(
        "r2",
        blocks=(block(Reason.OBSERVED, 700, 100),),
        mode=Mode.OBSERVE,
        replayed=0,
        replayed_saved=0,
        bytes_after=9_000,
    ),
    exchange(
        "r3",
        blocks=(block(Reason.STORE_FAILED, 800, 800),),
        failures=("store_failed: full",),
        status=529,
        worth=None,
        bytes_before=100,
        bytes_after=350,
    ),
    exchange(
        "r4",
        dialect="gemini",
        model="gemini-2.5-pro",
        auth=Auth.OAUTH,
        heard=None,
        worth=Worth(spent=20.0, unshortened=5.5),
        first_byte_seconds=0.0,
        status=0,
    ),
)


def metrics(body: bytes) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


@pytest.fixture(scope="module")
def told() -> Any:
    """What each view shows of these four exchanges."""
    listener = listening(None)
    for event in EVENTS:
        listener.ear.listen(event)
    yield {
        "stats": listener.json("/stats"),
        "metrics": metrics(listener.ask("/metrics").body),
        "explained": [
            listener.json("/v1/explain/{request_id}", request_id=event.request_id)
            for event in EVENTS
        ],
        "headers": [{k.decode(): v.decode() for k, v in report(event)} for event in EVENTS],
        "lines": [line(event)[1] for event in EVENTS],
    }
    listener.ear.close()


def test_tokens(told: Any) -> None:
    tokens = told["stats"]["tokens"]
    assert tokens == {
        "before": 990 + 700 + 800 + 990,
        "after": 490 + 700 + 800 + 490,  # what was only observed was sent whole
        "new_saved": 1_000,
        "replayed_saved": 3_600,
        "saved": 4_600,
        "unbilled": 1_200 + 1_700,  # of r3, which was refused, and r4, which was not answered
        "would_save": 600,
    }
    assert tokens["saved"] == sum(event.saved for event in EVENTS)
    for name in (
        "before",
        "after",
        "new_saved",
        "replayed_saved",
        "saved",
        "unbilled",
        "would_save",
    ):
        assert tokens[name] == sum(each["tokens"][name] for each in told["explained"])
    for name in ("before", "after", "new-saved", "replayed-saved", "saved"):
        assert tokens[name.replace("-", "_")] == sum(
            int(each[f"x-weft-tokens-{name}"]) for each in told["headers"]
        )
    assert tokens["saved"] == sum(each["tokens_saved"] for each in told["lines"])
    scraped = told["metrics"]
    assert scraped["weft_tokens_saved_total", "new"] == tokens["new_saved"]
    assert scraped["weft_tokens_saved_total", "replayed"] == tokens["replayed_saved"]
    assert scraped["weft_new_tokens_total", "before"] == tokens["before"]
    assert scraped["weft_new_tokens_total", "after"] == tokens["after"]
    assert scraped["weft_tokens_unbilled_total",] == tokens["unbilled"]
    assert scraped["weft_tokens_would_save_total",] == tokens["would_save"]


def test_forms(told: Any) -> None:
    stats, scraped = told["stats"], told["metrics"]
    assert stats["compressions_by_strategy"] == {
        "compact_json": 0,  # never fires
        "outline": 2,
        "repeated_lines": 2,
    }
    saved = stats["tokens_saved_by_strategy"]
    assert sum(saved.values()) == stats["tokens"]["new_saved"]
    for form in FORMS[1:]:
        assert scraped["weft_form_tokens_saved_total", form] == saved[form]
        assert scraped["weft_forms_total", form] == stats["compressions_by_strategy"][form]


def test_timings(told: Any) -> None:
    timing = told["stats"]["pipeline_timing"]
    assert timing["repeated_lines"] == {"average_ms": 1.0, "max_ms": 1.0, "count": 6}
    assert timing["rewriting"] == {"average_ms": 6.0, "max_ms": 6.0, "count": 4}
    assert timing["first_byte"] == {"average_ms": 700.0, "max_ms": 700.0, "count": 3}
    latency = told["stats"]["latency"]["rewriting"]
    assert latency == {**timing["rewriting"], "up_to_seconds": {"0.01": 4}}
    scraped = told["metrics"]
    assert scraped["weft_rewrite_seconds_count",] == 4
    assert scraped["weft_rewrite_seconds_sum",] == pytest.approx(0.024)
    assert scraped["weft_rewrite_seconds_bucket", "0.005"] == 0
    assert scraped["weft_rewrite_seconds_bucket", "0.01"] == 4
    assert scraped["weft_first_byte_seconds_bucket", "+Inf"] == 3


def test_requests(told: Any) -> None:
    requests = told["stats"]["requests"]
    assert requests["total"] == 4
    assert requests["by_dialect"] == {"anthropic": 3, "gemini": 1}
    assert requests["by_status"] == {"200": 2, "529": 1, "0": 1}
    assert requests["by_mode"] == {"full": 3, "observe": 1}
    assert requests["by_model"] == {"claude-sonnet": 3, "gemini-pro": 1}
    assert (requests["rewritten"], requests["replaying"], requests["unheard"]) == (2, 3, 1)
    scraped = told["metrics"]
    assert scraped["weft_requests_total", "key", "anthropic", "full", "generate", "5xx"] == 1
    assert scraped["weft_requests_total", "oauth", "gemini", "full", "generate", "none"] == 1
    assert sum(n for key, n in scraped.items() if key[0] == "weft_requests_total") == 4


def test_reasons_and_failures(told: Any) -> None:
    reasons, scraped = told["stats"]["reasons"], told["metrics"]
    assert set(reasons) == set(map(str, Reason))
    assert {name: n for name, n in reasons.items() if n} == {
        "rewritten": 2,
        "small": 2,
        "observed": 1,
        "store_failed": 1,
    }
    assert sum(reasons.values()) == told["stats"]["texts"]["new"]
    for reason, number in reasons.items():
        assert scraped["weft_decisions_total", reason] == number
    # A failed text and the exchange's own word for it are one failure.
    assert told["stats"]["failures"] == {"store_failed": 1}
    assert scraped["weft_failures_total", "store_failed"] == 1
    assert told["explained"][2]["words"] == ["store_failed: full"]


def test_money(told: Any) -> None:
    money, scraped = told["stats"]["money"], told["metrics"]
    assert money["saved_usd"] == pytest.approx((2 * 2_899.75 - 14.5) / 10**6)
    assert (money["priced"], money["unpriced"]) == (3, 1)
    assert money["saved_usd"] == pytest.approx(
        sum(each["money"]["saved_usd"] for each in told["explained"] if each["money"])
    )
    assert money["saved_usd_by_model"]["gemini-pro"] == pytest.approx(-14.5 / 10**6)
    assert scraped["weft_saved_dollars",] == money["saved_usd"]
    assert scraped["weft_model_saved_dollars", "gemini-pro"] < 0
    assert scraped["weft_prices_total", "no"] == 1
    assert sum(each["saved_usd"] or 0 for each in told["lines"]) == pytest.approx(
        money["saved_usd"]
    )


def test_usage_and_bytes(told: Any) -> None:
    stats, scraped = told["stats"], told["metrics"]
    assert stats["usage"] == {
        "fresh": 300,
        "read": 15_000,
        "written": 1_800,
        "written_long": 0,
        "output": 750,
    }
    assert stats["hidden"]["turns"] == 4
    assert stats["recall"] == {"retrieved": 4, "missed": 4}
    assert scraped["weft_usage_tokens_total", "read"] == 15_000
    assert stats["bytes"] == {"before": 27_100, "after": 19_350, "added": 250, "removed": 8_000}
    assert scraped["weft_request_bytes_added_total",] == 250
    assert scraped["weft_request_bytes_removed_total",] == 8_000


def test_lifetime_is_the_same_where_there_was_nothing_before(told: Any) -> None:
    stats = told["stats"]
    lifetime = {**stats["lifetime"]}
    del lifetime["since"]
    assert lifetime == {name: stats[name] for name in lifetime}


def test_the_last_line_says_what_it_came_to() -> None:
    tally = Tally()
    for event in EVENTS:
        tally.add(event)
    assert closing(7, tally) == "worker 7: 4 exchanges, 4,600 tokens not sent, net $0.01"


@given(exchanges)
def test_any_exchange_agrees_with_itself(event: Exchanged) -> None:
    headers, tally = dict(report(event)), Tally()
    tally.add(event)
    saved = int(headers[b"x-weft-tokens-saved"])
    assert saved == event.saved
    assert saved == tokens(tally)["saved"] == explained(event)["tokens"]["saved"]
    assert saved == sum(tally.of("models_saved").values())
    assert sum(tally.of("forms_saved").values()) == sum(
        each.saved for each in event.blocks if each.forms
    )
    spoken, fields = line(event)
    assert not spoken or fields["tokens_saved"] == saved
