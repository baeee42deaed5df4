"""A comparison → its passport: in how many ways of counting it holds, and against chance."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator

from analysis.counting.groups import item_groups, period_weights
from analysis.counting.provenance import Found, trace
from analysis.counting.series import MIN_WORDS
from analysis.counting.statistics import SEED, Bools, Numbers
from analysis.finding.search import search
from analysis.finding.store import READINGS, counted_items, item_rows
from analysis.finding.words import Words, read, words
from analysis.reading.corpus import Corpus
from analysis.reading.dating.days import Dates, Period
from analysis.tables import dates_of

DRAWS = 10  # of days from the sets of possible days, where an item has more than one period
PLACEBOS = 200  # exchanges of the dates of an outlet's items
SURE = 0.95  # share of specifications and of placebos: below, a sentence states the share instead
DENOMINATORS = ("per_1000_words", "per_item", "share_of_items", "share_of_sentences")
FORMS = {"forms": False, "dictionary forms": True}
DATES: tuple[Dates, ...] = ("event", "publication")
CHOICES = ["reading", "words", "denominator", "dates", "draw", "without"]
Find = Callable[[Words], pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Passport:
    """What became of one comparison; `table` has a row for every specification."""

    name: str
    higher: int | str
    lower: int | str
    table: pd.DataFrame
    tried: int  # specifications that give both values
    held: int  # of these, those in which the first value is the larger one
    beaten: float  # share of placebos whose difference is smaller

    @property
    def is_sure(self) -> bool:
        """Whether the comparison may be stated without its share."""
        return bool(self.tried and self.held / self.tried >= SURE and self.beaten >= SURE)

    def __str__(self) -> str:
        """Say what may be said: "higher" only of what is sure."""
        if not self.tried:
            return f"{self.name}: {self.higher} and {self.lower} cannot be compared."
        held = f"{self.held:,} of {self.tried:,} specifications"
        chance = f"{100 * self.beaten:.0f} % of {PLACEBOS} exchanges of dates"
        said = f"more frequent in {self.higher} than in {self.lower}"
        if self.is_sure:
            return f"{self.name} is {said} ({held}; above {chance})."
        return f"{self.name}: {said} in {held} and above {chance}, which is too few to say so."


def passport(
    corpus: Corpus,
    what: str | Find,
    *,
    higher: int | str,
    lower: int | str,
    by: Period = "year",
    dates: Dates = "event",
    name: str = "",
    seed: int = SEED,
) -> Passport:
    """Try a comparison of two periods in every way it could have been counted.

    ``what`` is a word or phrase, or a function of `words` that returns hits (called ``name``). A
    specification is a choice of reading, of word or dictionary forms, of a denominator, of the
    event's or the publication's date, of a draw from the days possible for each item, and of an
    outlet left out, or none (the curve of Simonsohn, Simmons and Nelson 2020, Nature Human
    Behaviour 4: 1208-1214). The placebo exchanges the periods (of ``dates``, else of the other)
    between the items of each outlet `PLACEBOS` times: a difference of outlets alone does not beat
    it. The table has a row per specification: the choices, value_higher, value_lower, difference,
    relative (to their sum), holds (missing where one is refused); ``str`` is what may be written.
    """
    find: Find = what if callable(what) else lambda of: search(of, what)
    ways = product(READINGS, FORMS)
    counts = {(r, form): _count(words(corpus, r, lemmatize=FORMS[form]), find) for r, form in ways}
    rng = np.random.default_rng(seed)
    drawn = {way: list(_draws(corpus, way, by, (higher, lower), rng)) for way in DATES}
    outlet = corpus.items["outlet"].to_numpy()
    outlets = ["", *dict.fromkeys(item_groups(corpus, None)["outlet"])]
    left = {name: (outlet != name) | (name == "") for name in outlets}  # "": none is left out
    rows = []
    for (counted, (_, top, bottom)), way in product(counts.items(), DATES):
        for (draw, inside), without in product(enumerate(drawn[way]), outlets):
            rates = _rates(top, bottom, inside & left[without]).T.tolist()
            for denominator, ends in zip(DENOMINATORS, rates, strict=True):
                rows.append((*counted, denominator, way, draw, without, *ends))
    table = pd.DataFrame(rows, columns=[*CHOICES, "value_higher", "value_lower"])
    one, other = table["value_higher"], table["value_lower"]
    table["difference"] = one - other
    # From -1 to 1, so that rates of all denominators go on one scale: 3 and 1 per thousand are 0.5.
    table["relative"] = ((one - other) / (one + other).where(one + other > 0)).fillna(one - other)
    table["holds"] = (one > other).astype("boolean").mask(table["difference"].isna())
    table.insert(0, "specification", range(1, len(table) + 1))

    def behind(cells: Mapping[str, Any], most: int) -> Found:
        row = table.loc[table["specification"] == cells["specification"]].iloc[0]
        compared = drawn[row["dates"]][row["draw"]].any(axis=0) & left[row["without"]]
        hits = counts[row["reading"], row["words"]][0]
        hits = hits[hits["item_id"].isin(corpus.items["item_id"][compared])]
        return hits, len(hits)

    ordered = table.sort_values(["relative", "specification"], ignore_index=True)
    trace(ordered, corpus, ("specification",), behind)
    dates = next((d for d in (dates, *DATES) if drawn[d][0].any(axis=1).all()), dates)  # compared
    beaten = _beaten(*counts["cleaned", "dictionary forms"][1:], drawn[dates][0], outlet, rng)
    called = name or (what if isinstance(what, str) else "it")
    counts_held = int(table["holds"].count()), int(table["holds"].sum())
    return Passport(called, higher, lower, ordered, *counts_held, beaten)


def _count(given: Words, find: Find) -> tuple[pd.DataFrame, Numbers, Numbers]:
    """Return hits, and of every item of the corpus what each rate divides, and by what."""
    corpus, hits = given.corpus, find(given)
    touched = hits[hits["sentence"] > 0].drop_duplicates(["item_id", "sentence"])
    ones = np.ones(len(corpus.items))
    rows = (item_rows(corpus, found["item_id"]) for found in (hits, touched))
    n_hits, n_touched = (np.bincount(row, minlength=len(ones)) for row in rows)
    sentences = read(corpus, given.reading).sentences_per_item
    counted = np.asarray(counted_items(corpus, given.reading), dtype=float)
    top = np.stack([n_hits, n_hits, n_hits > 0, n_touched]) * counted
    return hits, top.T, (np.stack([given.per_item / 1000, ones, ones, sentences]) * counted).T


def _rates(top: Numbers, bottom: Numbers, periods: Bools) -> Numbers:
    """Return each rate in each of some periods: rows of which items lie in them."""
    top, bottom = periods @ top, periods @ bottom
    enough = bottom > 0
    enough[:, 0] = bottom[:, 0] * 1000 >= MIN_WORDS
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=enough))


def _draws(corpus: Corpus, dates: Dates, by: Period, ends: Any, rng: Generator) -> Iterator[Bools]:
    """Yield which items lie in each period, once or, where days are drawn, `DRAWS` times."""
    # "[2023-09-18..]", some day after: no set of days to draw from.
    is_open = dates_of(corpus.items, dates)["edtf"].str.contains("..]", regex=False).to_numpy()
    weights = period_weights(corpus, by, dates)
    weights = weights[~is_open[weights["item_row"]]]
    item = weights["item_row"].to_numpy()
    upper = weights.groupby("item_row", sort=False)["weight"].cumsum().to_numpy()
    rows = np.arange(len(corpus.items))
    lower, inside = upper - weights["weight"].to_numpy(), [weights[by] == end for end in ends]
    for _ in range(1 if weights["certain"].all() else DRAWS):
        lot = rng.random(len(rows))[item]
        chosen = (lot < upper) & (lot >= lower)
        yield np.array([np.isin(rows, item[chosen & own]) for own in inside])


def _beaten(top: Numbers, bottom: Numbers, periods: Bools, outlet: Any, rng: Generator) -> float:
    """Return the share of placebos whose difference is smaller than the real one."""

    def gap(inside: Bools) -> float:
        return float(np.subtract(*_rates(top, bottom, inside)[:, 0]))  # per thousand words

    real, smaller = gap(periods), 0
    # Only what lies in one of the two periods: an outlet with one of them alone changes nothing.
    compared = (bottom[:, 1] > 0) & periods.any(axis=0)
    groups = [np.flatnonzero((outlet == name) & compared) for name in np.unique(outlet[compared])]
    for _ in range(PLACEBOS):
        exchanged = periods.copy()
        for rows in groups:
            exchanged[:, rows] = periods[:, rng.permutation(rows)]
        smaller += bool(gap(exchanged) < real)
    return smaller / PLACEBOS
