"""What a researcher edits: tables of patterns, words, names and events, and their strict readers.

Every reader checks every row and names file and line of the first one it cannot use.
"""
# ruff: noqa: F403 (all that both modules hold is offered here)

from analysis.lexicons.rows import *
from analysis.lexicons.terms import *
