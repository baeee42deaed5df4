"""Corpus → figures of what it holds: outlets in time, and what was kept of every file."""

from analysis.counting import chronology, ledger
from analysis.reading.corpus import Corpus
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures.facts import REPEATED, CannotDraw, facts_of, make, short
from analysis.showing.pages.readable import count

MAX_OUTLETS = 20  # rows of the composition
MAX_FILES, MAX_SPANS = 30, 600  # of the strips


def composition(corpus: Corpus) -> Figure:
    """Draw how many items each outlet has in each year of the event."""
    table = chronology.composition(corpus)
    if not len(table):
        raise CannotDraw("no item has any words")
    sizes = table.groupby("outlet", sort=False)["items"].sum()
    largest = sizes.sort_values(ascending=False, kind="stable").index[:MAX_OUTLETS]
    shown = table[table["outlet"].isin(set(largest))].reset_index(drop=True)
    which = ""
    if len(sizes) > MAX_OUTLETS:
        which = f" The {MAX_OUTLETS} outlets with the most items, of {len(sizes)}."
    unread = int((corpus.items["kind"] == "placeholder").sum())
    if unread:
        which += f" {count(unread, 'unreadable posts')} not counted."
    filled = int((shown["items"] > 0).sum())
    return make(
        charts.composition(shown),
        "01-composition",
        shown,
        f"Items by outlet and year of the event. {facts_of(corpus).n}.{which}",
        f"A grid of {count(shown['outlet'].nunique(), 'outlets')} by years; {filled} of "
        f"{len(shown)} cells hold items, at most {shown['items'].max()}.",
        value="items",
    )


def kept_text(corpus: Corpus) -> Figure:
    """Draw every file as a strip: what was kept of it, and what was removed."""
    placed = ledger.strips(corpus)
    if not len(placed):
        raise CannotDraw("the files are empty")
    files = list(dict.fromkeys(placed["doc_id"]))
    cut = placed[placed["doc_id"].isin(files[:MAX_FILES])].head(MAX_SPANS).reset_index(drop=True)
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
