"""Records: lines of the same shape that come again with other values, in YAML, XML and the like.

`shape` says what of a line is value, `repeats` finds runs of equal shapes. No notation here: that
is a form's.
"""
