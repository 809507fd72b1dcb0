"""Which of many rows stay, whatever they are written in.

`oddity` finds what every reader should see, `answer` what a question asks for, `rows` weighs both
against how many rows may stay. Columns of cell texts come in, numbers of rows go out.
"""
