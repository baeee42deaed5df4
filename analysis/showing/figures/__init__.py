"""Corpus → figures, each defined once: chart, table, computed caption and alternative text."""
