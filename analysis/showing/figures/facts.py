"""Corpus → what every caption says of it: n, period, what is undated; and figures put together."""

import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from string import Formatter
from typing import Any

import pandas as pd

from analysis.counting.changes import changes, finding
from analysis.counting.chronology import composition
from analysis.counting.groups import item_groups
from analysis.counting.passport import Find, passport
from analysis.counting.series import MIN_ITEMS, MIN_WORDS
from analysis.finding.search import search
from analysis.finding.words import Words
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import Dates, Period, period_number, period_of
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.pages.readable import count
from analysis.tables import InputError, dates_of

MAX_LABEL = 60  # characters of a document's words in a sentence of ours
MAX_CLAIMS = 3  # of a caption, each tried in every way of counting
MAX_PERIODS = 40  # of an axis
UNITS: tuple[Period, ...] = ("year", "quarter", "month", "week", "day")
FAR = 0.05  # of the items at most lie far from all others


class CannotDraw(InputError):
    """A figure has nothing to show; the message says why."""


@dataclass(frozen=True)
class When:
    """What periods the figures of a corpus are drawn by, from its certain days, if it has any."""

    by: Period = "year"
    dates: Dates = "event"
    days: tuple[date, date] | None = None  # the first and the last
    far: str = ""  # what lies outside, as a sentence for the caption

    @property
    def look(self) -> dict[str, Any]:
        """Return the unit of the axis and its name: "year of the event"."""
        return {"by": self.by, "axis": f"{self.by} of {captions()['dated by'][self.dates]}"}

    def count(self, of: Any, how: Callable[..., pd.DataFrame], *what: Any, **ways: Any) -> Any:
        """Count by period, without those beyond the first and the last day."""
        table = how(of, *what, by=self.by, dates=self.dates, **ways)
        if not self.days:
            return table
        first, last = (period_of(day, self.by) for day in self.days)
        numbers = table[self.by].map(lambda p: period_number(p, self.by), na_action="ignore")
        return table[numbers.isna() | numbers.between(first, last)].reset_index(drop=True)


def when(corpus: Corpus, *, by: Period | None = None, dates: Dates | None = None) -> When:
    """Choose the unit of the figures, events or publications, and the days the axis runs over.

    Days of publication are drawn where fewer than half as many events are certain. A few items
    (`FAR`) that are further from all others than those from each other get no axis.
    """

    def choose() -> When:
        known = {way: _certain(corpus, way) for way in ("event", "publication")}
        more = len(known["publication"]) > 2 * len(known["event"])
        way: Dates = dates or ("publication" if more else "event")
        spans = known[way]
        if not len(spans):
            return When()
        near = _without_far(spans.sort_values(["first", "item_id"]))
        first, last = near["first"].min().date(), near["last"].max().date()
        beyond = spans[~spans["item_id"].isin(near["item_id"])]
        named = [f"{row.item_id} ({row.first:%Y-%m-%d})" for row in beyond.head(3).itertuples()]
        rest = f" and {len(beyond) - 3} more" if len(beyond) > 3 else ""
        far = f" Far from all others and not drawn: {', '.join(named)}{rest}." if named else ""
        return When(by or choose_unit(first, last, len(near)), way, (first, last), far)

    return corpus.once(("when", by, dates), choose)


def dated(corpus: Corpus) -> When:
    """Return how a corpus is drawn over time, or raise `CannotDraw` if no item is certain."""
    if not when(corpus).days:
        raise CannotDraw("no item has a certain year")
    return when(corpus)


def _certain(corpus: Corpus, dates: Any) -> pd.DataFrame:
    """Return item_id, first and last possible day of the items that are certain of their year."""
    years = item_groups(corpus, "year", dates=dates).dropna(subset="year")
    ends = dates_of(corpus.items, dates).rename(columns={"from": "first", "to": "last"})
    known = corpus.items[["item_id"]].join(ends[["first", "last"]])
    return known[known["item_id"].isin(years["item_id"])]


def _without_far(near: pd.DataFrame) -> pd.DataFrame:
    """Leave out a few first or last days further from all others than those from each other.

    1949-10-01 beside days of 2023 and 2024 goes; what is at most a month away stays.
    """
    for _ in range(max(1, int(FAR * len(near)))):
        begins, ends = near["first"].iloc[0], near["last"].iloc[-1]
        for day, others in ((begins, near.iloc[1:]), (ends, near.iloc[:-1])):
            first, last = others["first"].min(), others["last"].max()
            room = max(last - first, pd.Timedelta(days=31))
            if len(others) > 1 and max(first - day, day - last) > room:
                near = others
                break
    return near


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


def outlet_colours(corpus: Corpus) -> dict[str, str]:
    """Return the colours of a corpus' outlets, the same in all its figures."""
    return corpus.once("outlet colours", lambda: charts.outlet_colours(corpus.items["outlet"]))


