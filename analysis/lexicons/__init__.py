"""What a researcher edits: tables of patterns, words, names, events, and their strict readers."""
# ruff: noqa: F403 (all that both modules hold is offered here)

from analysis.lexicons.rows import *
from analysis.lexicons.terms import *
