"""The environment names of the systems Weft takes the place of, and what they mean here.

Only names that their documents state and that have a knob here stand in this table. A `WEFT_`
name wins over them. Variables of theirs that are not here are not ours to judge: they are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Alias:
    """Variables that together say what one knob should be.

    `translate` gets the ones that are set and gives the text for the knob, or raises `ValueError`
    with a message that says what to set instead.
    """

    path: str
    names: tuple[str, ...]
    meaning: str
    translate: Callable[[Mapping[str, str]], str]

    def heard(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Those of its variables that are set. An empty variable counts as not set."""
        return {name: environ[name].strip() for name in self.names if environ.get(name, "").strip()}


_SWITCH = {"true": True, "1": True, "false": False, "0": False}
_THEIR_MODES = {"off": "off", "live_zone": "full"}


def _verbatim(heard: Mapping[str, str]) -> str:
    (text,) = heard.values()
    return text


def _address(heard: Mapping[str, str]) -> str:
    host = heard.get("HEADROOM_HOST", "127.0.0.1")
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    return f"{host}:{heard.get('HEADROOM_PORT', '8787')}"


def _enabled(heard: Mapping[str, str]) -> str:
    (text,) = heard.values()
    return {"enabled": "true", "disabled": "false"}.get(text.lower(), text)


def _mode(heard: Mapping[str, str]) -> str:
    switch = heard.get("HEADROOM_PROXY_COMPRESSION", "true").lower()
    mode = heard.get("HEADROOM_PROXY_COMPRESSION_MODE", "live_zone").lower()
    if switch not in _SWITCH:
        raise ValueError("expected true or false; or set WEFT_REWRITE_MODE")
    if mode not in _THEIR_MODES:
        raise ValueError("expected off or live_zone; or set WEFT_REWRITE_MODE")
    return _THEIR_MODES[mode] if _SWITCH[switch] else "off"


def _store(heard: Mapping[str, str]) -> str:
    path = heard.get("HEADROOM_CCR_SQLITE_PATH")
    backend = heard.get("HEADROOM_CCR_BACKEND", "sqlite").lower()
    match backend:
        case "sqlite":
            return f"sqlite:{path}" if path else "sqlite:{state_dir}/recall.db"
        case "memory":
            return "memory:"
        case "redis":
            raise ValueError("say where Redis is: set WEFT_STORE_URL=redis://HOST:PORT/DB")
        case _:
            raise ValueError("expected sqlite, memory or redis; or set WEFT_STORE_URL")


# In order: where two speak of one knob, the first that is set is heard.
ALIASES = (
    Alias("proxy.listen", ("HEADROOM_PROXY_LISTEN",), "as it stands", _verbatim),
    Alias(
        "proxy.listen",
        ("HEADROOM_HOST", "HEADROOM_PORT"),
        "`HOST:PORT`; the one not set is `127.0.0.1` or `8787`",
        _address,
    ),
    Alias("proxy.upstream", ("HEADROOM_PROXY_UPSTREAM",), "as it stands", _verbatim),
    Alias(
        "proxy.strip_internal_headers",
        ("HEADROOM_PROXY_STRIP_INTERNAL_HEADERS",),
        "`enabled` or `disabled`",
        _enabled,
    ),
    Alias("proxy.token", ("HEADROOM_PROXY_TOKEN",), "as it stands", _verbatim),
    Alias(
        "rewrite.mode",
        ("HEADROOM_PROXY_COMPRESSION", "HEADROOM_PROXY_COMPRESSION_MODE"),
        "`full`; or `off` where the one is `false` or the other `off`",
        _mode,
    ),
    Alias(
        "rewrite.frozen_prefix",
        ("HEADROOM_PROXY_CACHE_CONTROL_AUTO_FROZEN",),
        "`enabled` or `disabled`",
        _enabled,
    ),
    Alias(
        "rewrite.auth_policy",
        ("HEADROOM_PROXY_AUTH_MODE_POLICY_ENFORCEMENT",),
        "`enabled` or `disabled`",
        _enabled,
    ),
    Alias(
        "store.url",
        ("HEADROOM_CCR_BACKEND", "HEADROOM_CCR_SQLITE_PATH"),
        "`sqlite` (with that path) or `memory`; `redis` needs `WEFT_STORE_URL`",
        _store,
    ),
    Alias("store.idle", ("HEADROOM_CCR_TTL_SECONDS",), "seconds", _verbatim),
    Alias("state_dir", ("WOOLLAMA_STATE_DIR",), "as it stands", _verbatim),
)
