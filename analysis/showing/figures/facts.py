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

from analysis.counting import chronology, groups, series
from analysis.finding import search, tokens
from analysis.finding.words import Words
from analysis.reading.corpus import Corpus, once
from analysis.reading.dating.days import Dates, Period, period_number, period_of
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.pages.readable import count
from analysis.tables import InputError, dates_of

MAX_PERIODS = 40  # of an axis
MAX_READ = 10_000  # hits of a term, to see how it is written
MAX_ALONE = 5  # periods of one outlet, named in a caption
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
    certain: int = 0  # items that are certain of their year

    @property
    def look(self) -> dict[str, Any]:
        """Return the unit of the axis and its name: "year of the event"."""
        return {"by": self.by, "axis": f"{self.by} of {captions()['dated by'][self.dates]}"}

    def count(self, of: Any, how: Callable[..., pd.DataFrame], *what: Any, **ways: Any) -> Any:
        """Count by period, without those beyond the first and the last day."""
        table = how(of, *what, by=self.by, dates=self.dates, **ways)
        first, last = (period_of(day, self.by) for day in self.days or (date.min, date.max))
        numbers = table[self.by].map(lambda p: period_number(p, self.by), na_action="ignore")
        return table[numbers.isna() | numbers.between(first, last)].reset_index(drop=True)


@once
def when(corpus: Corpus, *, by: Period | None = None, dates: Dates | None = None) -> When:
    """Choose the unit of the figures, their dates, and the days the axis runs over."""
    known: dict[Dates, pd.DataFrame] = {}
    for kind in ("event", "publication", "best"):
        rows = groups.item_groups(corpus, "year", dates=kind).dropna(subset="year")["item_row"]
        ends = corpus.items[["item_id"]].join(dates_of(corpus.items, kind)[["from", "to"]])
        known[kind] = ends.iloc[rows].sort_values(["from", "item_id"])
    more = len(known["publication"]) > 2 * len(known["event"])  # few events are certain
    way: Dates = dates or ("publication" if more else "event")
    if not len(known[way]):
        return When()
    near = _without_far(known[way])
    first, last = near["from"].min().date(), near["to"].max().date()
    beyond = known[way].drop(near.index).sort_index()
    named = [f"{item} ({day:%Y-%m-%d})" for item, day, _ in beyond.values.tolist()]
    rest = f" and {len(named) - 3} more" * (len(named) > 3)
    far = f" Far from all others and not drawn: {', '.join(named[:3])}{rest}."
    unit = by or choose_unit(first, last, len(near))
    return When(unit, way, (first, last), far * bool(named), len(known[way]))


def dated(corpus: Corpus) -> When:
    """Return how a corpus is drawn over time, or raise `CannotDraw` if no item is certain."""
    if (drawn := when(corpus)).days:
        return drawn
    raise CannotDraw("no item has a certain year")


def _without_far(near: pd.DataFrame) -> pd.DataFrame:
    """Leave out a few first or last days further from all others than those from each other."""
    # 1949-10-01 beside days of 2023 and 2024 goes; what is at most a month away stays.
    for _ in range(max(1, int(FAR * len(near)))):
        begins, ends = near["from"].iloc[0], near["to"].iloc[-1]
        for day, others in ((begins, near.iloc[1:]), (ends, near.iloc[:-1])):
            first, last = others["from"].min(), others["to"].max()
            room = max(last - first, pd.Timedelta(days=31))
            if len(others) > 1 and max(first - day, day - last) > room:
                near = others
                break
        else:
            break
    return near


def choose_unit(first: date, last: date, items: int) -> Period:
    """Choose the finest unit with enough items in a period, else the coarsest with two periods."""
    # 169 items from 2025-12-10 to 2026-03-09 by week; 9 from 2020-11-18 to 2024-10-03 by year.
    sizes = {unit: period_of(last, unit) - period_of(first, unit) + 1 for unit in groups.PERIODS}
    fitting: list[Period] = [unit for unit in groups.PERIODS if 2 <= sizes[unit] <= MAX_PERIODS]
    full = [unit for unit in fitting if items >= series.MIN_ITEMS * sizes[unit]]
    return [*full[-1:], *fitting, "year"][0]


