"""Corpus → what every caption says of it: n, period, what is undated; and shared phrases."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd
from matplotlib.axes import Axes

from analysis.counting.changes import changes, finding
from analysis.counting.chronology import composition
from analysis.counting.groups import item_groups
from analysis.counting.passport import Find, passport
from analysis.counting.series import MIN_ITEMS
from analysis.finding.search import search
from analysis.finding.words import Words
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import Dates, Period, period_number, period_of
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


MAX_CLAIMS = 3  # of a caption, each tried in every way of counting
MAX_PERIODS = 40  # of an axis
UNITS: tuple[Period, ...] = ("year", "quarter", "month", "week", "day")
FAR = 0.05  # of the items at most lie far from all others


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


@dataclass(frozen=True)
class When:
    """What periods the figures of a corpus are drawn by, from its certain days."""

    by: Period
    dates: Dates
    first: date
    last: date
    far: str  # what lies outside, as a sentence for the caption

    @property
    def axis(self) -> str:
        """Name the axis: "year of the event"."""
        return f"{self.by} of {'the event' if self.dates == 'event' else 'publication'}"

    def cut(self, table: pd.DataFrame) -> pd.DataFrame:
        """Leave out the periods of a table beyond the first and the last day."""
        first, last = period_of(self.first, self.by), period_of(self.last, self.by)
        numbers = table[self.by].map(lambda p: period_number(p, self.by), na_action="ignore")
        return table[numbers.isna() | numbers.between(first, last)].reset_index(drop=True)


def when(corpus: Corpus, *, by: Period | None = None, dates: Dates | None = None) -> When | None:
    """Choose the unit of the figures, events or publications, and the days the axis runs over.

    Days of publication are drawn where fewer than half as many events are certain. A few items
    (`FAR`) that are further from all others than those from each other get no axis. None if no
    item is certain.
    """
    return corpus.once(("when", by, dates), lambda: _when(corpus, by, dates))


def _when(corpus: Corpus, by: Period | None, dates: Dates | None) -> When | None:
    told, published = (_certain_spans(corpus, way) for way in ("event", "publication"))
    if dates is None:
        dates = "publication" if len(published) > 2 * len(told) else "event"
    spans = told if dates == "event" else published
    if not len(spans):
        return None
    near = spans.sort_values(["first", "item_id"])
    for _ in range(max(1, int(FAR * len(spans)))):
        inner, outer = near.iloc[1:], near.iloc[:-1]
        if _is_far(near["first"].iloc[0], inner):
            near = inner
        elif _is_far(near["last"].iloc[-1], outer):
            near = outer
    first, last = near["first"].min().date(), near["last"].max().date()
    beyond = spans[~spans["item_id"].isin(near["item_id"])]
    far = ""
    if len(beyond):
        named = [f"{row.item_id} ({row.first:%Y-%m-%d})" for row in beyond.head(3).itertuples()]
        far = f" Far from all others and not drawn: {', '.join(named)}"
        far += f" and {len(beyond) - 3} more." if len(beyond) > 3 else "."
    return When(by or choose_unit(first, last, len(near)), dates, first, last, far)


def choose_unit(first: date, last: date, items: int) -> Period:
    """Choose the finest unit with enough items in a period on average, and at most `MAX_PERIODS`.

    Where even years have too few, the coarsest with two periods.

    >>> choose_unit(date(2025, 12, 10), date(2026, 3, 9), 169)
    'week'
    >>> choose_unit(date(2020, 11, 18), date(2024, 10, 3), 9)
    'year'
    """
    sizes = {unit: period_of(last, unit) - period_of(first, unit) + 1 for unit in UNITS}
    fitting = [unit for unit in UNITS if 2 <= sizes[unit] <= MAX_PERIODS]
    full = [unit for unit in fitting if items >= MIN_ITEMS * sizes[unit]]
    return full[-1] if full else fitting[0] if fitting else "year"


def _certain_spans(corpus: Corpus, dates: Dates) -> pd.DataFrame:
    """Return item_id, first and last possible day of the items that are certain of their year."""
    years = item_groups(corpus, "year", dates=dates)
    known = corpus.items["item_id"].isin(years.loc[years["year"].notna(), "item_id"])
    prefix = "event" if dates == "event" else "published"
    ends = {f"{prefix}_from": "first", f"{prefix}_to": "last"}
    return corpus.items.loc[known, ["item_id", *ends]].rename(columns=ends)


def _is_far(day: pd.Timestamp, others: pd.DataFrame) -> bool:
    """Say whether a day is further from others than they from each other, and than a month."""
    if len(others) < 2:
        return False
    first, last = others["first"].min(), others["last"].max()
    gap = max(first - day, day - last)
    return bool(gap > max(last - first, pd.Timedelta(days=31)))


def outlet_colours(corpus: Corpus) -> dict[str, str]:
    """Return the colours of a corpus' outlets, the same in all its figures."""
    return corpus.once("outlet colours", lambda: charts.outlet_colours(corpus.items["outlet"]))


