"""Corpus → figures of what it holds: outlets in time, and what was kept of every file."""

from typing import Any

import pandas as pd

from analysis.counting import chronology, ledger
from analysis.reading.corpus import Corpus
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures.facts import (
    REPEATED,
    CannotDraw,
    facts_of,
    make,
    outlet_colours,
    short,
    when,
)
from analysis.showing.pages.readable import count

MAX_OUTLETS = 20  # rows of the composition
MAX_FILES, MAX_SPANS = 30, 600  # of the strips


def composition(corpus: Corpus) -> Figure:
    """Draw how many items each outlet has in each period."""
    shown, look, which = composed(corpus)
    if not len(shown):
        raise CannotDraw("no item has any words")
    unread = int((corpus.items["kind"] == "placeholder").sum())
    if unread:
        which += f" {count(unread, 'unreadable posts')} not counted."
    filled = int((shown["items"] > 0).sum())
    return make(
        charts.composition(shown, **look),
        "01-composition",
        shown,
        f"Items by outlet and {look['axis']}. {facts_of(corpus).n}.{which}",
        f"A grid of {count(shown['outlet'].nunique(), 'outlets')} by {look['by']}s; {filled} of "
        f"{len(shown)} cells hold items, at most {shown['items'].max()}.",
        value="items",
    )


def composed(corpus: Corpus) -> tuple[pd.DataFrame, dict[str, Any], str]:
    """Count items by outlet and period; return how they are drawn, and what is left out."""
    drawn = when(corpus)
    ways: dict[str, Any] = {"by": drawn.by, "dates": drawn.dates} if drawn else {"by": "year"}
    table = chronology.composition(corpus, **ways)
    table = drawn.cut(table) if drawn else table
    sizes = table.groupby("outlet", sort=False)["items"].sum()
    largest = sizes.sort_values(ascending=False, kind="stable").index[:MAX_OUTLETS]
    which = drawn.far if drawn else ""
    if len(sizes) > MAX_OUTLETS:
        which += f" The {MAX_OUTLETS} outlets with the most items, of {len(sizes)}."
    axis = drawn.axis if drawn else "year of the event"
    shown = table[table["outlet"].isin(set(largest))].reset_index(drop=True)
    return shown, {"by": ways["by"], "axis": axis, "colours": outlet_colours(corpus)}, which


def kept_text(corpus: Corpus) -> Figure:
    """Draw every file as a strip: what was kept of it, and what was removed."""
    placed = ledger.strips(corpus)
    if not len(placed):
        raise CannotDraw("the files are empty")
    files = list(dict.fromkeys(placed["doc_id"]))
    if len(files) > MAX_FILES:
        return _kept_shares(corpus, len(files))
    cut = placed.head(MAX_SPANS).reset_index(drop=True)
    drawn = list(dict.fromkeys(cut["doc_id"]))
    outlets = dict(zip(corpus.documents["doc_id"], corpus.documents["outlet"], strict=True))
    names = {doc: f"{short(doc)} · {outlets[doc]}" if outlets[doc] else short(doc) for doc in drawn}
    which = f"{len(drawn)} of {count(len(files), 'files')}"
    if len(cut) < len(placed):
        which += f", of the last one only the first {cut['end'].iloc[-1]:,} characters"
    kept = cut.assign(size=cut["end"] - cut["start"]).groupby("treatment")["size"].sum()
    return make(
        charts.ledger_strips(cut, names),
        "01-ledger",
        cut,
        f"What was kept of each file. Characters from the beginning of {which}, {len(cut)} spans, "
        f"n = {count(len(corpus.items), 'items')}. {REPEATED} Blank lines are drawn like what they "
        "follow.",
        f"{count(len(drawn), 'bars')}, one per file; kept text is "
        f"{100 * kept.get('kept', 0) / kept.sum():.0f} % of the characters drawn.",
        value="treatment",
    )


def _kept_shares(corpus: Corpus, files: int) -> Figure:
    """Draw what was kept of each outlet, where there are more files than strips can show."""
    table = ledger.by_outlet(corpus)
    sizes = table.groupby("outlet", sort=False)["characters"].sum()
    largest = sizes.sort_values(ascending=False, kind="stable").index[:MAX_OUTLETS]
    shown = table[table["outlet"].isin(set(largest))].reset_index(drop=True)
    which = f"the {MAX_OUTLETS} largest of " if len(sizes) > MAX_OUTLETS else ""
    kept = table.groupby("treatment")["characters"].sum()
    return make(
        charts.ledger_shares(shown),
        "01-ledger",
        shown,
        f"What was kept of each outlet. Characters of {count(files, 'files')}, "
        f"n = {count(len(corpus.items), 'items')}, of {which}{count(len(sizes), 'outlets')}. "
        f"{REPEATED}",
        f"{count(len(largest), 'bars')}, one per outlet; kept text is "
        f"{100 * kept.get('kept', 0) / kept.sum():.0f} % of all characters.",
        value="characters",
    )
