"""Documents of diplomacy → what they say, when and how often, every step open to inspection.

Behind the verbs are four wings: reading (files → `Corpus`) → finding → counting → showing.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

__version__ = "0.1.0"
# Verbs and modules of more (``an.topics.coverage``): name → where it lives, loaded at first use.
_ROWS = Path(__file__).with_name("verbs.tsv").read_text("utf-8").splitlines()
_DOORS = {name: (module, kind) for name, module, kind in map(str.split, _ROWS)}
__all__ = ["__version__", *_DOORS]


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}; see dir(analysis)")
    module, kind = _DOORS[name]
    found = import_module(f"analysis.{module}")
    globals()[name] = found = getattr(found, name) if kind == "verb" else found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
