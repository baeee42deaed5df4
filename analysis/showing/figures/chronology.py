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
    items_of,
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
    items, _, without_year = items_of(corpus)
    if items - without_year > most:
        return _calendar(corpus, *composed(corpus))
    told = chronology(corpus)
    dated = told[told["edtf"] != ""]
    if not len(dated):
        raise CannotDraw("no item has a date")
    shown = told if len(told) <= most else dated.tail(most)
    drawn = when(corpus, dates="event")
    first, last = drawn.days or (dated["first"].min().date(), dated["last"].max().date())
    by = choose_unit(first, last, len(shown))
    which = f"n = {count(len(told), 'items')}"
    if len(shown) < len(told):
        which = f"The latest {len(shown)} of {len(dated)} dated items, of {len(told)} in all"
    table, colours = marks(shown), outlet_colours(corpus)
    ax = charts.timeline(table, between=(first, last), by=by, colours=colours)
    far = drawn.far.replace("not drawn", "beyond the scale")
    which = f"{which}, {between(first.year, last.year)}"
    sizes = {"items": len(shown), "undated": int((shown["edtf"] == "").sum())}
    return make(corpus, "05-chronology", ax, table, which=which, far=far, **sizes)


def _calendar(corpus: Corpus, table: pd.DataFrame, look: dict[str, Any], left_out: str) -> Figure:
    """Draw the items of each period by outlet, and what the days with most of them tell."""
    by, days = look["by"], item_groups(corpus, "day", dates=when(corpus).dates)
    days = days[days["day"].notna()].merge(corpus.items[["item_id", "heading", "text"]])
    apart = 1 + table[by].nunique() // 20  # of 40 periods every third has room for a number
    told: dict[int, tuple[int | str, str]] = {}
    known = {period_number(period, by) for period in table[by].dropna().unique()}
    sizes = days["day"].value_counts()
    for day, n in sorted(sizes.items(), key=lambda size: (-size[1], size[0])):
        number = period_of(date.fromisoformat(day), by)
        if n < 2 or len(told) == MAX_TOLD:
            break
        if number in known and all(abs(number - other) >= apart for other in told):
            first = days[days["day"] == day].iloc[0]
            words = _BEFORE_WORDS.sub("", first["heading"] or first["text"])
            told[number] = period_name(number, by), f"{day} ({n} items): {words[:200]}"
    ax = charts.composition(table, told=[told[number] for number in sorted(told)], **look)
    look |= {"outlets": table["outlet"].nunique(), "most": table["items"].max()}
    return make(corpus, "05-chronology.calendar", ax, table, days=len(told), far=left_out, **look)
