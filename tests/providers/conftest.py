"""What the tests with real clients share: a scripted upstream, the gateway before it, the SDKs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anthropic
import openai
import pytest
from google import genai
from proxy_process import Weft
from scripted_upstream import Scripted, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripted_upstream import Sockets


@pytest.fixture(autouse=True)
def _nothing_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="module")
def scripted() -> Iterator[Scripted]:
    with Scripted() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def gateway(scripted: Scripted, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weft]:
    state = str(tmp_path_factory.mktemp("state"))
    started = Weft("--listen", "127.0.0.1:0", "--upstream", scripted.url, WEFT_STATE_DIR=state)
    with started as running:
        yield running


@pytest.fixture(scope="module")
def sockets() -> Iterator[Sockets]:
    with speaking() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def socket_gateway(sockets: Sockets, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weft]:
    state = str(tmp_path_factory.mktemp("state"))
    started = Weft("--listen", "127.0.0.1:0", "--upstream", sockets.url, WEFT_STATE_DIR=state)
    with started as running:
        yield running


@pytest.fixture
def claude(gateway: Weft) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=gateway.url, api_key="sk-ant", max_retries=0) as client:
        yield client


@pytest.fixture
def chat(gateway: Weft) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{gateway.url}/v1", api_key="sk-test", max_retries=0) as client:
        yield client


@pytest.fixture
def gemini(gateway: Weft) -> Iterator[genai.Client]:
    options = genai.types.HttpOptions(base_url=gateway.url)
    client = genai.Client(api_key="AIza-test", http_options=options)
    yield client
    client.close()
