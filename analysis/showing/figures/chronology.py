"""Corpus → the figure of its events in time."""

import re
from datetime import date
from typing import Any

import pandas as pd

from analysis.counting.chronology import chronology, marks
from analysis.counting.groups import item_groups
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import period_name, period_number, period_of
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures.corpus import composed
from analysis.showing.figures.facts import (
    CannotDraw,
    between,
    choose_unit,
    facts_of,
    make,
    outlet_colours,
    when,
)
from analysis.showing.pages.readable import count

MAX_EVENTS = 40  # rows
_BEFORE_WORDS = re.compile(r"^[^\w#“«]+")  # "🎙 Briefing by …" → "Briefing by …"
MAX_TOLD = 8  # outstanding days of a chronology of more


def events(corpus: Corpus, *, most: int = MAX_EVENTS) -> Figure:
    """Draw every item in time, each kind of knowledge of its date with its own mark.

    Where there are more than ``most`` dated items, how many each outlet has in each period, and
    what the outstanding days tell.
    """
    facts = facts_of(corpus)
    if facts.items - facts.undated > most:
        return _calendar(corpus, *composed(corpus))
    told = chronology(corpus)
    dated = told[told["edtf"] != ""]
    if not len(dated):
        raise CannotDraw("no item has a date")
    shown = told if len(told) <= most else dated.tail(most)
    drawn = when(corpus, dates="event")
    first = drawn.first if drawn else dated["first"].min().date()
    last = drawn.last if drawn else dated["last"].max().date()
    by = choose_unit(first, last, len(shown))
    broken = marks(shown)
    which = f"n = {count(len(told), 'items')}, {between(first.year, last.year)}"
    if len(shown) < len(told):
        which = f"The latest {len(shown)} of {len(dated)} dated items, of {len(told)} in all, " + (
            between(first.year, last.year)
        )
    undated = int((shown["edtf"] == "").sum())
    far = drawn.far.replace("not drawn", "beyond the scale") if drawn else ""
    return make(
        charts.timeline(broken, between=(first, last), by=by, colours=outlet_colours(corpus)),
        "05-chronology",
        broken,
        f"Chronology of the items. {which}. Filled: the day is known. White core: identified with "
        "a recorded meeting or call. Hollow: possible; linked to a filled mark: not chosen by a "
        f"ruling between two days. Rail: no date ({undated}). Right: date as EDTF, how it is "
        f"known, and the first of the words it rests on.{far}",
        f"Rows of {count(len(shown), 'items')} against a time scale, {undated} of them without a "
        "date.",
        value="edtf",
    )


def _calendar(corpus: Corpus, table: pd.DataFrame, look: dict[str, Any], left_out: str) -> Figure:
    """Draw the items of each period by outlet, and what the days with most of them tell."""
    drawn, by = when(corpus), look["by"]
    days = item_groups(corpus, "day", dates=drawn.dates if drawn else "event")
    days = days[days["day"].notna()].merge(corpus.items[["item_id", "heading", "text"]])
    apart = 1 + table[by].nunique() // 20  # of 40 periods every third has room for a number
    told: dict[int, tuple[int | str, str]] = {}
    known = {period: period_number(period, by) for period in table[by].dropna().unique()}
    sizes = days["day"].value_counts()
    for day, n in sorted(sizes.items(), key=lambda size: (-size[1], size[0])):
        number = period_of(date.fromisoformat(day), by)
        if n < 2 or len(told) == MAX_TOLD:
            break
        if number in known.values() and all(abs(number - other) >= apart for other in told):
            first = days[days["day"] == day].iloc[0]
            words = _BEFORE_WORDS.sub("", first["heading"] or first["text"])
            told[number] = period_name(number, by), f"{day} ({n} items): {words[:200]}"
    return make(
        charts.composition(table, told=[told[number] for number in sorted(told)], **look),
        "05-chronology",
        table,
        f"Chronology of the items, by outlet and {look['axis']}. {facts_of(corpus).n}. "
        f"Numbers: {count(len(told), 'days')} with the most items, each with its first item."
        f"{left_out}",
        f"Lines of bars for {count(table['outlet'].nunique(), 'outlets')}; the highest is "
        f"{table['items'].max()} items in a {by}.",
        value="items",
    )
