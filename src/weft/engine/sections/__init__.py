"""Sections: what belongs together in a text held by indentation or by headings.

`levels` says how deep each line stands, `units` what may be left out as a whole, `choose` which of
it stays. Nothing here knows how a cut is written.
"""
