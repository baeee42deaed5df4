"""Corpus → hits: where words, lexicon terms, names, patterns and voices stand."""
