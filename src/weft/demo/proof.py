"""Proofs of the promises: everything sent again gives the same bytes, and an original comes back.

What may stand here: asking the gateway again, and comparing. A proof that fails is a finding, not
an error: what is wrong stands in `faults`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weft.demo.gateway import GatewayError
from weft.demo.model.script import RETRIEVE
from weft.demo.prefix import digest, messages
from weft.engine.model import Lines
from weft.recall import marker, query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.demo.journey import Journey
    from weft.demo.story import Step
    from weft.recall.marker import Marker

FIRST_LINES = 10  # a part to ask for where a marker names none


@dataclass(frozen=True, slots=True)
class Replay:
    """Each turn extended the one before; and the last one, sent again, gave the same bytes."""

    turns: int
    messages: int
    restarted: bool
    sha256_first: str
    sha256_second: str
    faults: tuple[str, ...]

    @property
    def held(self) -> bool:
        """Whether the promise held."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Fetch:
    """One original, fetched back: a part of it by the model, the whole by us.

    `offered` says whether the model had a tool to ask with; `hidden_turns` the client did not see.
    """

    step: Step
    hash: str
    marker: str
    part_name: str
    part: str
    whole_bytes: int
    sha256_original: str
    sha256_fetched: str
    offered: bool
    hidden_turns: int
    faults: tuple[str, ...]

    @property
    def held(self) -> bool:
        """Whether the promise held."""
        return not self.faults and self.sha256_original == self.sha256_fetched


def replay(journey: Journey, *, restart: bool) -> Replay:
    """Send the last request again, from a gateway that was stopped and started."""
    assert journey.last is not None
    request, _, went = journey.last
    faults = list(journey.prefix.faults)
    if restart:
        journey.gateway.restart()
    _, _, again = journey.send(request)
    for number, (was, is_now) in enumerate(zip(messages(went), messages(again), strict=True)):
        if was != is_now:
            faults.append(f"message {number} was sent otherwise the second time")
    if went != again and not faults:
        faults.append("the second request differs outside of its messages")
    return Replay(
        journey.prefix.turns,
        journey.prefix.items,
        restart,
        digest(went),
        digest(again),
        tuple(faults),
    )


def fetch(journey: Journey, steps: Sequence[Step]) -> Fetch | None:
    """Fetch back the original of which most was left out; nothing where nothing was."""
    found = _largest_cut(steps)
    if found is None:
        return None
    step, mark = found
    faults: list[str] = []
    lines = _lines(step, mark)
    expected = "\n".join(step.result.text.split("\n")[lines.first - 1 : lines.last])
    offered, hidden = _by_model(journey, mark.hash, lines, expected, faults)
    try:
        whole = str(journey.gateway.get(f"/v1/retrieve/{mark.hash}")["original_content"])
    except GatewayError as error:
        whole = ""
        faults.append(str(error))
    return Fetch(
        step=step,
        hash=mark.hash,
        marker=marker.write(mark.hash, mark.what),
        part_name=str(lines),
        part=expected,
        whole_bytes=len(whole.encode("utf-8", "surrogatepass")),
        sha256_original=sha256(step.result.text),
        sha256_fetched=sha256(whole),
        offered=offered,
        hidden_turns=hidden,
        faults=tuple(faults),
    )


def _by_model(
    journey: Journey, hash_: str, lines: Lines, expected: str, faults: list[str]
) -> tuple[bool, int]:
    """Have the model ask for the part, and say what it was given: whether it could, and in how
    many turns that the client did not see."""
    assert journey.last is not None
    request, answer, _ = journey.last
    said = [block for block in answer["content"] if block["type"] == "text"]
    if len(said) < len(answer["content"]) or not said:
        said = [{"type": "text", "text": "I have looked at everything."}]
    wanted = json.dumps({"lines": f"{lines.first}-{lines.last}"})
    words = f"What was left out there? [[retrieve {hash_} {wanted}]][[then]][[quote]]"
    before = len(journey.bodies)
    answer, _, went = journey.send(journey.client.then(request, said, words))
    offered = f'"{RETRIEVE}"'.encode() in went
    if offered and expected not in _text(answer):
        faults.append(f"asked for {lines}, the model says: {_text(answer)[:200]!r}")
    if any(block["type"] != "text" for block in answer["content"]):
        faults.append("the client was shown more than what the model says")
    return offered, len(journey.bodies) - before - 1


def _text(answer: dict[str, Any]) -> str:
    return "".join(block.get("text", "") for block in answer["content"])


def _largest_cut(steps: Sequence[Step]) -> tuple[Step, Marker] | None:
    cut = [step for step in steps if step.hash]
    if not cut:
        return None
    step = max(cut, key=lambda each: (each.saved, -each.number))
    return step, next(each for each in marker.parse(step.sent) if each.hash == step.hash)


def _lines(step: Step, mark: Marker) -> Lines:
    """Some of the lines that the marker stands for."""
    part = query.parse_part(mark.what)
    if isinstance(part, Lines):
        return Lines(part.first, min(part.last, part.first + FIRST_LINES - 1))
    return Lines(1, min(FIRST_LINES, max(1, step.result.text.count("\n"))))


def sha256(text: str) -> str:
    """The fingerprint of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