def facts_of(corpus: Corpus) -> _Facts:
    """Count the items of a corpus for its captions."""
    drawn = when(corpus)
    dates: Dates = drawn.dates if drawn else "event"
    table = composition(corpus, dates=dates)
    known = table.loc[table["items"] > 0, "year"].dropna()
    years = between(known.min(), known.max()) if len(known) else ""
    years = f"published {years}" if years and dates == "publication" else years
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


def as_written(given: Words, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with every term as the texts write it most often: "wang yi" → Wang Yi.

    Where two terms are written alike, they keep their own names.
    """
    raw = dict(zip(given.corpus.items["item_id"], given.corpus.items["raw"], strict=True))
    names: dict[str, str] = {}
    for term in dict.fromkeys(table["term"]):
        places = search(given, term)[["item_id", "start", "end"]].itertuples(index=False)
        written = Counter(" ".join(raw[item][start:end].split()) for item, start, end in places)
        names[term] = written.most_common(1)[0][0] if written else term
    alike = {name for name, n in Counter(names.values()).items() if n > 1}
    shown = {term: term if name in alike else name for term, name in names.items()}
    return table.assign(term=table["term"].map(shown))


def tell_changes(
    corpus: Corpus, table: pd.DataFrame, drawn: When, find: Callable[[str], str | Find]
) -> str:
    """Say what a series supports: its strongest changes, each with its passport.

    ``find`` gives what `passport` looks for, of a name in the table.
    """
    compared = changes(table)
    told = compared[compared["verdict"].isin(("higher", "lower"))]
    if told.empty:
        return finding(compared)
    said = []
    for row in told.sort_values("p_holm", kind="stable").head(MAX_CLAIMS).itertuples(index=False):
        name, up = str(row[0]), row.verdict == "higher"
        ends = (row.later, row.earlier) if up else (row.earlier, row.later)
        ways = {"higher": ends[0], "lower": ends[1], "by": drawn.by, "dates": drawn.dates}
        said.append(str(passport(corpus, find(name), name=short(name), **ways)))
    few = f"The strongest {len(said)} of" if len(said) < len(told) else "All"
    return (
        f"{few} {len(told)} differences that intervals support (5 %, Holm, {len(compared)} "
        f"comparisons): {' '.join(said)}"
    )


def trend_by_period(corpus: Corpus, table: pd.DataFrame, drawn: When) -> Axes:
    """Draw a series of terms by period, and beside it the items of each outlet."""
    items = drawn.cut(composition(corpus, by=drawn.by, dates=drawn.dates))
    look = {"unit": "hits per 1,000 words", "by": drawn.by, "axis": drawn.axis}
    return charts.trend(table, items, label="term", colours=outlet_colours(corpus), **look)
