"""What is shown of the settings: everything, and no secret."""

from __future__ import annotations

from desk import settings

from weft.settings.knob import KNOBS
from weft.settings.report import plain, report


def test_every_setting_is_shown_as_people_write_it() -> None:
    shown = {line.knob.path: line.shown for line in report(settings())}
    assert shown.keys() == KNOBS.keys()
    assert shown["store.idle"] == "24h"
    assert shown["store.max_bytes"] == "2GiB"
    assert shown["engine.lossy"] == "true"
    assert shown["proxy.upstream"] == "-"


def test_secrets_are_masked_for_people_and_programs() -> None:
    loaded = settings(
        WEFT_STORE_URL="redis://:hunter2@cache/0", WEFT_PROXY_UPSTREAM="https://me:hunter2@up"
    )
    assert "hunter2" not in str([line.shown for line in report(loaded)])
    assert "hunter2" not in str(plain(loaded))
    assert loaded.settings.store.url == "redis://:hunter2@cache/0"


def test_programs_get_seconds_bytes_and_origins() -> None:
    told = plain(settings("store.idle = '1h'", WEFT_STORE_IDLE="2h"))
    assert told["file"] == "./weft.toml"
    assert told["settings"]["store.idle"] == {
        "value": 7_200.0,
        "origin": "environment WEFT_STORE_IDLE",
        "not_heard": ["file ./weft.toml"],
    }
    assert told["settings"]["store.max_bytes"]["value"] == 2 << 30
