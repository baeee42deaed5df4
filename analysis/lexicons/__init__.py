"""What a researcher edits: tables of patterns, words, names and events, and their strict readers.

Every reader checks every row and names file and line of the first one it cannot use.
"""

from analysis.lexicons.boilerplate import Boilerplate, boilerplate
from analysis.lexicons.events import Alias, Event, Part, Ruling, events, read_rulings
from analysis.lexicons.rows import PACKAGE, Lexicons
from analysis.lexicons.terms import Cue, Entry, Name, aliases, entries, names, reporting, stopwords

__all__ = ["PACKAGE", "Alias", "Boilerplate", "Cue", "Entry", "Event", "Lexicons", "Name", "Part"]
__all__ += ["Ruling", "aliases", "boilerplate", "check_all", "entries", "events", "names"]
__all__ += ["read_rulings", "reporting", "stopwords"]


def check_all(lexicons: Lexicons = PACKAGE) -> None:
    """Read every lexicon, so that a malformed row is known before any work is done."""
    for read in (boilerplate, aliases, names, reporting, events):
        read(lexicons)
    stopwords(lexicons=lexicons)
    entries("topics", lexicons)
    entries("occasions", lexicons)
