"""`/v1/retrieve`: originals, and parts of them, for programs that are no model behind this proxy.

    GET  /v1/retrieve/{hash}      with the question as parameters
    POST /v1/retrieve/{hash}      with the question as JSON
    GET, POST /v1/retrieve        the same, with the hash in it
    GET  /v1/retrieve/stats       what the store holds
    POST /v1/retrieve/tool_call   a model's call, answered in the shape of its provider

Whose original: a request with a provider's credential gets what was left out of that credential's
own requests, and nothing else. One without gets anybody's: whoever comes past the guard could read
the store itself.

The store is asked in threads. What cannot be known is null, and never made up.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from weft.gateway.answering import Answer, Door, Refused
from weft.policy.tenants import LOCAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weft.gateway.answering import Asked, Doors, Whose
    from weft.recall.reply import Reply
    from weft.recall.store import Limits, Store

TOOLS = ("weft_retrieve", "headroom_retrieve")
CAP = 1024 * 1024  # bytes of a question


class Retrieving:
    """Answers from one store. `whose` says the tenant of a request."""

    def __init__(self, store: Store, limits: Limits, whose: Whose) -> None:
        self._store = store
        self._limits = limits
        self._whose = whose

    @property
    def doors(self) -> Doors:
        """Where it is asked."""
        either = {"GET": self.retrieve, "POST": self.retrieve}
        return {
            "/v1/retrieve": Door(either, cap=CAP),
            "/v1/retrieve/stats": Door({"GET": self.stats}),
            "/v1/retrieve/tool_call": Door({"POST": self.tool_call}, cap=CAP),
            "/v1/retrieve/{hash}": Door(either, cap=CAP),
        }

    async def retrieve(self, asked: Asked) -> Answer:
        """An original, or a part of it."""
        arguments = {**_arguments(asked), **asked.named}
        if not arguments.get("hash"):
            raise Refused(400, "say which original: its hash is missing", code="no_hash")
        return Answer.of(await asyncio.to_thread(self._found, self._whose(asked), arguments))

    async def stats(self, _: Asked) -> Answer:
        """What the store holds, and for how long."""
        found = await asyncio.to_thread(self._store.stats)
        store = {
            "entry_count": found.originals,
            "max_entries": None,
            "default_ttl_seconds": self._limits.idle_seconds,
            "max_bytes": self._limits.max_bytes,
            "backend": {"type": found.backend},
            "decisions": found.decisions,
            "original_bytes": found.original_bytes,
            "stored_bytes": found.stored_bytes,
            "evicted": found.evicted,
            "expired": found.expired,
        }
        return Answer.of({"store": store, "recent_retrievals": None})

    async def tool_call(self, asked: Asked) -> Answer:
        """A model's call of the tool, answered as its provider wants a result."""
        body = asked.json()
        call, provider = body.get("tool_call"), body.get("provider")
        if not isinstance(call, dict):
            raise Refused(400, "tool_call is the call as the model made it, an object")
        named = "anthropic" if provider is None else provider
        shape = _RESULTS.get(named) if isinstance(named, str) else None
        if shape is None:
            raise Refused(400, f"provider is one of {', '.join(_RESULTS)}")
        name, arguments = _call(call)
        if not name.endswith(TOOLS):
            raise Refused(400, f"tool_call is a call of {' or '.join(TOOLS)}, not of {name!r}")
        told = await asyncio.to_thread(self._told, self._whose(asked), arguments)
        id_ = call.get("id") or call.get("call_id")
        result = shape(id_ if isinstance(id_, str) else "", name, told.text)
        data = {"content" if told.found else "error": told.text}
        return Answer.of({"tool_result": result, "success": told.found, "data": data})

    def _told(self, tenant: str, arguments: str) -> Reply:
        """What the model is told: the very same as where the gateway answers the call itself."""
        from weft.recall.reply import hash_in, reply  # noqa: PLC0415 - 5 MB for who asks

        hash_ = hash_in(arguments) if tenant == LOCAL else None
        owner = None if hash_ is None else self._store.owner(hash_)
        return reply(self._store, owner or tenant, arguments)

    def _found(self, tenant: str, arguments: Mapping[str, object]) -> dict[str, object]:
        from weft.gateway.originals import found  # noqa: PLC0415 - 5 MB for who asks

        return found(self._store, self._limits, tenant, arguments)


def _arguments(asked: Asked) -> dict[str, object]:
    if asked.method == "POST" and asked.body.strip():
        return asked.json()
    query: dict[str, object] = {**asked.query}
    return {**query, "where": asked.all_of("where")}


def _call(call: Mapping[str, Any]) -> tuple[str, str]:
    """The name and the arguments of a call, as JSON, in the shape of any provider."""
    for holder in (call.get("function"), call.get("functionCall"), call):
        if not isinstance(holder, dict):
            continue
        for key in ("arguments", "input", "args"):
            given = holder.get(key)
            if isinstance(given, str | dict):
                written = given if isinstance(given, str) else json.dumps(given)
                return str(holder.get("name") or ""), written
    raise Refused(400, "tool_call has no arguments: it is neither of the shapes of the providers")


_RESULTS: Mapping[str, Callable[[str, str, str], dict[str, object]]] = {
    "anthropic": lambda id_, _, text: {"type": "tool_result", "tool_use_id": id_, "content": text},
    "openai": lambda id_, _, text: {"role": "tool", "tool_call_id": id_, "content": text},
    "responses": lambda id_, _, text: {
        "type": "function_call_output",
        "call_id": id_,
        "output": text,
    },
    "google": lambda _, name, text: {
        "functionResponse": {"name": name, "response": {"content": text}}
    },
    "gemini": lambda _, name, text: {
        "functionResponse": {"name": name, "response": {"content": text}}
    },
}


__all__ = ["Retrieving"]
