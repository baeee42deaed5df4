"""Words → formulas: the longest sequences of words that stand in two or more texts."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.counting.groups import By, certain_groups
from analysis.counting.provenance import counted, trace
from analysis.finding.search import keywords
from analysis.finding.words import Given, Words, words
from analysis.tables import dates_of

MAX_WORDS = 1_000_000  # 7 s
_SHORTEST = 3  # words of a formula
_BLOCK = 2  # words on either side of the open place of a near formula, at least
_LONGEST_BLOCK = 12  # and at most: a near copy of a whole sentence is no formula
# "of the two" says little, "of the two countries" something; an open place asks for one more.
_MIN_LISTED, _MIN_NEAR = 2, 3
Numbers = npt.NDArray[np.intp]


class _Sequences(NamedTuple):
    """Sequences of words that repeat: where each begins and ends, and which are the same."""

    first: Numbers  # number of the first word
    last: Numbers
    name: Numbers  # the same number for the same words
    split: int = 0  # words before the open place; 0: there is none
    fixed: int = 0  # words that are the same everywhere


@counted
def formulas(of: Given, *, by: By = "item_id", near: bool = True) -> pd.DataFrame:
    """Find the longest word sequences that stand in two or more texts: reuse of a phrase's size.

    No sequence crosses a sentence, and a stretch of text counts for the longest formula it lies in:
    *republic of china* is none inside *people's republic of china*. Only inside what is one word
    apart it counts too, unless it stands nowhere else. A formula has three words or more, two of
    them no stop-words: the maximal repeats of Gusfield (1997, Algorithms on Strings, Trees, and
    Sequences, 7.12), between texts instead of inside one. Of more than `MAX_WORDS`
    running words those of some texts, which are drawn by lot, are compared.

    ``of`` a corpus are its distinct texts in dictionary form; ``by`` as in `count_terms`; ``near``
    also finds what is one word apart. One row per formula and group that has it, formulas of most
    texts first, then of most words, groups by their first text by date: formula (as its first text
    writes it), the group's column, hits, near (hits one word apart), words (of the formula), items.
    """
    given = of if isinstance(of, Words) else words(of, "distinct", lemmatize=True)
    given = given.draw(given.per_item, MAX_WORDS)
    levels = list(_levels(given))
    found = levels[: _SHORTEST - 2 : -1]
    if near:
        found += sorted(_near(given, levels), key=lambda s: (-s.fixed, s.split))
    claimed = _claim(given, found)
    first, last = claimed["first"].to_numpy(), claimed["last"].to_numpy()
    furthest = np.full(int(first.max(initial=-1)) + 2, -1, np.intp)  # of those that begin so early
    np.maximum.at(furthest, first + 1, last)
    inside = (furthest[first + 1] > last) | (np.maximum.accumulate(furthest)[first] >= last)
    # "platforms such as the" only inside "in platforms such as the" and a near copy of that: none.
    alone = ~pd.Series(inside, claimed.index).groupby(claimed["number"]).transform("all")
    claimed = claimed[alone].reset_index(drop=True)
    # By the first possible day of the event, else of the publication; no date comes last.
    days = dates_of(given.corpus.items, "best")["from"]
    rank = days.rank(method="first", na_option="bottom").to_numpy()
    first, last = claimed["first"].to_numpy(), claimed["last"].to_numpy()
    hits = given.hits(first, last).drop(columns="term").join(claimed[["number", "near"]])
    hits = hits.assign(item=given.item[first], rank=rank[given.item[first]], words=last - first + 1)
    hits = hits.sort_values(["number", "near", "rank", "start"], ignore_index=True)
    hits["written"] = pd.Series(keywords(given.corpus, hits), dtype="str")
    # Named as its first text writes it; what says the same words there is not near but the same.
    hits["formula"] = hits.groupby("number")["written"].transform("first")
    hits["near"] &= hits["written"].str.casefold() != hits["formula"].str.casefold()
    inside, groups = certain_groups(given.corpus, by)
    own = groups.take(inside[hits["item"]]).reset_index(drop=True)
    keys = ["formula", *own]
    hits = hits.drop(columns=keys[1:], errors="ignore").join(own)
    sizes = hits.groupby("formula").agg(words=("words", "first"), items=("item", "nunique"))
    each = hits.groupby(keys, dropna=False)
    table = each.agg(hits=("start", "size"), near=("near", "sum"), rank=("rank", "min"))
    table = table.reset_index().join(sizes, on="formula")
    order = {"items": False, "words": False, "formula": True, "rank": True}
    table = table.sort_values(list(order), ascending=list(order.values()), ignore_index=True)
    shown = hits[list(dict.fromkeys(["item_id", "sentence", "start", "end", *keys]))]
    return trace(table[[*keys, "hits", "near", "words", "items"]], given.corpus, tuple(keys), shown)


def _levels(of: Words) -> Iterator[_Sequences]:
    """Yield the repeated sequences of 1, 2, 3, … words; each builds on the shorter ones."""
    numbers = np.arange(len(of), dtype=np.intp)
    level = _Sequences(numbers, numbers, of.term.astype(np.intp), fixed=1)
    while len(level.first):
        level = _repeated(of, level)
        yield level
        # "rights and interests" repeats only if "rights and" and "and interests" do
        n = np.flatnonzero(np.diff(level.first) == 1)
        n = n[of.adjoin(level.first[n], level.last[n] + 1, level.fixed)]
        pairs = level.name[n] * (level.name.max(initial=0) + 1) + level.name[n + 1]
        level = _Sequences(level.first[n], level.last[n] + 1, pairs, fixed=level.fixed + 1)


def _repeated(of: Words, found: _Sequences, kept: Any = slice(None)) -> _Sequences:
    """Keep the sequences whose words stand in two texts; number them anew from 0."""
    first, last, name = found.first[kept], found.last[kept], found.name[kept]
    twice = _texts(of, first, name) > 1
    name = np.unique(name[twice], return_inverse=True)[1]
    return found._replace(first=first[twice], last=last[twice], name=name)


def _texts(of: Words, first: Numbers, name: Numbers) -> Any:
    """Say in how many texts each one's name occurs."""
    return pd.Series(of.item[first]).groupby(name).transform("nunique").to_numpy(np.intp)