def draw(
    corpus: Corpus,
    key: str,
    table: pd.DataFrame,
    look: dict[str, Any] | None = None,
    *,
    shown: pd.DataFrame | None = None,
    written: Words | None = None,
    **told: Any,
) -> Figure:
    """Draw a table as captions.toml has it under ``NN-slug`` or ``NN-slug.variant``.

    ``look`` goes to the chart and the words, ``told`` to the words; ``shown`` is the table with
    names as they are drawn, which may be those most often ``written``. Raises `CannotDraw`.
    """
    words, drawn = captions()[key], when(corpus)
    gaps = {"n": partial(_say_n, corpus), "rows": len(table), "far": drawn.far, **drawn.look}
    gaps |= {"min_words": MIN_WORDS, "min_items": MIN_ITEMS, "table": table}
    gaps |= captions()["phrases"] | (look or {}) | told
    if not len(table):
        raise CannotDraw(_Words().format(words["empty"], **gaps))
    shown = as_written(written, table) if written else table if shown is None else shown
    ax = getattr(charts, words["chart"])(shown, **words.get("look", {}), **(look or {}))
    gaps |= {"first": (shown if written else table).iloc[0], "last": table.iloc[-1]}
    caption, alt = (_Words().format(words[part], **gaps) for part in ("caption", "alt"))
    name = key.split(".")[0]
    return Figure(name, ax, table.reset_index(drop=True), caption, alt, words.get("value", "hits"))


class _Words(Formatter):
    """Fill gaps as `str.format` does, and count what is counted only when it is said.

    {hits:hits} has its noun, "1 hit"; {table[topic].nunique:topics} is "3 topics".
    """

    def format_field(self, value: Any, format_spec: str) -> Any:
        value = value() if callable(value) else value
        if len(format_spec) > 1 and format_spec[0].isalpha():
            return short(value) if format_spec == "short" else count(value, format_spec)
        return format(value, format_spec)


@cache
def captions() -> dict[str, dict[str, Any]]:
    """Read what figures draw and say."""
    return tomllib.loads(Path(__file__).with_name("captions.toml").read_text("utf-8"))


def items_of(corpus: Corpus) -> tuple[int, str, int]:
    """Count the items with words, the years they certainly lie in, and the items without one."""
    dates = when(corpus).dates
    table = corpus.once(("items", dates), lambda: composition(corpus, dates=dates))
    known = table.loc[table["items"] > 0, "year"].dropna()
    years = between(known.min(), known.max()) if len(known) else ""
    years = f"{captions()['periods'][dates]} {years}".strip() if years else ""
    return int(table["items"].sum()), years, int(table.loc[table["year"].isna(), "items"].sum())


def _say_n(corpus: Corpus) -> str:
    """State n, the period and what is undated: "n = 9 items, 2020–2024"."""
    items, years, undated = items_of(corpus)
    without = f"{undated} without a certain year" if undated else ""
    return ", ".join(filter(None, [f"n = {count(items, 'items')}", years, without]))


def between(first: int, last: int) -> str:
    """Return a period as it is written.

    >>> between(2020, 2024), between(2021, 2021)
    ('2020–2024', '2021')
    """
    return f"{first}–{last}" if last > first else f"{first}"


def short(text: str) -> str:
    """Return words of a document so that a caption can hold them."""
    return charts.legible(text, MAX_LABEL)


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
    often = Counter(names.values())
    shown = {term: name if often[name] == 1 else term for term, name in names.items()}
    return table.assign(term=table["term"].map(shown))


def trends(
    corpus: Corpus,
    key: str,
    table: pd.DataFrame,
    find: Callable[[str], str | Find] = str,
    **told: Any,
) -> Figure:
    """Draw a series of terms by period, and say what it supports: its strongest changes.

    ``find`` gives what `passport` looks for.
    """
    drawn = dated(corpus)
    look = {"composition": drawn.count(corpus, composition), "colours": outlet_colours(corpus)}
    told["changed"] = _tell_changes(corpus, table, find)
    return draw(corpus, key, table, look | drawn.look, **told)


def _tell_changes(corpus: Corpus, table: pd.DataFrame, find: Callable[[str], str | Find]) -> str:
    compared, drawn = changes(table), when(corpus)
    told = compared[compared["verdict"].isin(("higher", "lower"))]
    if told.empty:
        return finding(compared)
    said = []
    for row in told.sort_values("p_holm", kind="stable").head(MAX_CLAIMS).itertuples(index=False):
        name, ends = str(row[0]), (row.later, row.earlier)
        higher, lower = ends if row.verdict == "higher" else ends[::-1]
        ways: dict[str, Any] = {"higher": higher, "lower": lower, "by": drawn.by}
        ways |= {"dates": drawn.dates, "name": short(name)}
        said.append(str(passport(corpus, find(name), **ways)))
    few = f"The strongest {len(said)} of" if len(said) < len(told) else "All"
    supported = f"{len(told)} differences that intervals support (5 %, Holm, {len(compared)}"
    return f"{few} {supported} comparisons): {' '.join(said)}"
