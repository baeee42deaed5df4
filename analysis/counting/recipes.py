"""A counting call → text that repeats it: how a table in a file knows what it was counted from."""

import json
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from re import fullmatch
from typing import Any
from weakref import WeakValueDictionary

import pandas as pd

from analysis.finding.words import Words, words
from analysis.reading.corpus import Corpus

KEY = "counted_from"  # of DataFrame.attrs, which pandas carries through sort, filter and copy
VERBS: dict[str, Callable[..., pd.DataFrame]] = {}  # "module:name" → counting function
# Corpora counted in this process, so that a table read from a file finds its own again.
_COUNTED: WeakValueDictionary[str, Corpus] = WeakValueDictionary()


def fingerprint(corpus: Corpus) -> str:
    """Return one hash for the documents of a corpus and the items it holds of them."""

    def make() -> str:
        said = [*sorted(corpus.documents["sha256"]), *corpus.items["item_id"]]
        return sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()

    return corpus.once("fingerprint", make)


def write_call(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Write a call as JSON; empty when it can't be repeated: a part, hits chosen by hand."""
    # → {"verb": "analysis.counting.words:count_ngrams", "args": [{"corpus": "9f…"}, 2], …}
    try:
        written = {key: _written(value) for key, value in kwargs.items()}
        recipe = {"verb": name, "args": list(map(_written, args)), "kwargs": written}
        return json.dumps(recipe, ensure_ascii=False)
    except TypeError:
        return ""


def _written(value: Any) -> Any:
    if isinstance(value, Corpus):
        _COUNTED[fingerprint(value)] = value
        return {"corpus": fingerprint(value)}
    if isinstance(value, Words) and value.whole:
        stopwords = None if value.stopwords is None else sorted(value.stopwords)
        return {"words": [_written(value.corpus), value.reading, value.lemmatize, stopwords]}
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return list(value)
    raise TypeError(f"{type(value).__name__} can't be written down")


def count_again(recipe: str, corpus: Corpus | None) -> pd.DataFrame:
    """Repeat the call that made a table; only functions of the package that count are called."""
    call = json.loads(recipe)
    module, _, _ = call["verb"].partition(":")
    # "analysis.counting.words:count_terms" is looked for; "os:system" in a file is not
    if fullmatch(r"analysis\.counting\.\w+", module):
        with suppress(ModuleNotFoundError):
            import_module(module)
    if call["verb"] not in VERBS:
        raise ValueError(f"this table was counted by {call['verb']!r}, which is not known here")

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "words" in value:
            of, reading, lemmatize, stopwords = value["words"]
            return words(read(of), reading, lemmatize=lemmatize, stopwords=stopwords)
        known = corpus or _COUNTED.get(value["corpus"])
        if known is None:
            raise ValueError("this table was read from a file; give its corpus: corpus=…")
        if fingerprint(known) != value["corpus"]:
            raise ValueError("this table was counted from other documents than this corpus")
        return known

    kwargs = {key: read(value) for key, value in call["kwargs"].items()}
    return VERBS[call["verb"]](*map(read, call["args"]), **kwargs)
