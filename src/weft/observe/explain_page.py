"""An explanation as a page of plain text, for people. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_RULE = "─" * 72


def page(told: Mapping[str, Any], time: str) -> str:
    """The explanation of one exchange."""
    return "\n".join(_lines(told, time)) + "\n"


def listed(summaries: Sequence[Mapping[str, Any]]) -> str:
    """Exchanges in a row, the newest first."""
    rows = [f"{'request':<38} {'status':>6} {'not sent':>10}  model"]
    rows += [
        f"{each['request_id']:<38} {each['status']:>6} {each['saved']:>10,}  {each['model']}"
        for each in summaries
    ]
    return "\n".join(rows) + "\n"


def _lines(told: Mapping[str, Any], time: str) -> Iterator[str]:
    tokens, texts, seconds = told["tokens"], told["texts"], told["seconds"]
    yield f"request {told['request_id']}"
    yield (
        f"{time}  {told['dialect']} {told['operation']}  {told['model']}  status {told['status']}"
        f"  mode {told['mode']}  auth {told['auth']}"
    )
    yield ""
    yield f"tokens not sent: {tokens['saved']:,}"
    yield (
        f"  {texts['new']} new texts, {texts['shortened']} shortened: "
        f"{tokens['before']:,} → {tokens['after']:,}"
    )
    yield f"  {texts['replayed']} as before: {tokens['replayed_saved']:,} not sent"
    if tokens["unbilled"]:
        yield "  nothing is billed for this exchange"
    if tokens["would_save"]:
        yield f"  only observed: {tokens['would_save']:,} could have been left out"
    yield f"bytes: {told['bytes']['before']:,} → {told['bytes']['after']:,}"
    yield (
        f"seconds: rewriting {seconds['rewriting']:.4f}, first byte {seconds['first_byte']:.3f}, "
        f"all {seconds['exchange']:.3f}"
    )
    yield from _answer(told)
    for number, block in enumerate(told["blocks"], start=1):
        yield from _block(number, block)
    if told["blocks_not_listed"]:
        yield f"{told['blocks_not_listed']:,} more texts are not listed here"


def _answer(told: Mapping[str, Any]) -> Iterator[str]:
    money, usage = told["money"], told["usage"]
    if money is None:
        yield "money: no prices are known for this model, or it said no usage"
    else:
        yield (
            f"money: ${money['spent_usd']:.6f}, unshortened ${money['unshortened_usd']:.6f}, "
            f"net saved ${money['saved_usd']:.6f}"
        )
    if usage is not None:
        yield f"usage: {_numbers(usage)}"
    for number, turn in enumerate(told["hidden"], start=1):
        yield f"hidden turn {number}: {_numbers(turn)}"
    if told["retrieved"] or told["missed"]:
        yield f"originals asked for: {told['retrieved']} given, {told['missed']} not there"
    if told["error"]:
        yield f"the answer failed: {told['error']}"
    for words in told["words"]:
        yield f"failed here: {words}"


def _numbers(usage: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in usage.items())


def _block(number: int, block: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield _RULE
    tool = f"  {block['tool']}" if block["tool"] else ""
    kind = f"  {block['kind']}" if block["kind"] else ""
    yield f"{number}. {block['where']}{tool}{kind}"
    yield f"   {block['reason']}: {block['why']}"
    if block["detail"]:
        yield f"   {block['detail']}"
    if block["forms"]:
        loss = "with cuts" if block["lossy"] else "without loss"
        yield f"   {' + '.join(block['forms'])}, {loss}"
    yield f"   tokens {block['tokens_before']:,} → {block['tokens_after']:,}" + (
        f"   hash {block['hash']}" if block["hash"] else ""
    )
    for name in ("before", "after"):
        if block[name] is not None:
            yield f"── {name} {_RULE[len(name) + 4 :]}"
            yield block[name].removesuffix("\n")
