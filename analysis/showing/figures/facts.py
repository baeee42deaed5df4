"""Corpus → what every caption says of it: n, period, what is undated; and shared phrases."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from analysis.counting.chronology import composition
from analysis.reading.corpus import Corpus
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.pages.readable import count
from analysis.tables import InputError

MAX_LABEL = 60  # characters of a document's words in a sentence of ours
CLEANED = "Cleaned text, repeats and page furniture removed."
REPEATED = (
    "Repeated: a block equal to the block right before it at the end of a post, or a headline "
    "written twice."
)


class CannotDraw(InputError):
    """A figure has nothing to show; the message says why."""


@dataclass(frozen=True)
class _Facts:
    """How many items have words, the years they certainly lie in, and how many have none."""

    items: int
    years: str
    undated: int

    @property
    def n(self) -> str:
        """State n, the period and what is undated.

        >>> _Facts(9, "2020–2024", 0).n, _Facts(1, "", 1).n
        ('n = 9 items, 2020–2024', 'n = 1 item, 1 without a certain year')
        """
        years = f", {self.years}" if self.years else ""
        undated = f", {self.undated} without a certain year" if self.undated else ""
        return f"n = {count(self.items, 'items')}{years}{undated}"


def facts_of(corpus: Corpus) -> _Facts:
    """Count the items of a corpus for its captions."""
    table = composition(corpus)
    known = table.loc[table["items"] > 0, "year"].dropna()
    years = between(known.min(), known.max()) if len(known) else ""
    undated = int(table.loc[table["year"].isna(), "items"].sum())
    return _Facts(int(table["items"].sum()), years, undated)


def make(
    ax: Axes, name: str, table: pd.DataFrame, caption: str, alt: str, *, value: str = "hits"
) -> Figure:
    """Put a figure together; its name is ``NN-slug`` with the number of its notebook."""
    return Figure(name, ax, table.reset_index(drop=True), caption, alt, value)


def between(first: int, last: int) -> str:
    """Return a period as it is written.

    >>> between(2020, 2024), between(2021, 2021)
    ('2020–2024', '2021')
    """
    return f"{first}–{last}" if last > first else f"{first}"


def short(text: str) -> str:
    """Return words of a document so that a caption can hold them."""
    return charts.legible(text, MAX_LABEL)


def longest_bar(table: pd.DataFrame) -> str:
    """Say which is the first bar, for who does not see it."""
    first = table.iloc[0]
    return (
        f"Horizontal bars; the longest is {short(first['term'])} with "
        f"{count(int(first['hits']), 'hits')}."
    )


def trend_by_year(corpus: Corpus, table: pd.DataFrame) -> Axes:
    """Draw a series of terms by year, and below it the items of each outlet."""
    unit, axis = "hits per 1,000 words", "year of the event"
    return charts.trend(table, composition(corpus), label="term", unit=unit, axis=axis)
