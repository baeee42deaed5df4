"""`Corpus` → tidy tables: tokens, words, topics and events in time."""
