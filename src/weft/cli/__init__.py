"""The command line: one file per command group, nothing of the system's logic in any of them.

`main` names the commands and loads a group only when it is called. A command reads settings,
calls one package, and writes what came back: results to standard output, everything else to
standard error. Exit codes: 0 done, 1 the answer is no (a difference, nothing found), 2 usage or
configuration, 130 interrupted.
"""
