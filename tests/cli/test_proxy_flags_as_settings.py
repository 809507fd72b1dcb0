"""Each flag of `weft proxy` is a setting; those of another system say it in their own words."""

from __future__ import annotations

import pytest

from weft.cli.proxy import proxy
from weft.cli.proxy_flags import of_flags, setting
from weft.settings import Flag, Settings, resolve
from weft.settings.knob import KNOBS

NO_SETTINGS = {"compression", "compression_mode", "no_rewrite_host"} | {
    "config",
    "set",
    "state_dir",
}


def settings(**flags: str | tuple[str, ...] | None) -> Settings:
    given = [Flag(*each) for each in of_flags(flags)]
    environ = {"HOME": "/home/somebody"}
    return resolve(given, environ, None, lambda _: None).settings


def test_every_flag_is_a_setting() -> None:
    for option in proxy.params:
        assert option.name in NO_SETTINGS or setting(str(option.name)) in KNOBS


def test_flags_that_were_not_given_say_nothing() -> None:
    assert of_flags({"listen": (), "mode": None, "workers": "2"}) == [
        ("--workers", "proxy.workers", "2")
    ]


@pytest.mark.parametrize(
    ("flags", "mode"),
    [
        ({}, "full"),
        ({"mode": "lossless"}, "lossless"),
        ({"compression": "true"}, "full"),
        ({"compression": "false"}, "off"),
        ({"compression_mode": "live_zone"}, "full"),
        ({"compression_mode": "off"}, "off"),
        ({"compression": "true", "compression_mode": "off"}, "off"),
        ({"compression": "false", "compression_mode": "live_zone"}, "off"),
        ({"compression": "false", "mode": "observe"}, "observe"),
    ],
)
def test_how_far_requests_are_rewritten(flags: dict[str, str], mode: str) -> None:
    assert settings(**flags).rewrite.mode == mode


def test_the_other_flags_of_the_seed() -> None:
    rewrite = settings(
        cache_control_auto_frozen="disabled",
        auth_mode_policy_enforcement="disabled",
        compression_max_body_bytes="5MB",
    ).rewrite
    assert (rewrite.frozen_prefix, rewrite.auth_policy) == (False, False)
    assert rewrite.max_body_bytes == 5_000_000


@pytest.mark.parametrize(
    ("compression", "kind", "mode"),
    [
        ("true", "", "full"),
        ("false", "", "off"),
        ("1", "live_zone", "full"),
        ("true", "off", "off"),
        ("", "off", "off"),
        ("", "LIVE_ZONE", "full"),
        ("FALSE", "live_zone", "off"),
    ],
)
def test_the_environment_says_it_too(compression: str, kind: str, mode: str) -> None:
    environ = {
        "HOME": "/home/somebody",
        "HEADROOM_PROXY_COMPRESSION": compression,
        "HEADROOM_PROXY_COMPRESSION_MODE": kind,
    }
    assert resolve([], environ, None, lambda _: None).settings.rewrite.mode == mode
