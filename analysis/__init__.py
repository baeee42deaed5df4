"""Read, clean, date and count documents of diplomacy, keeping every step traceable.

The package has three wings, and imports run one way:

- ``analysis.reading``: files → `Corpus` (documents, items, spans, evidence)
- ``analysis.counting``: `Corpus` → tidy tables
- ``analysis.showing``: tidy tables → charts and files
"""

from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "load_corpus"]


def __getattr__(name: str) -> Any:
    """Hand on `load_corpus` at first use, so that importing the package does no work."""
    if name == "load_corpus":
        from analysis.reading.corpus import load_corpus

        return load_corpus
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")
