"""What line-oriented text is made of, for forms and signals alike.

`clock` finds the time a line was written at. `cells` cuts lines into words and groups those that
have the same shape. `template` says what a few such lines have in common, as a line with holes.

Everything here works on a whole text at once, in C loops, and knows nothing of kinds or forms.
"""
