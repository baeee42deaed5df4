"""Corpus → figures of what it holds: outlets in time, and what was kept of every file."""

from typing import Any

import pandas as pd

from analysis.counting import chronology, ledger
from analysis.reading.corpus import Corpus
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures.facts import CannotDraw, make, outlet_colours, short, when
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
    ax = charts.composition(shown, **look)
    filled, outlets = int((shown["items"] > 0).sum()), shown["outlet"].nunique()
    look |= {"which": which, "filled": filled, "outlets": outlets, "most": shown["items"].max()}
    return make(corpus, "01-composition", ax, shown, **look)


def composed(corpus: Corpus) -> tuple[pd.DataFrame, dict[str, Any], str]:
    """Count items by outlet and period; return how they are drawn, and what is left out."""
    drawn = when(corpus)
    shown, n = _largest(drawn.count(corpus, chronology.composition), "items")
    more = f" The {MAX_OUTLETS} outlets with the most items, of {n}." if n > MAX_OUTLETS else ""
    return shown, {**drawn.look, "colours": outlet_colours(corpus)}, drawn.far + more


def _largest(table: pd.DataFrame, size: str) -> tuple[pd.DataFrame, int]:
    """Return the rows of the largest outlets, and how many outlets there are."""
    sizes = table.groupby("outlet", sort=False)[size].sum()
    largest = sizes.sort_values(ascending=False, kind="stable").index[:MAX_OUTLETS]
    return table[table["outlet"].isin(set(largest))].reset_index(drop=True), len(sizes)


def kept_text(corpus: Corpus) -> Figure:
    """Draw every file as a strip: what was kept of it, and what was removed."""
    placed = ledger.strips(corpus)
    if not len(placed):
        raise CannotDraw("the files are empty")
    files = placed["doc_id"].nunique()
    if files > MAX_FILES:
        return _kept_shares(corpus, files)
    shown = placed.head(MAX_SPANS).reset_index(drop=True)
    outlets = dict(zip(corpus.documents["doc_id"], corpus.documents["outlet"], strict=True))
    drawn = list(dict.fromkeys(shown["doc_id"]))
    names = {doc: f"{short(doc)} · {outlets[doc]}" if outlets[doc] else short(doc) for doc in drawn}
    which = f"{len(drawn)} of {count(files, 'files')}"
    if len(shown) < len(placed):
        which += f", of the last one only the first {shown['end'].iloc[-1]:,} characters"
    sizes = (shown["end"] - shown["start"]).groupby(shown["treatment"]).sum()
    told = {"which": which, "items": len(corpus.items), "drawn": len(drawn)}
    told["kept"] = 100 * sizes.get("kept", 0) / sizes.sum()
    return make(corpus, "01-ledger", charts.ledger_strips(shown, names), shown, **told)


def _kept_shares(corpus: Corpus, files: int) -> Figure:
    """Draw what was kept of each outlet, where there are more files than strips can show."""
    table = ledger.by_outlet(corpus)
    shown, n = _largest(table, "characters")
    kept = table.groupby("treatment")["characters"].sum()
    told = {"files": files, "items": len(corpus.items), "outlets": n, "drawn": min(n, MAX_OUTLETS)}
    told["kept"] = 100 * kept.get("kept", 0) / kept.sum()
    which = f"the {MAX_OUTLETS} largest of " if n > MAX_OUTLETS else ""
    ax = charts.ledger_shares(shown)
    return make(corpus, "01-ledger.outlets", ax, shown, which=which, **told)
