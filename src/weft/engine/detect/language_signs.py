"""How lines of each language begin, and what stands in them: the table that `source_code` reads.

Data only. A line is looked up by its first word; a sign counts for each language it names. What
many languages share weighs little, what only one has weighs much.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_C_TYPES = """
    static extern const unsigned signed struct typedef void int char long short bool double float
    size_t inline union enum uint8_t uint16_t uint32_t uint64_t int32_t int64_t
    __u8 __u16 __u32 __u64 __le16 __le32 __be32"""
_CURLY = "script java c csharp php kotlin swift"

# first words, languages, weight, what else the line must match
_TABLE: tuple[tuple[str, str, float, str], ...] = (
    ("def", "python", 1.5, r".*[:(,]\s*(?:#.*)?$"),
    ("def", "ruby", 1.5, r"(?!.*[:(,]\s*(?:#.*)?$)"),
    ("async", "python", 1.5, r"async (?:def|with|for)\b"),
    ("async", "script", 1.5, r"async (?:function|\w+ ?\(|\()"),
    ("class", "python", 1.5, r".*\)?:\s*(?:#.*)?$"),
    ("class", "ruby", 1.0, r"class [A-Z][\w:]*(?: < [\w:]+)?$|class << "),
    ("class", "c", 0.4, r".*[{;]?$"),
    ("class", "script java csharp php kotlin swift", 1.0, r".*\{$"),
    ("from", "python", 1.5, r"from [\w.]+ import "),
    ("import", "python", 1.0, r"import [\w.]+(?: as \w+)?(?:, \w+)*\s*(?:#.*)?$"),
    ("import", "kotlin", 1.2, r"import [\w.]+\.[\w*]+$"),
    ("import", "swift", 0.7, r"import [A-Z]\w+$"),
    ("import", "java", 1.5, r"import (?:static )?[\w.*]+;"),
    ("import", "script", 1.5, r"import (?:type )?(?:[\w{*].*(?:from|\{|,)|['\"])"),
    ("import", "go", 2.0, r"import (?:\(|\"[\w./-]+\")$"),
    ("package", "java", 1.5, r"package [\w.]+;"),
    ("package", "go", 2.5, r"package \w+$"),
    ("package", "kotlin", 1.0, r"package \w+(?:\.\w+)+$"),
    ("my our", "perl", 1.5, r"\w+ [$@%(]"),
    ("sub", "perl", 2.0, r"sub \w*"),
    (
        "use",
        "perl",
        1.5,
        r"use (?:strict|warnings|utf8|constant|parent|base|vars|lib|[v5]\S*|\w[\w:]* .*);?",
    ),
    ("package", "perl", 1.5, r"package \w+(?:::\w+)+;"),
    ("=head1 =head2 =item =over =back =cut =pod", "perl", 1.0, ""),
    ("return", "perl", 0.4, r".*[$@%]\w.*[;{(,]$"),
    ("elif", "python", 1.5, r".*:\s*(?:#.*)?$"),
    ("except except: finally: try: else:", "python", 1.5, r".*:\s*(?:#.*)?$"),
    ("if for while with", "python", 1.0, r"[^{;]*:\s*(?:#.*)?$"),
    ("if for while switch", _CURLY, 0.4, r"\w+ ?\(.*[{;]$"),
    ("if for switch else while match loop", "go rust swift", 0.5, r"[^(]*\{$|.*[^)] \{$"),
    ("if", "go", 2.0, r"if err != nil|if .* := .*\{$"),
    ("if", "swift", 1.0, r"if (?:let|var) "),
    ("if", "rust", 1.0, r"if let "),
    ("if elif while until", "bash", 1.5, r"\w+ (?:! )?(?:\[\[? |.*; then$|.*; do$)"),
    ("for", "bash", 1.5, r"for \w+ in .*(?:; do)?$(?<!:)(?<!\{)"),
    ("for", "go", 1.0, r"for .*(?:range|:=).*\{$|for \{$"),
    ("if unless while until case", "ruby", 0.4, r"[^({;:\[]*[^{;:]$"),
    ("raise", "python", 1.0, r"raise(?: \w|$)"),
    ("return", "python ruby go kotlin swift", 0.4, r".*[^;{,]$"),
    ("return", "script java c csharp php rust", 0.4, r".*[;{(,]$"),
    ("return", "python", 0.6, r"return (?:None|True|False|self)\b"),
    ("return", "go", 0.8, r"return (?:nil|.*, (?:nil|err))$"),
    ("pass yield assert lambda await global nonlocal del", "python", 0.6, ""),
    ("with", "python", 0.5, r".*:$"),
    ('""" r"""', "python", 0.8, ""),
    ("end", "ruby", 1.0, r"end\b"),
    ("end)", "ruby", 1.0, ""),
    ("require require_relative load", "ruby", 1.5, r"\w+ ['\"]"),
    ("attr_reader attr_accessor attr_writer", "ruby", 2.0, ""),
    ("module", "ruby", 1.2, r"module [A-Z][\w:]*$"),
    ("include extend", "ruby", 1.0, r"\w+ [A-Z]\w+"),
    ("unless elsif rescue ensure puts alias begin undef", "ruby", 0.8, r"[^{;]*$"),
    ("private protected public", "ruby", 0.6, r"\w+$"),
    ("when", "ruby", 0.7, r"[^{}]*[^{>]$"),
    ("fi done esac then ;;", "bash", 1.5, ""),
    ("do", "bash", 0.7, r"do$"),
    (
        "local echo export shift readonly declare unset source set exit printf eval trap",
        "bash",
        0.8,
        r"\w+(?: [^(]*[^;,(])?$",
    ),
    ("case", "bash", 1.0, r"case .* in$"),
    ("case default default:", _CURLY, 0.4, r".*:(?: \{)?$|.*: .*;"),
    ("case", "go", 0.6, r".*:$"),
    ("case", "kotlin script java", 0.2, r".*:$"),
    ("func", "go", 1.5, r"func (?:\(\w* ?\*?[\w\[\], ]+\) )?\w+[\[(]"),
    ("func", "go", 1.0, r"func \(|.*[^>] \{$"),
    ("func", "swift", 1.2, ""),
    ("defer go", "go", 1.2, r"\w+ (?:func)?[\w.]*\("),
    ("type", "go", 2.0, r"type \w+(?:\[.*\])? (?:struct|interface|func|=|\*|\[|map|[a-z]+\d*$)"),
    ("type", "typescript", 1.5, r"type \w+(?:<.*>)? ="),
    ("type", "rust", 0.8, r"type \w+.*;$"),
    ("var", "go", 0.8, r"var (?:\w+ [\w.\[\]*]+|\w+ = .*[^;]|\()$"),
    ("const", "go", 0.8, r"const (?:\w+(?: \w+)? = .*[^;{(,\[]|\()$"),
    ("fn", "rust", 2.0, ""),
    ("pub", "rust", 1.5, ""),
    (
        "pub(crate) pub(super) impl impl<T> unsafe extern",
        "rust",
        1.2,
        r"(?:pub|impl|unsafe|extern)\b.*[{;(,]$",
    ),
    ("use", "rust", 1.5, r"use [\w:]+(?:::[{*].*|::\w+(?: as \w+)?)?;$|use [\w:]+::\{"),
    ("use", "php", 1.5, r"use \w*\\"),
    ("mod trait", "rust", 1.2, r"\w+ \w+.*[;{]$"),
    ("let", "rust", 0.8, r"let (?:mut )?[\w(&].*[;{(\[]$"),
    ("let", "rust", 1.0, r"let mut "),
    ("let", "swift", 0.8, r"let \w+.*[^;]$"),
    ("let const var", "script", 0.8, r"\w+ [\w{\[$].*[;,({\[]$|\w+ \w+ = .*"),
    ("match", "rust", 1.0, r".*\{$"),
    ("Some( Ok( Err( None", "rust", 0.6, ""),
    ("where", "rust", 0.6, r"where$"),
    ("struct enum", "rust", 0.7, r"\w+ \w+.*[{(;]$"),
    ("@Override @Test @Nullable @NonNull @Deprecated", "java", 1.5, ""),
    ("public private protected", "java csharp", 1.0, r"\w+ .*[({;=,]$"),
    ("public private protected", "php", 1.0, r"\w+ (?:static )?function "),
    ("public private", "kotlin", 0.8, r"\w+ (?:override |val |var |fun |class )"),
    (
        "public private open fileprivate",
        "swift",
        0.8,
        r"\w+ (?:func|var|let|class|struct|enum|static)\b",
    ),
    (
        "public private protected readonly abstract declare",
        "typescript",
        1.0,
        r"\w+ (?:\w+ )*[\w<>]+[?!]?(?::|\(.*\): )",
    ),
    ("static final abstract synchronized", "java csharp", 0.6, r".*[({;=,]$"),
    ("static get set", "script", 0.4, r".*\{$"),
    ("final", "java", 0.6, r".*[;=(]$"),
    ("throw", "script java csharp php c", 0.5, r".*[;(]$"),
    (
        "} try catch finally",
        "script java csharp php c kotlin",
        0.3,
        r".*(?:catch|finally|else|while|try)\b.*\{$",
    ),
    ("} else", "go rust", 0.3, r"\} else.*\{$"),
    ("}", "bash", 0.1, r"\}$"),
    ("using", "csharp", 1.5, r"using (?:static )?[A-Z][\w.]*(?: = .*)?;"),
    ("using", "cpp", 1.5, r"using (?:namespace )?[\w:]+(?: = .*)?;"),
    ("namespace", "csharp", 1.0, r"namespace [A-Z][\w.]*(?:;|\s*\{)?$"),
    ("namespace", "cpp", 1.2, r"namespace [a-z\w:]* ?\{$"),
    ("namespace", "php", 1.5, r"namespace [\w\\]+;"),
    ("internal sealed partial virtual override", "csharp", 1.0, r".*[^=]$"),
    ("#region #endregion #nullable", "csharp", 2.0, ""),
    ("#include", "c", 1.5, ""),
    ("#include", "cpp", 1.5, r"#include <\w+>"),
    ("#ifdef #ifndef #endif #define #if #elif #undef #pragma", "c", 1.2, ""),
    ("#", "c", 1.2, r"#\s+(?:if|ifn?def|endif|define|include|undef|else|elif)\b"),
    (_C_TYPES, "c", 0.9, r"[\w ]+[\w *,&\[\]]*(?:[(\[;={,]|$)"),
    ("}", "c", 0.8, r"\} ?\w+(?: \w+\(.*\))?;$"),
    ("goto", "c", 1.5, r"goto \w+;"),
    ("template constexpr auto virtual explicit friend", "cpp", 1.2, r".*[^:]$"),
    ("public: private: protected:", "cpp", 2.0, ""),
    ("class", "cpp", 1.0, r"class \w+(?: final)?(?: : .*)?\s*\{$"),
    ("function", "script php", 1.2, r"function\b.*[{(,]$"),
    ("function", "bash", 1.5, r"function [\w:-]+ ?(?:\(\))? ?\{?$"),
    ("export", "script", 1.5, r"export (?:default|const|function|class|\{|\*|async|let)"),
    ("export", "script", 1.5, r"export (?:type|interface|enum|abstract|declare)\b"),
    ("export", "typescript", 1.5, r"export (?:type|interface|enum|abstract|declare)\b"),
    ("interface", "typescript", 1.2, r"interface \w+(?:<.*>)?(?: extends .*)? \{$"),
    ("import", "typescript", 1.0, r"import type "),
    ("module.exports exports", "script", 1.5, r".* = "),
    ("'use", "script", 2.0, r"'use strict'"),
    ('"use', "script", 2.0, r"\"use (?:strict|client)\""),
    ("describe it test beforeEach", "script", 1.0, r"\w+\(.*"),
    ("console", "script", 1.0, r"console\.\w+\("),
    ("}) });  }); })", "script", 0.7, r"\}\);?$"),
    ("fun", "kotlin", 2.0, ""),
    (
        "override suspend inline data companion internal lateinit",
        "kotlin",
        1.2,
        r"\w+ (?:\w+ )*(?:fun|val|var|class|object)\b",
    ),
    ("val", "kotlin", 1.5, r"val \w+"),
    ("var", "kotlin swift", 0.4, r"var \w+.*[^;]$"),
    ("object when", "kotlin", 0.7, r".*\{$"),
    ("guard extension protocol", "swift", 1.5, r"\w+ .*\{$"),
    ("@objc @IBOutlet @State @Published", "swift", 2.0, ""),
)

# What stands in a line, whatever it begins with.
_WITHIN: tuple[tuple[str, str, float], ...] = (
    ("->{", "perl", 0.5),
    (" => ", "perl php ruby", 0.1),
    ("self.", "python", 0.4),
    (" := ", "go", 1.0),
    ("std::", "cpp", 1.5),
    ("nullptr", "cpp", 1.0),
    ("::", "rust c", 0.3),
    ("->", "c php", 0.3),
    (" -> ", "rust swift python", 0.3),
    ("=> {", "script csharp rust", 0.6),
    (" === ", "script", 0.8),
    (" !== ", "script", 0.6),
    ("this.", "script java kotlin", 0.5),
    ("require(", "script", 0.8),
    (" do |", "ruby", 1.5),
    ("{ get;", "csharp", 2.0),
    ("/// <", "csharp", 1.5),
    (": string", "typescript", 1.0),
    (": number", "typescript", 1.0),
    (": boolean", "typescript", 1.0),
    (": void", "typescript", 0.8),
    ("): ", "typescript", 0.5),
    ("?: ", "typescript", 0.8),
    (": (", "typescript", 0.3),
    (" as const", "typescript", 1.0),
    ("<T>", "typescript java csharp rust", 0.2),
    ("$this->", "php", 2.0),
    ('="$', "bash", 0.8),
    ("$(", "bash", 0.6),
    ("${", "bash", 0.3),
    ("#[", "rust", 1.5),
    ("#![", "rust", 1.5),
    ("assert_eq!", "rust", 1.5),
    ("&mut ", "rust", 1.0),
    ("func(", "go", 0.8),
    ("new ", "script java csharp php", 0.2),
)

Sign = tuple[tuple[str, ...], float, re.Pattern[str] | None]


@cache
def by_word() -> Mapping[str, tuple[Sign, ...]]:
    """The signs that a line with this first word may give."""
    table: dict[str, tuple[Sign, ...]] = {}
    for words, languages, weight, pattern in _TABLE:
        sign = (tuple(languages.split()), weight, re.compile(pattern) if pattern else None)
        for word in words.split():
            table[word] = (*table.get(word, ()), sign)
    return table


WITHIN = tuple((text, tuple(names.split()), weight) for text, names, weight in _WITHIN)

__all__ = ["WITHIN", "by_word"]