def draw(
    corpus: Corpus, key: str, table: Any, look: Any = None, *, shown: Any = None, **told: Any
) -> Figure:
    """Draw a table as captions.toml has it; ``shown`` has other names, or the words to name it."""
    if isinstance(shown, pd.DataFrame):  # its marks are of the rows that the table has in the end
        shown = shown.set_axis(table.index.get_indexer(shown.index))
    words, drawn, table = captions()[key], when(corpus), table.reset_index(drop=True)
    gaps = {"n": partial(_say_n, corpus), "rows": len(table), "far": drawn.far, **drawn.look}
    gaps |= {"min_words": series.MIN_WORDS, "min_items": series.MIN_ITEMS, "table": table}
    gaps |= {"alone": partial(_say_alone, corpus), **captions()["phrases"], **(look or {}), **told}
    if not len(table):
        raise CannotDraw(fill(words["empty"], gaps))
    named = _as_written(shown, table) if isinstance(shown, Words) else table
    shown = shown if isinstance(shown, pd.DataFrame) else named
    chart = partial(getattr(charts, words["chart"]), shown, **words.get("look", {}), **(look or {}))
    gaps |= {"first": named.iloc[0], "last": table.iloc[-1], "shown": shown}
    axes = chart()
    in_cells = axes.xaxis.get_label_position() == "top"  # of many periods lines are drawn
    gaps["shown_as"] = fill(captions()["phrases"]["cells" if in_cells else "lines"], gaps)
    name, caption, alt = key.split(".")[0], fill(words["caption"], gaps), fill(words["alt"], gaps)
    return Figure(name, axes, table, caption, alt, words.get("value", "hits"), chart)


class _Words(Formatter):
    """Fill gaps as `str.format` does; what can be called is counted only when it is said."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        value = value() if callable(value) else value
        if len(format_spec) > 1 and format_spec[0].isalpha():
            return charts.legible(value) if format_spec == "short" else count(value, format_spec)
        shown = format(value, format_spec)
        return shown.replace("%", " %") if format_spec.endswith("%") else shown


def fill(text: str, gaps: dict[str, Any]) -> str:
    """Fill the gaps of a sentence: {hits:hits} is a number with its noun, "1 hit"."""
    return _Words().vformat(text, (), gaps)


@cache
def captions() -> dict[str, dict[str, Any]]:
    """Read what figures draw and say."""
    return tomllib.loads(Path(__file__).with_name("captions.toml").read_text("utf-8"))


def _say_n(corpus: Corpus) -> str:
    """State n, the period and what is undated: "n = 9 items, 2020–2024"."""
    dates = when(corpus).dates
    table = corpus.once(("items", dates), lambda: chronology.composition(corpus, dates=dates))
    parts = [f"n = {count(int(table['items'].sum()), 'items')}"]
    if years := [str(year) for year in table.loc[table["items"] > 0, "year"].dropna()]:
        said = "–".join(dict.fromkeys((min(years), max(years))))
        parts.append(f"{captions()['periods'][dates]} {said}".strip())
    if undated := table.loc[table["year"].isna(), "items"].sum():
        parts.append(f"{undated} without a certain year")
    return ", ".join(parts)


def _say_alone(corpus: Corpus) -> str:
    """Name the periods whose items are all of one outlet: " Of one outlet alone: 2020 (UNN)."."""
    drawn = when(corpus)
    table = drawn.count(corpus, chronology.composition).query("items > 0").dropna(subset=drawn.by)
    outlets = table.groupby(drawn.by, sort=False)["outlet"].unique()
    alone = [f"{period} ({names[0]})" for period, names in outlets.items() if len(names) == 1]
    more = f" and {len(alone) - MAX_ALONE} more" * (len(alone) > MAX_ALONE)
    said = f" Of one outlet alone: {', '.join(alone[:MAX_ALONE])}{more}."
    return said * bool(alone and table["outlet"].nunique() > 1)


def some_of(size: int, most: int, noun: str) -> str:
    """Say of a figure that not all of a large corpus was looked at."""
    said = f"Of {size:,} {noun} about {most:,} were looked at, those of items drawn by lot. "
    return said if size > most else ""


def most_first(table: pd.DataFrame) -> pd.DataFrame:
    """Sort a table by its topics, those with most hits first."""
    order = -table.groupby("topic", sort=False)["hits"].sum()
    return table.sort_values("topic", key=lambda topic: topic.map(order), kind="stable")


def _as_written(given: Words, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with every term as its first hits write it most often: "wang yi" → Wang Yi."""
    names = {}
    for term in table["term"].unique():
        rows = given.places(term)[:MAX_READ]  # of a single word, else it is searched
        hits = given.hits(rows) if len(rows) else search.search(given, term).head(MAX_READ)
        name = term.casefold() if len(rows) and term != tokens.fold(term) else "-"  # a person's
        written = Counter(search.keywords(given.corpus, hits))
        names[term] = max(written, key=lambda w: (w.casefold() == name, written[w]), default=term)
    alike = Counter(names.values())  # where two are written alike, they keep their own names
    own = {term: term if alike[name] > 1 else name for term, name in names.items()}
    return table.assign(term=table["term"].map(own))
