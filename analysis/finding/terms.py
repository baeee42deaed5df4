"""Words and phrases as people write them → where they stand among the words of a reading."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.finding.encoding import vocabulary
from analysis.finding.tokens import find_tokens, fold
from analysis.finding.words import Words, as_words, hashtags
from analysis.reading.corpus import Corpus
from analysis.tables import InputError


def find_terms(of: Words, wanted: Sequence[Collection[str] | None]) -> npt.NDArray[np.intp]:
    """Return where one of each set of terms stands, in this order and side by side.

    None stands for any word. No sequence crosses a sentence, a number or an address. The numbers
    are those of the first words, in document order.
    """
    ahead = len(wanted) - 1
    first = np.arange(max(0, len(of) - ahead))
    for k, terms in enumerate(wanted):
        if terms is None:
            continue
        codes = [code for term in terms if (code := of.code(term)) >= 0]
        if k == 0 and len(codes) == 1:
            first = of.places(codes[0])
            first = first[first < len(of) - ahead]
        else:
            first = first[np.isin(of.term[first + k], codes)]
    last = first + ahead
    together = (of.item[first] == of.item[last]) & (of.sentence[first] == of.sentence[last])
    together &= of.position[last] - of.position[first] == ahead
    return np.asarray(first[together])


def term_hits(of: Words | Corpus, terms: Sequence[str]) -> pd.DataFrame:
    """List every hit of words, phrases and #hashtags, folded as in the counts.

    Returns
    -------
    One row per hit, terms in the order given and hits in document order: item_id, sentence,
    start, end (offsets into the item's raw text), term (as given).

    Raises
    ------
    InputError
        When no term is given, or one has no letter.
    """
    counted = as_words(of)
    if not terms:
        raise InputError("no term given; name at least one")
    parts = []
    for term in dict.fromkeys(terms):
        is_tag = term.startswith("#")
        listed = hashtags(counted) if is_tag else counted
        wanted = (
            (f"#{fold(term[1:])}",)
            if is_tag
            else lookup_terms(term, vocabulary(listed.corpus).aliases)
        )
        first = find_terms(listed, [(word,) for word in wanted])
        hits = listed.hits(first)
        hits["end"] = listed.end[first + len(wanted) - 1].astype(np.int64)
        parts.append(hits.assign(term=term))
    return pd.concat(parts, ignore_index=True).astype({"term": "str"})


def lookup_terms(text: str, aliases: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words of a query as they are counted: folded, spelling variants as one.

    Raises `InputError` when the text holds no word.

    >>> lookup_terms("Lavrov's visit to Peking", {"peking": "beijing"})
    ("lavrov's", 'visit', 'to', 'beijing')
    """
    folded = folded_words(text)
    if not folded:
        raise InputError(f"nothing to look for in {text!r}; give a word or a phrase")
    return tuple(aliases.get(word, word) for word in folded)


def folded_words(text: str) -> list[str]:
    """Return the words of a query, folded; empty when it holds none."""
    folded = []
    for piece in text.split():
        if "_" in piece:  # only hashtags have it inside
            folded.append(fold(piece.lstrip("#")))
        else:
            spans = find_tokens(piece, 0, len(piece))
            folded += [fold(piece[a:b]).removeprefix("#") for a, b, _ in spans]
    return folded
