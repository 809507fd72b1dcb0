"""Flags of `weft proxy` as settings: which setting each is, and what its words mean.

Most are settings of the same name. Those of the system whose place Weft takes say it in their own
words; each becomes a setting here, so that it is checked where all are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Given = tuple[str, str, str]  # the option as it is written, the setting, the text

SPECIAL = {
    "log_level": "log.level",
    "route": "proxy.routes",
    "mode": "rewrite.mode",
    "retrieval_tool": "rewrite.retrieval_tool",
    "compression_max_body_bytes": "rewrite.max_body_bytes",
    "cache_control_auto_frozen": "rewrite.frozen_prefix",
    "auth_mode_policy_enforcement": "rewrite.auth_policy",
}
_WORDS = {"enabled": "true", "disabled": "false"}
_WORDY = ("strip_internal_headers", "cache_control_auto_frozen", "auth_mode_policy_enforcement")
_MODES = {
    "compression": {"true": "full", "1": "full", "false": "off", "0": "off"},
    "compression_mode": {"live_zone": "full", "off": "off"},
}


def setting(name: str) -> str:
    """The setting that a flag of this name is."""
    return SPECIAL.get(name, f"proxy.{name}")


def of_flags(flags: Mapping[str, str | Sequence[str] | None]) -> list[Given]:
    """The flags that were given, as settings."""
    found = _modes(flags)
    for name, value in flags.items():
        if not value or name in _MODES:
            continue
        text = value if isinstance(value, str) else ",".join(value)
        if name in _WORDY:
            text = _WORDS.get(text, text)
        found.append((_option(name), setting(name), text))
    return found


def _modes(flags: Mapping[str, str | Sequence[str] | None]) -> list[Given]:
    """The flags of another system that say how far to go: where one says off, it is off.

    The last one counts, and `--mode` comes after them.
    """
    said = [(name, str(flags[name])) for name in _MODES if flags.get(name)]
    modes = [(_option(name), "rewrite.mode", _MODES[name].get(text, text)) for name, text in said]
    return sorted(modes, key=lambda flag: flag[2] == "off")


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")
