"""Words → counts: how often each occurs, how evenly, in which groups, how varied; near which."""

from functools import partial
from math import fsum, log, log2, prod
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from analysis.counting.groups import By, certain_groups
from analysis.counting.provenance import Found, counted, every_nth, trace
from analysis.finding.store import item_rows
from analysis.finding.words import Given, Words, as_words
from analysis.tables import refuse

Bond = Literal["log_likelihood", "log_dice"]  # how strongly two words attract


@counted
def count_terms(of: Given, *, by: By = None) -> pd.DataFrame:
    """Count words, spelling variants folded together.

    ``of`` are `words`, or a corpus: its cleaned word forms. ``by`` is a period of the event (year,
    quarter, month, week, day), outlet, item_id, any column of the items, two of these, or None.
    Items whose period is not known form the group with a missing one.

    One row per group and term, most frequent first: the group's columns (if any), term, hits, items
    (with a hit), rank, words (running words of the group), per_1000. `evidence` lists the hits.

    >>> from analysis import load_corpus
    >>> count_terms(load_corpus("seeds"))[["term", "hits", "items"]].head(1).values.tolist()
    [['china', 49, 8]]
    """
    return _tally(as_words(of), by)


@counted
def count_ngrams(of: Given, n: int = 2, *, by: By = None) -> pd.DataFrame:
    """Count sequences of n words inside a sentence, joined by spaces; columns as of `count_terms`.

    They cross no number or address, and neither begin nor end with a stop-word.
    """
    return _tally(as_words(of), by, n)


@counted
def count_hashtags(of: Given, *, by: By = None) -> pd.DataFrame:
    """Count hashtags of the text and of lines set aside; columns as of `count_terms`, no rates."""
    return _tally(as_words(of).hashtags(), by, rates=False)


def dispersion(of: Given, *, top: int | None = None) -> pd.DataFrame:
    """Say how evenly terms are spread over the items: `count_terms` (its ``top``) with dp, dp_norm.

    Gries' deviation of proportions, DP = ½ Σ |vᵢ - sᵢ|, where vᵢ is the share of the term's hits in
    item i and sᵢ the item's share of all running words (Gries 2008, International Journal of Corpus
    Linguistics 13: 403-437): 0 when spread like the words. dp_norm divides by 1 - min sᵢ, its
    largest value (Lijffijt & Gries 2012, ibid. 17: 147-149); missing in a corpus of one item.
    """
    words = as_words(of)
    table, sizes = count_terms(words).head(top), words.per_item
    if top is not None:
        words = words.take(words.places(*table["term"]))
    first, hits, _ = words.tally(words.item, np.arange(len(sizes)))
    # All 4 hits in an item with a quarter of the words, which two others share out by 1/2 and 1/4
    # → DP = (3/4 + 1/2 + 1/4) / 2 = 3/4, of at most 1 - 1/4, so dp_norm = 1.
    dp = deviation(words.term[first], hits, sizes[words.item[first]], sizes.sum(), len(words.terms))
    table["dp"] = table["term"].map(pd.Series(dp, words.names)).astype(float)
    held = sizes[sizes > 0]
    table["dp_norm"] = table["dp"] / (1 - held.min() / held.sum() if len(held) > 1 else np.nan)
    return table


def deviation(term: Any, hits: Any, sizes: Any, words: float, n_terms: int) -> Any:
    """Return DP by the code of each term from its hits in items, their sizes, and all words."""
    # Of whole numbers, whose sums are exact in any order: |vᵢ - sᵢ| · its hits · all words; items
    # without a hit add their own share, what those with one leave over.
    own, met = (np.bincount(term, each, n_terms) for each in (hits, sizes))
    gap = np.bincount(term, np.abs(hits * float(words) - sizes * own[term]), n_terms)
    return (gap + own * (words - met)) / (2 * words * np.where(own, own, np.nan))


