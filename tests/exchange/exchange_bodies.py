"""Requests as they come in real life, written by hand where JSON libraries would write otherwise.

`BIG` is a text that is shortened wherever it may be; so what stays whole stays for a reason.
"""

from __future__ import annotations

import json
from typing import Any

from exchange_texts import text

BIG = text("log", 7, 400)
PATCH = (
    "*** Begin Patch\n*** Update File: src/lease.py\n@@ def renew(self):\n-    return self\n"
    "+    return self.renewed()\n*** End Patch\n"
)


def dumps(value: object) -> bytes:
    """Compact JSON, as most clients write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def use(call: str, name: str = "bash", **given: Any) -> dict[str, Any]:
    """A call in Anthropic's manner."""
    return {"type": "tool_use", "id": call, "name": name, "input": given or {"command": "make"}}


def result(call: str, content: Any = BIG, **more: Any) -> dict[str, Any]:
    """Its result."""
    return {"type": "tool_result", "tool_use_id": call, "content": content, **more}


def messages(*items: tuple[str, Any], **more: Any) -> bytes:
    """A request of Anthropic's."""
    said = [{"role": role, "content": content} for role, content in items]
    return dumps({"model": "claude-sonnet-5", "max_tokens": 99, **more, "messages": said})


def chat(*items: dict[str, Any], **more: Any) -> bytes:
    """A request of Chat Completions."""
    return dumps({"model": "gpt-6", **more, "messages": list(items)})


def chat_round(content: Any = BIG, arguments: str = '{"command":"make"}') -> list[dict[str, Any]]:
    """A person's words, a call, its result."""
    function = {"name": "bash", "arguments": arguments}
    call = {"id": "call_0123456789abcdef", "type": "function", "function": function}
    return [
        {"role": "user", "content": "Please run it."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": call["id"], "content": content},
    ]


def responses(*items: dict[str, Any], **more: Any) -> bytes:
    """A request of the Responses API."""
    return dumps({"model": "gpt-6", "store": False, **more, "input": list(items)})


def output(call: str, text: Any = BIG, kind: str = "function_call_output") -> dict[str, Any]:
    """A result in its manner."""
    return {"type": kind, "call_id": call, "output": text}


def asked(call: str, **more: Any) -> dict[str, Any]:
    """A call in its manner."""
    about = {"type": "function_call", "call_id": call, "name": "shell"}
    return {**about, "arguments": '{"command":["make"]}', **more}


UNICODE = "".join(map(chr, range(0x4E00, 0x4E00 + 600))) + "🧵👩‍👩‍👧‍👦\u202e\ufeff é é" * 60
_CONTROL = '"cache_control": {"type":"ephemeral" , "ttl":"1h"}'
_HELLO = '{"role":"user","content":"Hi"}'

# Bodies that reach the model as they are, to the byte. Each is named by what is odd about it.
UNTOUCHED: dict[str, bytes] = {
    "small": messages(("user", "Hi")),
    "unicode": messages(("user", UNICODE)),
    "escapes": b'{"messages":[{"role":"user","content":"\\u00e9\\ud83e\\uddf5\\/ \\b"}],"a":1}',
    "half a pair": b'{"model":"m","messages":[{"role":"user","content":"\\ud83e alone"}]}',
    "numbers": f'{{"model":"m","max_tokens":12345678901234567890,"temperature":1.0,"top_p":1e-9,'
    f'"metadata":{{"a":-0.0,"b":1E+2,"c":0.1000}},"messages":[{_HELLO}]}}'.encode(),
    "white space": f' {{\n "model" :"m",\t"messages": [ {_HELLO} ,\r\n {_HELLO} ] }}\n\n'.encode(),
    "twice the same key": f'{{"n":"a","n":"b","messages":[],"messages":[{_HELLO}]}}'.encode(),
    "odd order": f'{{"messages":[{_HELLO}],"system":"s","zzz":[],"model":"m"}}'.encode(),
    "markers": (
        '{"model":"m","system":[{"type":"text","text":"You help.",' + _CONTROL + '}],"messages":'
        '[{"role":"user","content":[{"type":"text","text":"Hi", ' + _CONTROL + "}]}]}"
    ).encode(),
    "signatures": messages(
        ("user", "Hi"),
        (
            "assistant",
            [
                {"type": "redacted_thinking", "data": "not ours to read=="},
                {"type": "thinking", "thinking": BIG, "signature": "c2lnbmVk+/=="},
                {"type": "text", "text": BIG},
            ],
        ),
        ("user", "Go on."),
    ),
    "what the model gave its tools": messages(
        ("user", "Hi"),
        ("assistant", [use("toolu_1", command=BIG)]),
        ("user", [result("toolu_1", "ok")]),
    ),
    "a person's own words": messages(("user", BIG), ("assistant", "Yes."), ("user", BIG)),
    "a system prompt": messages(("user", "Hi"), system=BIG),
    "a tool's definition": messages(
        ("user", "Hi"), tools=[{"name": "x", "description": BIG, "input_schema": {}}]
    ),
    "images": messages(
        ("user", [{"type": "image", "source": {"type": "base64", "data": "iVBORw0K" * 500}}])
    ),
    "unknown blocks": messages(
        ("user", "Hi"),
        ("assistant", [{"type": "surprise", "of": BIG}, use("toolu_1")]),
        ("user", [{"type": "another", "content": BIG}, result("toolu_1", "ok")]),
    ),
    "a file that will be edited": messages(
        ("user", "Hi"),
        ("assistant", [use("toolu_1", "read_file", path="src/lease.py")]),
        ("user", [result("toolu_1", text("prose", 3, 200))]),
    ),
}

RESPONSES_UNTOUCHED: dict[str, bytes] = {
    "everything odd": responses(
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
        {"type": "message", "role": "assistant", "phase": "commentary",
         "content": [{"type": "output_text", "text": BIG}]},
        {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": BIG},
        {"type": "compaction", "id": "cmp_1", "encrypted_content": BIG},
        asked("call_1", arguments='{"a": 1.0,   "b": "\\u00e9"}'),
        {"type": "apply_patch_call", "id": "ap_1", "call_id": "call_2", "operation": PATCH},
        {"type": "mcp_call", "id": "mcp_1", "name": "x", "arguments": "{}", "output": BIG},
        {"type": "computer_call", "id": "cu_1", "call_id": "call_3", "action": {"type": "wait"}},
        {"type": "image_generation_call", "id": "ig_1", "result": "iVBORw0K" * 400},
        {"type": "web_search_call", "id": "ws_1", "action": {"query": BIG}},
        {"type": "of a later version", "output": BIG},
        output("call_1", "ok"),
        {"type": "message", "role": "assistant", "phase": "final_answer",
         "content": [{"type": "output_text", "text": "Done."}]},
    ),
    "a short patch": responses(
        {"type": "custom_tool_call", "call_id": "call_1", "name": "apply_patch", "input": PATCH},
        output("call_1", "Success. Updated the following files:\nM src/lease.py\n",
               "custom_tool_call_output"),
    ),
    "an id that is no call's": responses(
        asked("call_1", id="fc_1"), output("call_1", "ok", "function_call_output"),
    ),
    "a stream of little": responses(
        {"type": "message", "role": "user", "content": "Hi"}, stream=True
    ),
}  # fmt: skip
