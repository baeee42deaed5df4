"""Corpus → one page: the report, the explorer, and the item view both share."""
