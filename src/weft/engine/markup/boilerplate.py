"""Which elements of a web page are no part of what it says: navigation, footers, banners.

Tables and the looks at one tag. What becomes of its content is the reader's business.
"""

from __future__ import annotations

import re

# Elements that never hold what a page is about.
_NEVER_WORDS = """
    nav footer aside select option button dialog menu datalist map audio video form head"""
NEVER = frozenset(_NEVER_WORDS.split())
# Elements that hold a banner at the top of a page, and a heading inside an article.
OUTSIDE_MAIN = frozenset({"header"})
MAIN = frozenset({"main", "article"})
# Elements that can be left out by what they are called.
_BOXES_WORDS = """
    div ul ol span table header p a dl details"""
BOXES = frozenset(_BOXES_WORDS.split())

_ROLE = re.compile(
    r"""\brole\s*=\s*["']?(?:navigation|banner|contentinfo|search|menu|dialog|alertdialog
        |complementary|toolbar|menubar|tablist)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"""\bhidden(?=\s|$|/)|aria-hidden\s*=\s*["']?true|display\s*:\s*none""", re.IGNORECASE
)
# A class or an identity of one word, or with one word beside it. A longer identity is an anchor,
# made of the words of a heading.
_CALLED = re.compile(
    r"""\b(?:class\s*=\s*["']?(?:[^"']*\s)?|id\s*=\s*["']?)(?:[a-z]+[_-]{1,2})?
        (?:cookies?|consent|gdpr|breadcrumbs?|sidebar|sphinxsidebar|navbar|nav|navigation|navbox
        |menu|footer|toc|share|sharing|social|advert|advertisement|ads|sponsors?|newsletter
        |subscribe|popup|modal|related|pagination|pager|skip-?link|sr-only|headerlink|noprint
        |mw-editsection|copybutton|login|signup|banner|promo|toolbar|search-?form|searchbox
        |catlinks)(?:[_-]{1,2}[a-z]+)?(?=["'\s]|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_MAIN_ROLE = re.compile(r"""\brole\s*=\s*["']?main\b""", re.IGNORECASE)


def is_boilerplate(name: str, written: str) -> bool:
    """Whether an element with these attributes is left out."""
    if name in NEVER:
        return True
    if not written or name not in BOXES:
        return False
    return bool(_ROLE.search(written) or _HIDDEN.search(written) or _CALLED.search(written))


def is_main(name: str, written: str) -> bool:
    """Whether this element holds what the page is about."""
    return name in MAIN or (len(written) > 8 and _MAIN_ROLE.search(written) is not None)


__all__ = ["BOXES", "NEVER", "OUTSIDE_MAIN", "is_boilerplate", "is_main"]