def _tally(found: Words, by: By, n: int = 1, *, rates: bool = True) -> pd.DataFrame:
    """Count the listed words per group and term, with their rate unless they are no words."""
    inside, groups = certain_groups(found.corpus, by)
    keys = list(groups)
    first, hits, items = found.tally(found.item, inside, n)
    # Groups in order, most hits first, then the alphabet; as one number, if it fits: sorted faster.
    places = np.argsort(groups.sort_values(keys).index) if keys else np.zeros(1, np.intp)
    group, fewer = inside[found.item[first]], np.cumsum(np.bincount(hits) > 0)
    columns = [places[group], fewer[-1:] - fewer[hits]]
    columns += [found.alphabet[found.term[first + k]] for k in range(n)]
    most = [int(column.max(initial=0)) + 1 for column in columns]
    fits = n < 60 and prod(most) < 2**63  # numpy has 64 dimensions
    order = np.argsort(np.ravel_multi_index(columns, most)) if fits else np.lexsort(columns[::-1])
    group, first, hits = group[order], first[order], hits[order].astype("int64")
    table = groups.take(group).reset_index(drop=True)
    table = table.assign(term=found.spell(first, n), hits=hits, items=items[order].astype("int64"))
    # 9, 7, 7, 4 hits of a group → they begin at 0, 1, 1, 3 of its rows → ranks 1, 2, 2, 4
    opens = np.diff(group, prepend=-1) != 0
    ties = opens | (np.diff(hits, prepend=0) != 0)
    begins = [np.maximum.accumulate(np.where(new, np.arange(len(new)), 0)) for new in (ties, opens)]
    table["rank"] = begins[0] - begins[1] + 1
    if rates:
        words = np.bincount(inside, weights=found.per_item, minlength=len(groups))
        table["words"] = words[group].astype("int64")
        table["per_1000"] = 1000 * table["hits"] / table["words"]
    find = partial(_find, found, table["term"].array, first, n=n, groups=groups.take(inside))
    return trace(table, found.corpus, (*keys, "term"), find)


def _find(of: Words, terms: Any, at: Any, cells: Any, most: int, n: int, groups: Any = ()) -> Found:
    """Find a term of n words, given all terms and for each a word that it begins with."""
    row = np.flatnonzero(terms.isin([cells["term"]]))[:1]
    rows = of.same(at[row[0]], n) if len(row) else row
    for key in groups:
        own = groups[key].iloc[of.item[rows]]
        is_own = own.isna() if cells[key] is None else own.eq(cells[key]).fillna(False)
        rows = rows[is_own.to_numpy(bool)]
    some = rows[every_nth(len(rows), most)]
    return of.hits(some, some + n - 1).assign(term=cells["term"]), len(rows)


def words_of_hits(words: Words, hits: pd.DataFrame) -> list[np.ndarray]:
    """Return the number of the first running word of every hit, and of the first behind it."""
    items = item_rows(words.corpus, hits["item_id"])
    return [words.at.first_from(items, hits[end].to_numpy()) for end in ("start", "end")]


@counted
def diversity(of: Given, *, by: By = None, window: int = 100) -> pd.DataFrame:
    """Bond lexical diversity as the moving-average type-token ratio, MATTR.

    The share of different words in every window of ``window`` running words of a text, on average
    (Covington and McFall 2010, Journal of Quantitative Linguistics 17: 94-100). One row per group:
    mattr (missing without a window), windows, words, types. `evidence` gives texts with windows.
    """
    refuse(window < 1, "window", window)
    words = as_words(of)
    inside, groups = certain_groups(words.corpus, by)
    place, last = np.arange(len(words)), pd.Series(np.arange(len(words)))
    last = last.groupby([words.item, words.term]).shift()  # the same word in the text
    # "a b a" in windows of two: the second a is new in the window that begins at b.
    first = np.maximum(last.fillna(-1).to_numpy(np.intp) + 1, place - window + 1)
    first = np.maximum(first, np.searchsorted(words.item, words.item))  # where the text begins
    # Word i is new in windows that begin from there to i, and in none behind.
    types = np.cumsum(np.bincount(first, minlength=len(words) + 1))[: len(words)] - place
    first = place[place + window <= np.searchsorted(words.item, words.item, side="right")]
    group = inside[words.item]
    n = np.bincount(group[first], minlength=len(groups))
    total = np.bincount(group[first], weights=types[first], minlength=len(groups))
    sizes = pd.Series(words.term).groupby(group).agg(words="size", types="nunique")
    table = groups.assign(mattr=total / np.where(n, n * window, np.nan), windows=n)
    table = table.join(sizes, how="inner")
    rows = np.isin(words.item, words.item[first])
    own = groups.take(group[rows]).reset_index(drop=True)
    found = words.hits(rows).drop(columns=list(own), errors="ignore").join(own)
    return trace(table.reset_index(drop=True), words.corpus, tuple(groups), found)


