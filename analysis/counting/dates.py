"""Items → how sure their dates are: dated again without some evidence, and by their neighbours."""

import re
from collections.abc import Callable, Iterator
from functools import partial

import pandas as pd

from analysis import lexicons
from analysis.reading.cleaning import Span
from analysis.reading.corpus import Corpus
from analysis.reading.dating import Dated, Dating, date_item
from analysis.reading.dating.aoristic import aoristic_weights as aoristic_weights
from analysis.reading.dating.context import Calendar
from analysis.reading.dating.edtf import to_days

# "on April 9, 2024" → "on April 9, ____"; a longer number such as 120241 is no year
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_COLUMNS = ["edtf", "status", "edtf_without", "status_without"]


def without_each_event(corpus: Corpus) -> pd.DataFrame:
    """Leave out every event that a date rests on, one at a time, and list the dates that change.

    One row per item and event: item_id, event (its label), edtf, status, edtf_without,
    status_without. Rulings do not speak here: what is contested shows as such.
    """
    events = lexicons.events(corpus.lexicons)
    labels = {event.id: event.label for event in events}
    rows = []
    for item_id, raw, spans, date in _dated_again(corpus):
        full = date(raw, spans).event
        for hidden in sorted({labels[id_] for piece in full.evidence for id_ in piece.ids}):
            rest = date(raw, spans, events=[e for e in events if e.label != hidden]).event
            if rest.edtf != full.edtf:
                rows.append((item_id, hidden, *_shown(full, rest)))
    return pd.DataFrame(rows, columns=["item_id", "event", *_COLUMNS])


def without_years(corpus: Corpus) -> pd.DataFrame:
    """Hide every stated year and page stamp, and date each item again; columns as without event."""
    rows = []
    for item_id, raw, spans, date in _dated_again(corpus):
        unstamped = [span for span in spans if span.label != "date_stamp"]
        rest = date(_YEAR.sub("____", raw), unstamped).event
        rows.append((item_id, *_shown(date(raw, spans).event, rest)))
    return pd.DataFrame(rows, columns=["item_id", *_COLUMNS])


def contradictions(corpus: Corpus) -> pd.DataFrame:
    """List the items whose evidence contradicts itself: item_id, locator, status, edtf, quotes."""
    named = {"event_status": "status", "event_contested": "edtf"}  # edtf: all ways out
    columns = ["item_id", "locator", *named]
    items = corpus.items.loc[corpus.items["event_contested"] != "", columns].rename(columns=named)
    told = corpus.evidence.query("target == 'event' and quote != ''")
    told = told[told["used"] | told["note"].str.startswith("set aside")]
    quotes = told.groupby("item_id")["quote"].agg(" · ".join)
    return items.assign(quotes=items["item_id"].map(quotes)).reset_index(drop=True)


def order_windows(corpus: Corpus) -> pd.DataFrame:
    """Say between which neighbours each post of an ordered page stands: item_id, after, before.

    Only for Telegram dumps whose dated posts follow each other in time; never used for counts.
    """
    rows = [pd.DataFrame({"item_id": [], "after": [], "before": []})]
    dumps = corpus.documents.loc[corpus.documents["format"] == "telegram", "doc_id"]
    for _, posts in corpus.items[corpus.items["doc_id"].isin(dumps)].groupby("doc_id", sort=False):
        exact = posts["event_from"].where(posts["event_from"] == posts["event_to"])
        if exact.dropna().is_monotonic_increasing and exact.notna().sum() > 1:
            after, before = exact.shift().ffill(), exact.shift(-1).bfill()
            rows.append(posts[["item_id"]].assign(after=after, before=before))
    return pd.concat(rows[1:] or rows, ignore_index=True)


def _dated_again(corpus: Corpus) -> Iterator[tuple[str, str, list[Span], Callable[..., Dating]]]:
    """Yield item_id, raw text and spans of every item, and how it was dated."""
    calendar = Calendar.of(lexicons.events(corpus.lexicons))
    spans = corpus.spans.groupby("item_id", sort=False)[["start", "end", "label"]]
    # What a source or a person stated is known; what a page's own stamp says is found again.
    said = corpus.evidence["kind"].isin(("published", "dated_copy"))
    known = set(corpus.evidence.loc[said, "item_id"])
    items = (corpus.items[name] for name in ("item_id", "raw", "published_edtf"))
    for item_id, raw, published in zip(*items, strict=True):
        days = to_days(published, corpus.horizon) if item_id in known else None
        date = partial(date_item, published=days, horizon=corpus.horizon, events=calendar)
        rows = spans.get_group(item_id).itertuples(index=False)
        yield item_id, raw, [Span(*row) for row in rows], date


def _shown(*dates: Dated) -> tuple[str, ...]:
    return tuple(cell for dated in dates for cell in (dated.edtf or "–", dated.status))
