"""Answers: a part of an original by lines, rows, fields, pattern or search words."""
