"""What pytest and the web build print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo_scenes.dice import Dice

if TYPE_CHECKING:
    from collections.abc import Iterable

TESTS = {
    "catalogue/test_search": "a_word finds_by_part_of_a_word ignores_case nothing_found "
    "ranks_exact_first two_words umlauts",
    "catalogue/test_tools": "add retire retired_tools_cannot_be_lent a_set_counts_as_one",
    "loans/test_extend": "once twice not_when_reserved moves_the_due_date not_after_return",
    "loans/test_lend": "lend lend_twice_is_refused needs_a_valid_card limit_per_member "
    "due_after_fourteen_days not_on_a_holiday",
    "loans/test_reserve": "reserve cancel first_come_first_served expires_after_three_days",
    "loans/test_returns": "return late_return_costs lost_tool broken_tool return_frees_reservation",
    "members/test_cards": "new renew lost_card blocked_card",
    "members/test_fees": "none_in_time per_day capped waived",
    "reminders/test_keys": "a_key_can_be_taken_apart two_kinds_have_two_keys "
    "an_extended_loan_gets_a_new_reminder keys_are_short_enough_for_the_relay",
    "reminders/test_outbox": "take_leases_rows take_skips_leased_rows take_over_after_lease "
    "done_needs_the_lease release_puts_back release_gives_up_after_max_attempts order_by_due_date",
    "reminders/test_plan": "due_soon overdue_weekly reserved_tool_is_back nothing_for_returned",
    "reminders/test_relay": "accepted duplicate busy timeout_is_busy refused",
    "reminders/test_slow_relay": "",
    "reminders/test_worker": "sends_a_batch busy_rows_go_back refused_rows_go_back "
    "stops_after_the_row_at_hand counts_what_it_sent lease_lost_is_loud",
    "test_config": "defaults unknown_key token_from_environment bad_yaml",
}
NEW_TESTS = {
    "reminders/test_keys": " a_retry_by_another_worker_has_the_same_key",
    "reminders/test_slow_relay": " holding_a_row_starts_its_lease_anew "
    "a_row_that_waited_too_long_is_left a_row_taken_over_is_left lease_must_outlast_the_relay",
}


def _tests(more_modules: frozenset[str], only: str) -> list[str]:
    names = []
    for module, cases in TESTS.items():
        more = NEW_TESTS[module] if module in more_modules else ""
        names += [f"tests/{module}.py::test_{case}" for case in (cases + more).split()]
    return [name for name in names if name.startswith(f"tests/{only}")]


def pytest(
    new_in: Iterable[str] = (), *, failures: dict[str, str], seconds: str, only: str = ""
) -> str:
    """`pytest -v` with the new tests of some modules, and with what is said of failing ones."""
    names = _tests(frozenset(new_in), only)
    lines = [
        f"{' test session starts ':=^80}",
        "platform linux -- Python 3.12.9, pytest-8.3.5, pluggy-1.5.0 -- /app/.venv/bin/python",
        "cachedir: .pytest_cache",
        "hypothesis profile 'default'",
        "rootdir: /app",
        "configfile: pyproject.toml",
        "plugins: hypothesis-6.127.9, anyio-4.8.0",
        f"collecting ... collected {len(names)} items",
        "",
    ]
    failed = {name: text for name in names for end, text in failures.items() if name.endswith(end)}
    for number, name in enumerate(names, 1):
        outcome = "FAILED" if name in failed else "PASSED"
        percent = f"[{100 * number // len(names):3}%]"
        lines.append(f"{name} {outcome} ".ljust(94) + percent)
    lines.append("")
    if failed:
        lines.append(f"{' FAILURES ':=^80}")
        for name, text in failed.items():
            lines += [f"{' ' + name.split('::')[1] + ' ':_^80}", "", text.rstrip("\n"), ""]
        lines.append(f"{' short test summary info ':=^80}")
        for name, text in failed.items():
            error = next(line for line in text.splitlines() if line.startswith("E  "))
            lines.append(f"FAILED {name} - {error[1:].strip()}")
    counts = f"{len(failed)} failed, " if failed else ""
    lines.append(f"{f' {counts}{len(names) - len(failed)} passed in {seconds}s ':=^80}")
    return "\n".join(lines) + "\n"


def web_build(error_line: int) -> str:
    """`npm run build`: tsc finds what the new key broke, after a long list of modules."""
    dice = Dice("vite")
    names = ("api", "loans", "main", "members", "reminders", "table", "tools")
    lines = [
        "",
        "> lendery-web@2025.3.11 build",
        "> vite build --logLevel info && tsc --noEmit",
        "",
        "vite v6.2.0 building for production...",
        "transforming...",
    ]
    lines += [f"  src/{name}.ts" for name in names]
    packages = ("lit", "lit-html", "lit-element", "@lit/reactive-element", "date-fns")
    for number in range(64):
        package = packages[number % len(packages)]
        lines.append(
            f"  node_modules/{package}/{dice.pick(('dist', 'lib', 'esm'))}/"
            f"{dice.pick(('core', 'format', 'locale', 'parse', 'render'))}-{number}.js"
        )
    lines += ["✓ 71 modules transformed.", "rendering chunks...", "computing gzip size..."]
    for name in ("index", *names):
        size, packed = dice.between(900, 9900) / 100, dice.between(30, 300) / 100
        file = f"dist/assets/{name}-{dice.hex(8)}.js"
        lines.append(f"{file:<44} {size:6.2f} kB │ gzip: {packed:5.2f} kB")
    lines += [
        "✓ built in 2.84s",
        (
            f"src/reminders.ts({error_line},3): error TS2741: Property 'deliveredBy' is missing "
            "in type 'Delivery' but required in type 'DeliveryRow'."
        ),
        "npm error Lifecycle script `build` failed with error:",
        "npm error code 2",
        "npm error path /app/web",
        "npm error workspace lendery-web@2025.3.11",
        "",
    ]
    return "\n".join(lines)
