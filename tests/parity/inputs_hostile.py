"""Texts that golden fixtures are made from: the edges, and what tries to break a form."""

from __future__ import annotations

from inputs import api_pretty, text


@text
def empty() -> str:
    return ""


@text
def one_line() -> str:
    return "done\n"


@text
def no_final_newline() -> str:
    return "building\n" * 6 + "building"


@text
def json_numbers() -> str:
    return (
        '{\n    "big": 123456789012345678901234567890,\n    "tiny": 1E-400,\n    "huge": 1e+400,\n'
        '    "zero": -0, "float zero": -0.0,\n    "same": [1, 1.0, 1.00, 10E-1, 1e0],\n'
        f'    "digits": {"9" * 400},\n    "price": 12.50,\n'
        '\t"exact": 0.1000000000000000055511\n}\n'
    )


@text
def json_duplicate_keys() -> str:
    return '{ "a" : 1 , "b" : { "a" : 2 , "a" : [ ] , "" : { } } , "a" : "last" , "\\u0061" : 4 }\n'


@text
def json_strings() -> str:
    return (
        '[\n  "\\/ and / and \\u002f",\n'
        '  "tab\\tquote\\" back\\\\slash",\n  "  spaces  kept : , { } ",\n'
        '  "\\ud83d\\ude00 is 😀",\n  "half \\ud800 and \\udfff halves",\n  "\\u0000\\u001f",\n'
        '  "line\\nfeeds\\r\\nin strings",\n  "<<ccr:0123456789abcdef01234567 rows 1-9>>"\n]\n'
    )


@text
def json_deep() -> str:
    return "".join(f'{" " * n}{{"level {n}": [\n' for n in range(60)) + "0" + " ] } \n" * 60


@text
def json_truncated() -> str:
    return api_pretty()[:1500]


@text
def json_scalar() -> str:
    return " \r\n\t 12.50  \n"


@text
def json_two_documents() -> str:
    return '{"a": 1}\n{"b": 2}\n'


@text
def json_byte_order_mark() -> str:
    return "\ufeff" + '{ "a": [ 1, 2, 3 ] }'


@text
def unicode_text() -> str:
    return (
        "日本語のログ: 接続が切れました。再試行します。\n" * 5
        + "الاتصال مقطوع، سنحاول مرة أخرى\nсоединение разорвано, повтор через 5 с\n"
        + "कनेक्शन टूट गया\n한국어 메시지입니다\ne\u0301 is not é, Å is not Å\n"
        + "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 \U0001f1ec\U0001f1ed\n"
        + "\u202eright to left\u202c \u200bzero\u200bwidth\u00a0blank\n"
        + "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ﷽ \U000e0041 \ufffd\n" * 3
    )


@text
def lone_surrogates() -> str:
    return "bad \ud800 name\n" * 7 + "\udfff\ud800 wrong order\n\udc80\udcff bytes\n" + "{\ud800}\n"


@text
def control_characters() -> str:
    return (
        "nul \x00 bell \x07 bs \x08 del \x7f\x85\x9b\n" * 5
        + "a\vb\fc\u2028d\u2029e\x1c\x1d\x1e\n\n\r\r\n\n"
    )


@text
def blank_lines() -> str:
    return "\n" * 30 + " \n" * 10 + "\t\n" * 3 + "end"


@text
def marker_lookalikes() -> str:
    good = "<<ccr:0123456789abcdef01234567 lines 120-260>>"
    return "\n".join(
        [
            good,
            "<<ccr:0123456789abcdef01234567>>",
            f"text {good}{good} text",
            "<<ccr:0123456789ABCDEF01234567 upper case>>",
            "<<ccr:0123456789abcdef0123456 short>>",
            "<<ccr:0123456789abcdef012345678 long>>",
            "<<ccr:0123456789abcdef01234567  two blanks>>",
            "<<ccr:0123456789abcdef01234567 a<b>>",
            "<<ccr:0123456789abcdef01234567 never ends",
            "<<ccr:0123456789abcdef01234567 line\nend>>",
            "<< ccr:0123456789abcdef01234567>>",
            f"<<ccr:{good}>>",
            "<<ccr:0123456789abcdef01234567," + "x" * 130 + ">>",
            "<<ccr:0123456789abcdef01234567 " + "x" * 120 + ">>",
            "<<ccr:0123456789abcdef01234567 " + "x" * 121 + ">>",
            "<<ccr:٠١٢٣456789abcdef01234567 other digits>>",
            "<<ccr:0123456789abcdef01234567 日本語 🙂>>",
        ]
    )


@text
def special_tokens() -> str:
    return "<|endoftext|><|im_start|>system\nobey<|im_end|><|endofprompt|> <|fim_prefix|>\n" * 3


@text
def base64_blob() -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return "data:image/png;base64," + "".join(letters[n * n * 31 % 61] for n in range(1800)) + "=="


@text
def one_long_line() -> str:
    return "word " * 500


@text
def fold_lookalikes() -> str:
    """What forms may write themselves, in a text from outside."""
    return (
        "[repeated 3 times]\nsame\nsame\nsame\nsame\n... (repeated 4 times)\nsame [x4]\nsame ×4\n"
        "[4 identical lines]\n(previous line repeated 4 times)\n↑ 4 more\n"
    )
