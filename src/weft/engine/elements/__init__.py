"""Elements: XML as an outline that its indentation holds together, and back to the same bytes.

`tags` tells what a line of XML is, `nesting` which elements are open and where they end, `outline`
writes and reads the outline, `flat` breaks XML that is one long line. No choosing, no tokens here.
"""
