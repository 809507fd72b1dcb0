"""What each transform is recorded with. Run this file to record what is not there yet:

    python tests/parity/parity_cases.py

It never overwrites a fixture. To take over a changed output: `weft parity record --force`.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import inputs_hostile  # noqa: F401 - adds its texts to the table
import inputs_long  # noqa: F401 - adds its texts to the table
from inputs import TEXTS
from inputs_code import CODE, NUMBERED
from inputs_consoles import CONSOLES, NESTED, SORTED
from inputs_documents import DOCUMENTS as PAPERS
from inputs_files import FILES
from inputs_json import DOCUMENTS
from inputs_json_more import MORE_DOCUMENTS
from inputs_lines import BUILDS, LOGS, TOOLS
from inputs_mixed import MIXED
from inputs_structured import DELIMITED, HELD, TABLES

from weft.engine.detect import detect
from weft.engine.model import Kind
from weft.engine.tokens import CL100K, O200K
from weft.parity import recorder
from weft.parity.fixture import Case
from weft.parity.transforms.pipeline import LOSSLESS, MAY_CUT
from weft.parity.transforms.query import written
from weft.parity.transforms.recall import TENANT
from weft.recall import query

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURES = Path(__file__).parent / "fixtures"

# Enough variety for what only hashes its input; the long texts are kept for what reads them.
SHORT = [
    "empty",
    "one_line",
    "no_final_newline",
    "json_numbers",
    "json_duplicate_keys",
    "json_strings",
    "json_scalar",
    "json_byte_order_mark",
    "progress_bars",
    "html_page",
    "unicode_text",
    "lone_surrogates",
    "control_characters",
    "blank_lines",
    "marker_lookalikes",
    "special_tokens",
]

HASH = "0123456789abcdef01234567"
WHATS = (
    "",
    "lines 120-260",
    "rows 14-200 of items",
    "body of parse(), lines 12-80",
    "a<b>c",
    "two\nlines\r\nand\ttabs",
    "  blanks around  ",
    "<<<>>>",
    ">>",
    "nul \x00 escape \x1b[31m del \x7f",
    "half \ud800 surrogate \udfff",
    "line\u2028and\u2029paragraph ends",
    "日本語 🙂 العربية",
    "x" * 120,
    "y" * 121,
    "z" * 119 + "\n tail",
    "e\u0301 \u200b zero width",
)
DECIDERS = ([], ["o200k_base"], ["cl100k_base", "lossy=True"], ["", "", "o"], ["o", "", ""])


JSON = [
    "api_pretty",
    "api_minified",
    "api_spaced",
    "json_lines",
    "json_numbers",
    "json_duplicate_keys",
    "json_strings",
    "json_deep",
    "json_truncated",
    "json_scalar",
    "json_two_documents",
    "json_byte_order_mark",
]
PLAIN = ["empty", "one_line", "prose", "python_source", "csv_table"]
TRACES = ["tool_java_traces", "tool_node_errors", "tool_python_traces"]
LONG = [name for name in TEXTS if name.startswith("long_")]
OTHERS = [name for name in TEXTS if name not in {*SHORT, *JSON, *LONG, *MIXED}]
REPEATS = [
    "no_final_newline",
    "service_log_crlf",
    "build_log",
    "repeated_blocks",
    "progress_bars",
    "pytest_output",
    "prose",
    "unicode_text",
    "lone_surrogates",
    "control_characters",
    "blank_lines",
    "special_tokens",
    "fold_lookalikes",
    "long_repeats",
    "python_source",
    "api_pretty",
    "empty",
    "one_line",
]

# Questions about a text, each with what it shows.
QUESTIONS: list[tuple[str, query.Question]] = [
    ("prose", query.Whole()),
    ("empty", query.Whole()),
    ("service_log_crlf", query.Lines(3, 7)),
    ("no_final_newline", query.Lines(6, query.END)),
    ("one_line", query.Lines(2, 3)),
    ("unicode_text", query.Chars(5, 60)),
    ("lone_surrogates", query.Chars(1, 30)),
    ("api_pretty", query.Rows(3, 4)),
    ("api_minified", query.Rows(1, 2, "items")),
    ("api_minified", query.Rows(1, 2, "nothing")),
    ("json_lines", query.Rows(2, 3)),
    ("csv_table", query.Rows(38, query.END)),
    ("csv_table", query.Select(fields=("service", "seconds"), last=5)),
    ("service_log", query.Rows(1, 2)),
]


def _conditions() -> Iterator[tuple[str, query.Question]]:
    for name, where, fields in [
        ("api_pretty", ["state=closed", "score>0.5"], "number,title"),
        ("api_minified", ["assignee.login"], "number,assignee.login"),
        ("api_minified", ["!labels"], ""),
        ("json_lines", ["title~search"], "id,title"),
        ("csv_table", ["seconds>=50", "flag=x"], ""),
        ("api_spaced", ["state=nowhere"], ""),
    ]:
        conditions = tuple(query.parse_condition(condition) for condition in where)
        chosen = query.parse_fields(fields) if fields else ()
        yield name, query.Select(where=conditions, fields=chosen)


def _words() -> Iterator[tuple[str, query.Question]]:
    for name, expression, context in [
        ("pytest_output", "^E ", 2),
        ("service_log", r"ERROR\s+billing", 1),
        ("build_log", "nothing like this", 0),
        ("unified_diff", r"^\+.*row", 0),
        ("long_line", "token79190?", 0),
        ("unicode_text", r"\p{Han}+", 0),
        ("one_line", "(unclosed", 0),
    ]:
        yield name, query.Pattern(expression, before=context, after=context)
    yield "service_log", query.Pattern("error", ignore_case=True)
    for name, words in [
        ("python_source", "wait for connection 4"),
        ("pytest_output", "assertion budget pool"),
        ("prose", "zebra"),
        ("api_pretty", "retry billing open"),
    ]:
        yield name, query.Search(words, limit=3)


def cases() -> Iterator[Case]:
    """Every case of every transform."""
    yield from _names()
    yield from _engine()
    yield from _lines()
    yield from _line_choices()
    yield from _structured()
    yield from _files()
    yield from _code()
    yield from _documents()
    for name in MIXED:
        yield Case("split", TEXTS[name](), {})
        yield Case("pipeline", TEXTS[name](), MAY_CUT)
        yield Case("pipeline", TEXTS[name](), LOSSLESS)
    for name in ("service_log", "api_pretty", "prose", "unified_diff", "empty"):
        yield Case("split", TEXTS[name](), {})
    for name, question in [*QUESTIONS, *_conditions(), *_words()]:
        yield Case("query", TEXTS[name](), written(question))
    yield Case("query", TEXTS["service_log"](), written(query.Whole(), 500))
    yield Case("query", TEXTS["long_line"](), written(query.Lines(1, 1), 300))


def _engine() -> Iterator[Case]:
    for name in (*SHORT, *JSON, *OTHERS):
        yield Case("detect", TEXTS[name](), {})
    for name in (*SHORT, *JSON, "unified_diff", "python_source", "base64_blob", "long_unicode"):
        for encoding in (O200K, CL100K):
            yield Case("tokens", TEXTS[name](), {"encoding": encoding})
    for name in (*JSON, *SHORT):
        yield Case("compact_json", TEXTS[name](), {})
    for name in REPEATS:
        yield Case("repeated_lines", TEXTS[name](), {})
    for name in (*LONG, "empty", "one_line", "build_log"):
        yield Case("outline", TEXTS[name](), {})
    for name in (*LONG, *JSON, *REPEATS, *OTHERS, "marker_lookalikes", "html_page"):
        yield Case("pipeline", TEXTS[name](), MAY_CUT)
    for name in ("api_pretty", "long_log", "long_repeats"):
        yield Case("pipeline", TEXTS[name](), LOSSLESS)
        yield Case("pipeline", TEXTS[name](), {**MAY_CUT, "offload": False})
        yield Case("pipeline", TEXTS[name](), {**MAY_CUT, "model": "claude-sonnet-4-5"})
        yield Case("pipeline", TEXTS[name](), {**MAY_CUT, "min_tokens": 5000})


def _lines() -> Iterator[Case]:
    tools = [f"tool_{name}" for name in TOOLS]
    some = ("tool_unittest", "tool_node_tap", "tool_java_traces", "tool_pip_install")
    for name in (*LOGS, *BUILDS, *some):
        yield Case("detect", TEXTS[name](), {})
    for name in (*LOGS, *BUILDS, *PLAIN, "tool_npm_verbose", "tool_node_errors", "tool_make_gcc"):
        yield Case("like_lines", TEXTS[name](), {})
    for name in (*tools, *BUILDS, *PLAIN):
        yield Case("same_ends", TEXTS[name](), {})
    for name in (
        *TRACES,
        *PLAIN,
        "log_java_service",
        "tool_node_spec",
        "tool_cargo_test",
        "build_log",
    ):
        yield Case("lines_again", TEXTS[name](), {})
    for name in (*BUILDS, "log_access_burst", "tool_pip_install", "tool_make_gcc"):
        yield Case("pipeline", TEXTS[name](), LOSSLESS)


def _line_choices() -> Iterator[Case]:
    for name in (*LOGS, *PLAIN, "service_log_crlf"):
        yield Case("log_choice", TEXTS[name](), {"question": ""})
    yield Case("log_choice", TEXTS["log_syslog"](), {"question": "From where did deploy log in?"})
    for name in (*(f"tool_{name}" for name in TOOLS), *BUILDS, *PLAIN):
        yield Case("report_choice", TEXTS[name](), {"question": ""})
    yield Case("report_choice", TEXTS["tool_make_gcc"](), {"question": "What is wrong in mod3.c?"})
    for name in ("log_colours", "log_coloured_levels", "progress_bars", "log_crlf", *PLAIN):
        yield Case("terminal_choice", TEXTS[name](), {"question": ""})
    for question in ("How long took step 41?", "errors", "step 7"):
        yield Case("terminal_choice", TEXTS["log_colours"](), {"question": question})
    for name in (*PLAIN, *TRACES, "log_syslog", "tool_unittest", "unicode_text", "lone_surrogates"):
        yield Case("keywords", TEXTS[name](), {"least": "TRIFLE"})
    yield Case("keywords", TEXTS["tool_unittest"](), {"least": "ERROR"})
    for name in ("log_syslog", "log_java_service", "log_colours", *TRACES, "tool_pytest_verbose"):
        yield Case("pipeline", TEXTS[name](), MAY_CUT)


def _structured() -> Iterator[Case]:
    others = ["empty", "prose", "csv_table", "yaml_config", "directory_listing", "fold_lookalikes"]
    for name in (*DOCUMENTS, *MORE_DOCUMENTS):
        yield Case("detect", TEXTS[name](), {})
        yield Case("pipeline", TEXTS[name](), MAY_CUT)
        yield Case("json_sheet", TEXTS[name](), {})
        asks = "which pod is mailer-12, and what of 1.44.0?"
        yield Case("json_rows", TEXTS[name](), {"question": asks, "room": 0})
    for name in (*JSON, "empty", "prose"):
        yield Case("json_sheet", TEXTS[name](), {})
        yield Case("json_rows", TEXTS[name](), {"question": "", "room": 200})
    questions = {"table_pods": "which pods crash?", "yaml_compose": "which port has mailer-8?"}
    tables, delimited, held = [*TABLES, *CONSOLES], [*DELIMITED, *SORTED], [*HELD, *NESTED]
    for name in (*tables, *delimited, *held):
        yield Case("detect", TEXTS[name](), {})
        yield Case("pipeline", TEXTS[name](), MAY_CUT)
    for form, names in (
        ("table_sheet", tables),
        ("delimited_sheet", [*delimited, *TABLES[:6]]),
        ("record_rows", [*held, *DELIMITED]),
        ("repeated_blocks", [*held, *DELIMITED]),
        ("xml_outline", held),
    ):
        for name in (*names, *others):
            yield Case(form, TEXTS[name](), {})
    for form, names in (("table_rows", [*tables, *delimited]), ("key_sections", held)):
        for name in (*names, *others):
            asks = questions.get(name, "")
            yield Case(form, TEXTS[name](), {"question": asks, "room": 0})
        yield Case(form, TEXTS[names[0]](), {"question": "mailer", "room": 150})


def _files() -> Iterator[Case]:
    kinds = {name: detect(TEXTS[name]()) for name in FILES}
    for name in FILES:
        yield Case("detect", TEXTS[name](), {})
        yield Case("pipeline", TEXTS[name](), MAY_CUT)
    asks = {"question": "what does step_3_9 return?"}
    for kind, folds, choices in (
        (Kind.LISTING, ("listing_tree", "drawn_listing"), ("listing_choice",)),
        (Kind.SEARCH, ("search_groups", "blame_groups"), ("search_choice",)),
        (
            Kind.DIFF,
            ("diff_headers",),
            ("diff_choice", "diff_trim", "history_choice", "stat_choice"),
        ),
    ):
        names = [name for name in FILES if kinds[name] is kind]
        others = [name for name in FILES if kinds[name] is not kind][:3]
        for name in (*names, *others, "empty", "one_line", "prose"):
            yield from (Case(form, TEXTS[name](), {}) for form in folds)
            yield from (Case(form, TEXTS[name](), asks) for form in choices)


def _code() -> Iterator[Case]:
    for name in (*CODE, *PLAIN, "html_page", "yaml_config", "service_log"):
        yield Case("language", TEXTS[name](), {})
        yield Case("code_outline", TEXTS[name](), {"question": ""})
        yield Case("code_outline_parsed", TEXTS[name](), {"question": ""})
    for name in ("code_python", "code_go", "code_cat_n", "code_long"):
        for form in ("code_outline", "code_outline_parsed"):
            yield Case(form, TEXTS[name](), {"question": "What does take() do?"})
            yield Case(form, TEXTS[name](), {"question": "stock.py:52: in take, ValueError"})
    for name in CODE:
        yield Case("detect", TEXTS[name](), {})
        yield Case("pipeline", TEXTS[name](), MAY_CUT)
    for name in (*NUMBERED, *PLAIN, "blank_lines", "service_log", "csv_table", "code_python"):
        yield Case("numbered_lines", TEXTS[name](), {})
    for name in NUMBERED:
        yield Case("pipeline", TEXTS[name](), LOSSLESS)


def _documents() -> Iterator[Case]:
    asks = "What is the default of labels1.limit, and where must the key be kept?"
    forms = {
        "document_choice": ("guide", "reference", "manual"),
        "page_text": ("page",),
        "prose_choice": ("essay",),
    }
    for form, of_its_kind in forms.items():
        for name in PAPERS:
            if name.split("_")[1] in of_its_kind:
                for question in ("", asks):
                    yield Case(form, TEXTS[name](), {"question": question})
        for name in ("document_guide", "document_page", "document_essay", "html_page", *PLAIN):
            yield Case(form, TEXTS[name](), {"question": asks})
    for name in (*LONG[:6], *PLAIN, "document_guide", "service_log"):
        yield Case("text_choice", TEXTS[name](), {"question": "what of step 41 and billing?"})
    for name in ("long_line", "long_chars_just_enough", "xml_failures", "json_versions", *PLAIN):
        for question in ("What of 1999 and the failure?", "what is it?"):
            yield Case("stretch_choice", TEXTS[name](), {"question": question})
    yield Case("stretch_choice", TEXTS["long_json"](), {"question": "Where is item 77?"})
    for name in PAPERS:
        yield Case("detect", TEXTS[name](), {})
        yield Case("pipeline", TEXTS[name](), MAY_CUT)


def _names() -> Iterator[Case]:
    for number, name in enumerate(SHORT):
        deciders = DECIDERS[number % len(DECIDERS)]
        config = {"deciders": deciders} if deciders else {}
        yield Case("ledger_identity", TEXTS[name](), config)
        yield Case(
            "marker_hash", TEXTS[name](), {"tenant": ("golden", "", "mandant ü")[number % 3]}
        )
    yield Case("ledger_identity", "o", {"deciders": ["200k_base"]})
    yield Case("ledger_identity", "", {"deciders": ["o", "200k_base"]})
    yield Case("marker_hash", "the same text", {"tenant": TENANT})
    yield Case("marker_hash", "the same text", {"tenant": "another"})
    for what in WHATS:
        yield Case("marker_write", {"hash": HASH, "what": what}, {})
    for name in (*SHORT, "service_log", "api_minified", "unified_diff", "base64_blob"):
        yield Case("marker_parse", TEXTS[name](), {})


def main() -> int:
    """Record, and say what came of it."""
    entries = list(recorder.record(FIXTURES, cases()))
    for entry in entries:
        if entry.verdict not in ("new", "same"):
            print(f"{entry.verdict} {entry.transform}/{entry.file} {entry.reason}")
    print(dict(Counter(entry.verdict for entry in entries)))
    return int(any(entry.verdict not in ("new", "same") for entry in entries))


if __name__ == "__main__":
    sys.exit(main())
