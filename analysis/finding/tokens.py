"""Text → sentences and tokens, each with the characters it stands on."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, get_args

import nupunkt
import pandas as pd

from analysis.reading.corpus import Corpus
from analysis.reading.lines import INVISIBLE
from analysis.tables import KEPT, LABELS, SET_ASIDE, table

Text = Literal["raw", "cleaned", "distinct"]
SPANS_READ: dict[str, tuple[str, ...]] = {"raw": LABELS, "cleaned": KEPT, "distinct": KEPT}

SENTENCES = {"item_id": "str", "sentence": "int64", "start": "int64", "end": "int64"}
TOKENS = {
    "item_id": "str",
    "sentence": "int64",  # 1, 2, … within the item; 0 in a line set aside
    "start": "int64",  # character offsets into the item's raw text, end excluded
    "end": "int64",
    "surface": "str",
    "term": "str",  # the surface, folded
    "kind": "str",  # word | hashtag | number | url
    "label": "str",  # of the span the token stands in
}
WORDLIKE = ("word", "hashtag")  # a hashtag inside a sentence is one of its words

_APOSTROPHES = "'’ʼ\N{MODIFIER LETTER APOSTROPHE}`´"
_HYPHENS = "\\-\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
_JOINERS = f"\N{SOFT HYPHEN}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}{INVISIBLE}"
# Combining accents and invisible marks continue a word; they are folded away or composed later.
_MARKS = rf"\u0300-\u036f\u0483-\u0487{_JOINERS}"
_RUN = rf"[^\W_]++(?:[{_MARKS}]++[^\W_]*+)*+"
# Possessive quantifiers never back off, and each alternative fails within one run of letters or
# digits: work is linear in the text whatever it holds.
TOKEN = re.compile(
    rf"""
      (?P<url>(?:(?i:https?://|www\.)|\bt\.me/)[^\s<>"«»“”]++)
    | [#＃](?P<hashtag>(?=[\d_]*+[^\W\d_])(?:{_RUN}|_)++)
    | (?P<word>(?:\d++[{_HYPHENS}])?+\d*+[^\W\d_][{_MARKS}]*+(?:{_RUN})?+
        (?:[{_APOSTROPHES}{_HYPHENS}]{_RUN})*+)
    | (?P<number>\d++(?:[.,]\d++)*+)
    """,
    re.VERBOSE,
)
_URL_TAIL = ".,;:!?)]}'’…"
_STRESS = re.compile("(?<=[а-яіїєґ])[\N{COMBINING ACUTE ACCENT}\N{COMBINING GRAVE ACCENT}]")
_PILE = re.compile(r"([\u0300-\u036f]{8})[\u0300-\u036f]+")  # more marks take quadratic time
_BARRAGE = re.compile(r"[^\w\s]{64}")  # no sentence ends inside; nupunkt takes quadratic time
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:[А-ЯЁІЇЄҐ]|т|г|гг|им|ім|ст|см|млн|млрд|тыс|тис|руб|ч|д|п|др|пр)\.\s*$"
)
_REMOVED = {ord(mark): None for mark in _JOINERS}
_UNIFIED = {ord(c): "'" for c in _APOSTROPHES} | {ord(c): "-" for c in _HYPHENS.lstrip("\\")}


@lru_cache(maxsize=2**18)
def fold(surface: str) -> str:
    """Return the form a token is counted under: no case, one apostrophe, one hyphen, no stress.

    Canonically composed (NFC) and case-folded; zero-width marks and soft hyphens are dropped,
    Cyrillic stress marks too. Folding twice changes nothing, and stored text is never touched.

    >>> fold("Large‑Scale"), fold("Тока́ев"), fold("#SCO")
    ('large-scale', 'токаев', '#sco')
    """
    folded = _PILE.sub(r"\1", surface.translate(_REMOVED).translate(_UNIFIED))
    while (again := _STRESS.sub("", unicodedata.normalize("NFC", folded).casefold())) != folded:
        folded = again
    return folded


def find_tokens(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) of every token of ``text[start:end]``, in order."""
    for match in TOKEN.finditer(text, start, end):
        kind = str(match.lastgroup)
        left, right = match.span()
        if kind == "url":
            right = left + len(match.group().rstrip(_URL_TAIL))
        yield left, right, kind


def find_sentences(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of one paragraph, white space around them left out.

    Boundaries are nupunkt's, except that a Cyrillic initial or abbreviation ends no sentence.

    >>> find_sentences("С.В. Лавров прибыл. Talks began.")
    [(0, 19), (20, 32)]
    """
    merged: list[tuple[int, int]] = []
    found = [(0, len(text))] if _BARRAGE.search(text) else nupunkt.sent_spans(text)
    for start, end in found:
        if merged and _ABBREVIATION.search(text[max(merged[-1][0], start - 8) : start]):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    trimmed = []
    for start, end in merged:
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if right > left:
            trimmed.append((left, right))
    return trimmed


def sentences(corpus: Corpus, *, text: Text = "cleaned") -> pd.DataFrame:
    """List every sentence. A sentence never crosses a line.

    Parameters
    ----------
    corpus
        From `load_corpus`.
    text
        ``raw``: every span; ``cleaned``: kept spans; ``distinct``: kept spans of one item per
        cluster of duplicates.

    Returns
    -------
    One row per sentence: item_id, sentence (1, 2, … within the item), start, end (offsets into
    the item's raw text).
    """
    if ("sentences", text) in corpus.memo:
        return corpus.memo["sentences", text].copy()
    rows = []
    previous, number = "", 0
    for item_id, _, raw, start, end in _read_spans(corpus, SPANS_READ[text], text):
        number = number if item_id == previous else 0
        previous = item_id
        for left, right in find_sentences(raw[start:end]):
            number += 1
            rows.append((item_id, number, start + left, start + right))
    found = table(SENTENCES, (dict(zip(SENTENCES, row, strict=True)) for row in rows))
    return corpus.memo.setdefault(("sentences", text), found).copy()


def tokens(corpus: Corpus, *, text: Text = "cleaned") -> pd.DataFrame:
    """List every token with its characters and the form it is counted under.

    Words are letters and digits with inner apostrophes and hyphens; hashtags, addresses and
    numbers are kept apart by ``kind``. Lines of nothing but hashtags are not part of the cleaned
    text; see `hashtag_tokens`.

    Parameters
    ----------
    corpus
        From `load_corpus`.
    text
        ``raw``: every span, furniture and repeats included; ``cleaned``: kept spans;
        ``distinct``: kept spans of one item per cluster of duplicates.

    Returns
    -------
    One row per token, columns as in `TOKENS`. For a hashtag, surface has the # and term has not.
    """
    if ("tokens", text) not in corpus.memo:
        corpus.memo["tokens", text] = _token_table(corpus, SPANS_READ[text], text)
    return corpus.memo["tokens", text].copy()


def hashtag_tokens(corpus: Corpus, *, text: Text = "cleaned") -> pd.DataFrame:
    """List the hashtags of the text and of the lines set aside; columns as in `TOKENS`.

    A hashtag in a line set aside is in no sentence; its sentence is 0.
    """
    labels = tuple(dict.fromkeys(SPANS_READ[text] + SET_ASIDE))
    found = _token_table(corpus, labels, text)
    return found[found["kind"] == "hashtag"].reset_index(drop=True)


def check_text(text: str) -> None:
    """Raise `ValueError` unless ``text`` names a reading of the corpus."""
    if text not in get_args(Text):
        raise ValueError(f"text is {text!r}; use one of {', '.join(get_args(Text))}")


def _token_table(corpus: Corpus, labels: tuple[str, ...], text: Text) -> pd.DataFrame:
    rows = []
    previous, number = "", 0
    for item_id, label, raw, start, end in _read_spans(corpus, labels, text):
        number = number if item_id == previous else 0
        previous = item_id
        read = label in SPANS_READ[text]
        ends = [start + right for _, right in find_sentences(raw[start:end])]
        current = 0
        for left, right, kind in find_tokens(raw, start, end):
            while current < len(ends) - 1 and left >= ends[current]:
                current += 1
            surface = raw[left:right]
            term = fold(surface[1:] if kind == "hashtag" else surface)
            sentence = number + current + 1 if read else 0
            rows.append((item_id, sentence, left, right, surface, term, kind, label))
        number += len(ends) if read else 0
    return pd.DataFrame(rows, columns=list(TOKENS)).astype(TOKENS)


def _read_spans(
    corpus: Corpus, labels: tuple[str, ...], text: Text
) -> Iterator[tuple[str, str, str, int, int]]:
    """Yield (item_id, label, raw, start, end) of every span with one of the labels."""
    raws = dict(zip(corpus.items["item_id"], corpus.items["raw"], strict=True))
    spans = corpus.spans[corpus.spans["label"].isin(labels)]
    if text == "distinct":
        copies = corpus.items.loc[corpus.items["duplicate_of"] != "", "item_id"]
        spans = spans[~spans["item_id"].isin(copies)]
    columns = ("item_id", "label", "start", "end")
    for item_id, label, start, end in zip(*(spans[c] for c in columns), strict=True):
        yield item_id, label, raws[item_id], start, end
