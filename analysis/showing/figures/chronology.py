"""Corpus → the figure of its events in time."""

from analysis.counting.chronology import chronology, marks
from analysis.reading.corpus import Corpus
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures.facts import CannotDraw, between, make
from analysis.showing.pages.readable import count

MAX_EVENTS = 40  # rows


def events(corpus: Corpus, *, most: int = MAX_EVENTS) -> Figure:
    """Draw every item in time, each kind of knowledge of its date with its own mark."""
    told = chronology(corpus)
    dated = told[told["edtf"] != ""]
    if not len(dated):
        raise CannotDraw("no item has a date")
    shown = told if len(told) <= most else dated.tail(most)
    drawn = marks(shown)
    years = int(drawn["first"].min().year), int(drawn["last"].max().year)
    which = f"n = {count(len(told), 'items')}, {between(*years)}"
    if len(shown) < len(told):
        which = (
            f"The latest {len(shown)} of {len(dated)} dated items, of {len(told)} in all, "
            f"{between(*years)}"
        )
    undated = int((shown["edtf"] == "").sum())
    return make(
        charts.timeline(drawn, years=years),
        "05-chronology",
        drawn,
        f"Chronology of the items. {which}. Filled: the day is known. White core: identified with "
        "a recorded meeting or call. Hollow: possible; linked to a filled mark: not chosen by a "
        f"ruling between two days. Rail: no date ({undated}). Right: date as EDTF, how it is "
        "known, and the first of the words it rests on.",
        f"Rows of {count(len(shown), 'items')} against a time scale, {undated} of them without a "
        "date.",
        value="edtf",
    )
