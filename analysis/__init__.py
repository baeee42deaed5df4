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
# Name → where it lives; loaded at first use, so that importing the package does no work.
_DOORS = {
    "load_corpus": "reading.loading",
    "date_text": "reading.dating",
    "words": "finding.words",
    "concordance": "finding.concordance",
    "search": "finding.search",
    "topic_hits": "finding.lexicon",
    "name_hits": "finding.lexicon",
    "voices": "finding.voices",
    "count_terms": "counting.words",
    "count_ngrams": "counting.words",
    "count_hashtags": "counting.words",
    "series": "counting.series",
    "keyness": "counting.keyness",
    "compare": "counting.keyness",
    "collocations": "counting.collocations",
    "dispersion": "counting.words",
    "diversity": "counting.words",
    "formulas": "counting.formulas",
    "tf_idf": "counting.words",
    "passport": "counting.passport",
    "chronology": "counting.chronology",
    "evidence": "counting.provenance",
    "locate": "counting.provenance",
    "save_figure": "showing.export",
    "save_table": "showing.export",
    "show": "showing.tables",
    "explorer": "showing.pages.explorer",
}
# Modules that hold more than a verb, such as ``an.topics.coverage``.
_ROOMS = {
    "changes": "counting.changes",
    "charts": "showing.charts",
    "dates": "counting.dates",
    "figures": "showing.figures",
    "ledger": "counting.ledger",
    "robustness": "counting.robustness",
    "topics": "counting.topics",
}
__all__ = ["__version__", *_DOORS, *_ROOMS]


def __getattr__(name: str) -> Any:
    """Hand on a verb at first use."""
    if name in _ROOMS:
        found = import_module(f"analysis.{_ROOMS[name]}")
    elif name in _DOORS:
        found = getattr(import_module(f"analysis.{_DOORS[name]}"), name)
    else:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}; see dir(analysis)")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Offer the verbs and rooms to Tab."""
    return sorted(__all__)
