"""Whose request it is, told by its method and its path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.dialects.endpoint import Endpoint, Operation, endpoint, socket

VERTEX = "/v1/projects/p-1/locations/europe-west1"
GENERATE, COUNT = Operation.GENERATE, Operation.COUNT

FIXED = [
    ("/v1/messages", "anthropic", GENERATE),
    ("/v1/messages?beta=true", "anthropic", GENERATE),
    ("/anthropic/v1/messages", "anthropic", GENERATE),
    ("/api/anthropic/v1/messages", "anthropic", GENERATE),
    ("/p/project/v1/messages", "anthropic", GENERATE),
    ("/v1/messages/count_tokens", "anthropic", COUNT),
    ("/v1/messages/count_tokens?beta=true", "anthropic", COUNT),
    ("/v1/chat/completions", "openai", GENERATE),
    ("/chat/completions", "openai", GENERATE),
    ("/inference/v1/chat/completions", "openai", GENERATE),
    ("/v1beta/openai/chat/completions", "openai", GENERATE),
    ("/openai/deployments/my-gpt/chat/completions?api-version=1", "openai", GENERATE),
    (f"{VERTEX}/endpoints/openapi/chat/completions", "openai", GENERATE),
    ("/v1/responses", "responses", GENERATE),
    ("/responses", "responses", GENERATE),
    ("/v1/codex/responses", "responses", GENERATE),
    ("/backend-api/responses", "responses", GENERATE),
    ("/backend-api/codex/responses", "responses", GENERATE),
    ("/openai/v1/responses?api-version=preview", "responses", GENERATE),
    ("/v1/responses/input_tokens", "responses", COUNT),
    ("/v1/responses/input_tokens?beta=true", "responses", COUNT),
]


@pytest.mark.parametrize(("target", "dialect", "operation"), FIXED)
def test_paths_that_say_what_is_asked(target: str, dialect: str, operation: Operation) -> None:
    found = endpoint(b"POST", target.encode())
    assert found is not None
    assert (found.dialect.name, found.operation) == (dialect, operation)
    assert (found.model, found.stream) == ("", False)  # both are said in the body


GEMINI, CLAUDE = "gemini-3-pro", "claude-opus-4-5@20251101"
CODED = [
    (f"/v1beta/models/{GEMINI}:generateContent", "gemini", GENERATE, GEMINI, False),
    (f"/v1/models/{GEMINI}:generateContent?key=k", "gemini", GENERATE, GEMINI, False),
    (f"/v1beta/models/{GEMINI}:streamGenerateContent?alt=sse", "gemini", GENERATE, GEMINI, True),
    (f"/v1beta/models/{GEMINI}:countTokens", "gemini", COUNT, GEMINI, False),
    ("/v1beta/tunedModels/mine-7:generateContent", "gemini", GENERATE, "mine-7", False),
    (f"{VERTEX}/endpoints/123:streamGenerateContent", "gemini", GENERATE, "123", True),
    *(
        (f"{base}/publishers/google/models/{GEMINI}:{verb}", "gemini", operation, GEMINI, stream)
        for base in (VERTEX, VERTEX.replace("v1", "v1beta1"), VERTEX.removeprefix("/v1"), "/v1")
        for verb, operation, stream in [
            ("generateContent", GENERATE, False),
            ("streamGenerateContent", GENERATE, True),
            ("countTokens", COUNT, False),
        ]
    ),
    *(
        (f"{VERTEX}/publishers/anthropic/models/{name}:{verb}", "anthropic", *rest)
        for name, verb, *rest in [
            (CLAUDE, "rawPredict", GENERATE, CLAUDE, False),
            (CLAUDE, "streamRawPredict", GENERATE, CLAUDE, True),
            (CLAUDE.replace("@", "%40"), "rawPredict", GENERATE, CLAUDE, False),
            ("count-tokens", "rawPredict", COUNT, "", False),
        ]
    ),
]


@pytest.mark.parametrize(("target", "dialect", "operation", "model", "stream"), CODED)
def test_paths_that_name_the_model(
    target: str, dialect: str, operation: Operation, model: str, stream: bool
) -> None:
    found = endpoint(b"POST", target.encode())
    assert found is not None
    assert (found.dialect.name, found.operation) == (dialect, operation)
    assert (found.model, found.stream) == (model, stream)


OTHERS = [
    "/",
    "*",
    "",
    "/v1/models",
    "/v1/messages/",
    "/v1/messages/batches",
    "/v1/messages/batches/msgbatch_1/results",
    "/v1/threads/thread_1/messages",
    "/messages",
    "/v1/complete",
    "/v1/completions",
    "/v1/chat/completions/chatcmpl-1",
    "/v1/chat/completions/chatcmpl-1/messages",
    "/v1/responses/resp_123",
    "/v1/responses/resp_123/input_items",
    "/v1/responses/resp_123/cancel",
    "/v1/responses/compact",
    "/v1/conversations/conv_1/items",
    "/v1/batches",
    "/v1/embeddings",
    "/v1/myresponses",
    "/v1/live",
    "/v1/search?next=/v1/messages",
    "/v1/messages%3Fbeta=true",
    "/v1/mess%61ges",
    "/V1/Messages",
    f"/v1beta/models/{GEMINI}",
    f"/v1beta/models/{GEMINI}:embedContent",
    f"/v1beta/models/{GEMINI}:batchEmbedContents",
    f"/v1beta/models/{GEMINI}:batchGenerateContent",
    f"/v1beta/models/{GEMINI}:generateContent/operations/1",
    f"/v1beta/models/{GEMINI}:generatecontent",
    "/v1beta/models/:generateContent",
    "/v1beta/models/a/b:generateContent",
    "/v1beta/cachedContents",
    "/v1internal:streamGenerateContent",
    "/v1internal:generateContent",
    f"{VERTEX}/publishers/anthropic/models/{CLAUDE}:generateContent",
    f"{VERTEX}/publishers/anthropic/models/{CLAUDE}:predict",
    f"{VERTEX}/publishers/google/models/{GEMINI}:rawPredict",
    f"{VERTEX}/publishers/deepseek-ai/models/r1:generateContent",
    f"{VERTEX}/publishers/mistralai/models/codestral:rawPredict",
    f"{VERTEX}/endpoints/123:rawPredict",
    f"{VERTEX}/batchPredictionJobs",
    f"/model/{CLAUDE}/invoke",
]


@pytest.mark.parametrize("target", OTHERS)
def test_what_is_not_understood_is_nobodys(target: str) -> None:
    assert endpoint(b"POST", target.encode()) is None
    assert socket(target.encode()) is None


@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"post", b""])
def test_only_a_post_asks_a_model(method: bytes) -> None:
    for target, *_ in [*FIXED, *CODED]:
        assert endpoint(method, target.encode()) is None


def test_a_websocket_speaks_responses_and_nothing_else() -> None:
    for target, dialect, operation in FIXED:
        found = socket(target.encode())
        if dialect == "responses" and operation is GENERATE:
            assert found == endpoint(b"POST", target.encode())
        else:
            assert found is None
    assert not any(socket(target.encode()) for target, *_ in CODED)
    assert socket(b"/v1/realtime?model=gpt-realtime") is None


words = st.sampled_from(
    [b"/", b"v1", b"messages", b"responses", b"models", b":generateContent", b"%", b"?", b"\xff"]
)


@given(st.lists(st.one_of(words, st.binary(max_size=8)), max_size=12).map(b"".join))
def test_any_target_has_an_endpoint_or_none(target: bytes) -> None:
    found = endpoint(b"POST", target)
    assert found is None or isinstance(found, Endpoint)
    assert endpoint(b"POST", target.partition(b"?")[0] + b"?x=/v1/messages") == found
    if found is not None:
        assert endpoint(b"POST", b"/base/path" + target) == found


def test_a_vast_target_is_looked_at_once() -> None:
    for part in (b"/models", b"/publishers/x/models/", b"/models/x:", b"/publishers"):
        assert endpoint(b"POST", part * 10_000) is None