@counted
def collocations(of: Given, *, measure: Bond = "log_likelihood", min_hits: int = 2) -> pd.DataFrame:
    """List pairs of neighbouring words that occur together more often than by chance.

    Pairs stay inside a sentence; stop-words are left out after counting. By ``measure``, with f the
    hits of the pair and f₁, f₂ of its words:

    - log_likelihood: G² = 2 Σ O ln(O / E) of the table of the pair and its words (Dunning 1993,
      Computational Linguistics 19: 61-74): how surely the two are not independent.
    - log_dice: 14 + log₂(2 f / (f₁ + f₂)), at most 14 (Rychlý 2008, RASLAN: 6-9): how exclusively
      they occur together, whatever the size of the corpus.

    One row per pair of at least ``min_hits``, strongest first, ties in alphabetical order: term,
    hits, sentences and items (with a hit), left_hits, right_hits, log_likelihood, log_dice.
    """
    words = as_words(of)
    counts, stop = _counts(words, words.term), _counts(words, words.term[~words.listed]) > 0
    first, hits, items = words.tally(words.item, n=2)
    sentences = words.tally(words.sentence_row, n=2)[2]  # in the same order
    left, right = words.term[first], words.term[first + 1]
    kept = hits * len(words) > counts[left] * counts[right]
    kept &= (hits >= min_hits) & ~stop[left] & ~stop[right]
    numbers = {"hits": hits, "sentences": sentences, "items": items}
    numbers |= {"left_hits": counts[left], "right_hits": counts[right]}
    table = pd.DataFrame({name: n[kept].astype("int64") for name, n in numbers.items()})
    table.insert(0, "term", words.spell(first[kept], 2))
    cells = table[["hits", "left_hits", "right_hits"]].to_numpy().tolist()
    find = partial(_find, words, table["term"].array, first[kept], n=2)
    return trace(_ranked(table, measure, len(words), cells, cells), words.corpus, ("term",), find)


@counted
def collocates(
    of: Given, hits: pd.DataFrame, *, window: int = 5, measure: Bond = "log_dice", min_hits: int = 2
) -> pd.DataFrame:
    """List the words that stand near some hits (as from `search`) more often than by chance.

    Near is within ``window`` words in the same sentence (Evert 2008, in Corpus Linguistics: An
    International Handbook, 1212-1248). As `collocations` (for log_dice a hit is once near).
    """
    words = as_words(of)
    first, behind = words_of_hits(words, hits)
    item = item_rows(words.corpus, hits["item_id"])
    side = np.zeros(len(words), np.int8)  # -1: left of a hit, 1: right of one, 0: near none
    for n in range(window):
        for step, rows in ((1, behind + n), (-1, first - 1 - n)):
            rows, own = np.clip(rows, 0, max(0, len(words) - 1)), rows
            near = (rows == own) & (words.item[rows] == item)
            near &= words.sentence[rows] == hits["sentence"].to_numpy()
            free = rows[near]
            side[free[side[free] == 0]] = step
    for n in range(int((behind - first).max(initial=0))):  # words of a hit are near none
        side[(first + n)[first + n < behind]] = 0
    counts, nearby = _counts(words, words.term), _counts(words, words.term[side != 0])
    size, stop = int(nearby.sum()), _counts(words, words.term[~words.listed]) > 0
    codes = np.flatnonzero((nearby * len(words) > counts * size) & (nearby >= min_hits) & ~stop)
    left = _counts(words, words.term[side < 0])
    numbers = {"left": left, "right": nearby - left, "word_hits": counts}
    table = pd.DataFrame({"term": words.names.take(codes), "hits": nearby[codes]})
    table = table.assign(**{name: n[codes] for name, n in numbers.items()})
    both = table[["hits", "word_hits"]].to_numpy().tolist()
    likely = [(near, size, anywhere) for near, anywhere in both]
    dice = [(min(near, len(hits)), len(hits), anywhere) for near, anywhere in both]
    near, place = words.take(side != 0), np.zeros(len(words.terms), np.intp)
    place[near.term] = np.arange(len(near))  # one of each term
    find = partial(_find, near, table["term"].array, place[codes], n=1)
    return trace(_ranked(table, measure, len(words), likely, dice), words.corpus, ("term",), find)


def _counts(words: Words, codes: Any) -> Any:
    return np.bincount(codes, minlength=len(words.terms))


def _ranked(table: pd.DataFrame, measure: Bond, words: int, likely: Any, dice: Any) -> pd.DataFrame:
    """Add both measures of hits together, of the one and of the other; strongest first."""
    refuse(measure not in get_args(Bond), "measure", measure, ", ".join(get_args(Bond)))
    # G²: the left word with the right one, with others; others with that; neither (may be below 0)
    g2 = []
    for f, one, other in likely:
        observed = f, one - f, other - f, max(0, words - one - other + f)
        rows, columns = (one, words - one), (other, words - other)
        expected = [row * column / words for row in rows for column in columns]
        cells = zip(observed, expected, strict=True)
        g2.append(2 * fsum(o * log(o / e) for o, e in cells if o and e))
    table["log_likelihood"] = g2
    # "belt road", 8 hits of 8 "belt" and 8 "road" → 14; of 80 and 80 → 14 - log₂ 10 = 10.7
    table["log_dice"] = [14 + log2(2 * both / (one + other)) for both, one, other in dice]
    return table.sort_values([measure, "term"], ascending=[False, True], ignore_index=True)