def _listed(of: Words, found: _Sequences) -> Any:
    """Count the words of each sequence that are no stop-words."""
    before = np.concatenate([[0], np.cumsum(of.listed)])
    return before[found.last + 1] - before[found.first]


def _near(of: Words, levels: list[_Sequences]) -> Iterator[_Sequences]:
    """Yield pairs of repeated blocks with one word or none between them, where texts differ."""
    # "new | forms | of cooperation" and "new | areas | of cooperation" share both blocks.
    blocks = levels[_BLOCK - 1 : _LONGEST_BLOCK]
    begins = [np.full(len(of) + 2, -1, np.intp) for _ in blocks]  # first word → name of a block
    for names, block in zip(begins, blocks, strict=True):
        names[block.first] = block.name
    for left in blocks:
        for names, right in zip(begins, blocks, strict=True):
            parts = []
            for between in (0, 1):
                begin = left.last + 1 + between
                fits = np.flatnonzero(names[begin] >= 0)
                fits = fits[of.adjoin(left.last[fits], begin[fits], 1 + between)]
                name = left.name[fits] * (right.name.max(initial=0) + 1) + names[begin[fits]]
                parts.append((left.first[fits], begin[fits] + right.fixed - 1, name))
            first, last, name = map(np.concatenate, zip(*parts, strict=True))
            both = _Sequences(first, last, name, left.fixed, left.fixed + right.fixed)
            middle = both.first + both.split
            is_open = both.last - both.first == both.fixed  # else nothing stands between the blocks
            kept = np.flatnonzero(_listed(of, both) - (is_open & of.listed[middle]) >= _MIN_NEAR)
            # The word between; the same in every text: an exact sequence, found already.
            word = pd.Series(np.where(is_open, of.term[middle] + 1, 0)[kept])
            kept = kept[word.groupby(both.name[kept]).transform("nunique").to_numpy() > 1]
            found = _repeated(of, both, kept)
            if not len(found.first):
                break  # a longer block on the right repeats no more often
            yield found


def _claim(of: Words, sequences: list[_Sequences]) -> pd.DataFrame:
    """Give every stretch to the first sequence it lies in: number, first, last, near."""
    reach, owner = np.full((2, len(of)), -1, np.intp)  # last word of the formula that begins here
    none = np.zeros(0, np.intp)
    parts, n = [pd.DataFrame({"number": none, "first": none, "last": none, "near": none > 0})], 0
    for found in sequences:
        first, last, name, split, _ = found
        # "new areas of cooperation" varies the formula "new forms of cooperation", if that is one.
        varied = np.full(int(name.max(initial=-1)) + 1, -1, np.intp)
        np.maximum.at(varied, name, np.where(reach[first] == last, owner[first], -1))
        says_enough = (_listed(of, found) >= _MIN_LISTED) | (split > 0)
        free = np.flatnonzero(says_enough & (np.maximum.accumulate(reach)[first] < last))
        free = free[(varied[name[free]] >= 0) | (_texts(of, first[free], name[free]) > 1)]
        first, last, name = first[free], last[free], name[free]
        names, number = np.unique(name, return_inverse=True)
        number = np.where(varied[name] < 0, number + n, varied[name])
        parts.append(pd.DataFrame(dict(number=number, first=first, last=last, near=split > 0)))
        reach[first], owner[first] = last, number
        n += len(names)
    return pd.concat(parts, ignore_index=True)
