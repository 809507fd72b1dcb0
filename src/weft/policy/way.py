"""The way back: how a model can have what was left out, and what it costs to give it one.

    it was offered our tool before      nothing; it stays
    the client brings such a tool       nothing
    our tool, where nothing cached      its definition
        breaks by it
    a command line, where the model     a line behind the first marker
        has a shell
    our tool all the same               its definition, and the prefix written anew: if the cuts
                                        at hand are worth that
    none                                nothing is left out

A tool stands in front of the conversation, so it is added once and never taken away. Whoever pays
by a subscription or with OAuth has nothing added, unless it is asked for.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from weft.dialects.recalling.tool import declared
from weft.dialects.slot import mappings, text_of
from weft.policy.gain import offering
from weft.policy.words import Auth

if TYPE_CHECKING:
    from weft.policy.plan import Circumstances

TOOL_TOKENS = 180  # of the definition, about
ALWAYS, NEVER = "always", "never"

_SHELLS = frozenset(
    (
        "bash",
        "commandexecution",
        "execcommand",
        "execute",
        "executebash",
        "executecommand",
        "localshell",
        "powershell",
        "runbash",
        "runcommand",
        "runinterminal",
        "runshellcommand",
        "runterminalcmd",
        "shell",
        "shellcommand",
        "terminal",
    )
)
_SIGNS = re.compile(r"[^a-z0-9]+")


class Way(Enum):
    """How the model can ask for what was left out."""

    OFFERED = "our tool is there"
    OWN = "the client has a tool for it"
    OFFER = "our tool is added now"
    SHELL = "a command line"
    NONE = "there is none"


def way(
    now: Circumstances, tools: object, *, setting: str, offered: bool, offerable: bool, worth: float
) -> Way:
    """The way for this request.

    `tools` are the client's, `offered` and `offerable` whether ours is among them and could be.
    `worth` is what the cuts at hand save, in fresh tokens.
    """
    if offered:
        return Way.OFFERED
    if declared({"tools": tools}):
        return Way.OWN
    may = (
        offerable and setting != NEVER and (now.auth in (Auth.KEY, Auth.NONE) or setting == ALWAYS)
    )
    if may and (setting == ALWAYS or not _alive(now)):
        return Way.OFFER
    if has_shell(tools):
        return Way.SHELL
    if may and offering(TOOL_TOKENS, now.stakes, alive=True) < worth:
        return Way.OFFER
    return Way.NONE


def has_shell(tools: object) -> bool:
    """Whether one of the client's tools runs commands."""
    for _, tool in mappings(tools):
        function = tool.get("function")
        named = text_of(tool.get("name")) or text_of(tool.get("type"))
        if isinstance(function, dict):
            named = text_of(function.get("name"))
        bare = _SIGNS.sub("", named.lower().rpartition("__")[2])
        if bare in _SHELLS:
            return True
        for field in ("functionDeclarations", "function_declarations"):
            if has_shell(tool.get(field)):
                return True
    return False


def _alive(now: Circumstances) -> bool:
    """Whether a cached prefix may be alive that a tool in front of it would break."""
    if now.cache_dead or not now.stakes.cached:
        return False
    return now.turns > 0 and not now.below_minimum
