"""Documents of diplomacy → what they say, when and how often, every step open to inspection.

``import analysis as an`` gives the verbs below; the wings behind them import one way:

- ``analysis.reading``: files → `Corpus` (documents, items, spans, evidence)
- ``analysis.finding``: `Corpus` → hits (words, topics, names, voices, search)
- ``analysis.counting``: hits → tidy tables that know their passages
- ``analysis.showing``: tables → charts, figures and pages
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
# Where the verbs live; loaded at first use, so that importing the package does no work.
_VERBS = {
    "reading.loading": "load_corpus",
    "reading.dating": "date_text",
    "finding.words": "words",
    "finding.concordance": "concordance",
    "finding.search": "search",
    "finding.lexicon": "topic_hits name_hits",
    "finding.voices": "voices",
    "finding.copies": "mark_near_duplicates differences",
    "counting.words": "count_terms count_ngrams count_hashtags dispersion diversity",
    "counting.series": "series",
    "counting.keyness": "keyness compare",
    "counting.collocations": "collocations",
    "counting.formulas": "formulas",
    "counting.passport": "passport",
    "counting.chronology": "chronology",
    "counting.provenance": "evidence locate",
    "showing.export": "save_figure save_table",
    "showing.tables": "show",
    "showing.pages.explorer": "explorer",
}
_DOORS = {name: module for module, names in _VERBS.items() for name in names.split()}
# Modules that hold more than a verb, such as ``an.topics.coverage``.
_ROOMS = {name: f"counting.{name}" for name in ("changes", "ledger", "topics")}
_ROOMS |= {"dates": "counting.chronology", "robustness": "counting.changes"}
_ROOMS |= {"charts": "showing.charts", "figures": "showing.figures"}
__all__ = ["__version__", *_DOORS, *_ROOMS]


def __getattr__(name: str) -> Any:
    """Hand on a verb at first use."""
    if name not in __all__:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}; see dir(analysis)")
    module = import_module(f"analysis.{_ROOMS.get(name) or _DOORS[name]}")
    globals()[name] = found = module if name in _ROOMS else getattr(module, name)
    return found


def __dir__() -> list[str]:
    """Offer the verbs and rooms to Tab."""
    return sorted(__all__)
