"""What each date depends on: date the items again with a part of the evidence hidden."""

import re
from collections.abc import Iterator

import pandas as pd

from analysis import lexicons
from analysis.reading.cleaning import Span
from analysis.reading.corpus import Corpus
from analysis.reading.dating import Dated, date_item

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def without_each_event(corpus: Corpus) -> pd.DataFrame:
    """Leave out every event that a date rests on, one at a time, with all of its rows.

    Returns
    -------
    One row per item and event of events.csv whose removal changes the date of the item's event:
    item_id, event (its label), edtf and status with all events, edtf_without and status_without
    it. Rulings do not speak here, so a contested date shows as contested.
    """
    events = lexicons.events()
    labels = {event.id: event.label for event in events}
    rows = []
    for item_id, raw, spans in _labelled(corpus):
        full = date_item(raw, spans).event
        for hidden in sorted({labels[id_] for piece in full.evidence for id_ in piece.ids}):
            rest = date_item(raw, spans, events=[e for e in events if e.label != hidden]).event
            if rest.edtf != full.edtf:
                rows.append((item_id, hidden, *_shown(full), *_shown(rest)))
    columns = ["item_id", "event", "edtf", "status", "edtf_without", "status_without"]
    return pd.DataFrame(rows, columns=columns)


def without_years(corpus: Corpus) -> pd.DataFrame:
    """Hide every stated year and every page stamp, and date each item again.

    Returns
    -------
    One row per item: item_id, edtf and status as dated, edtf_without and status_without the years
    and stamps. Rulings do not speak here.
    """
    rows = []
    for item_id, raw, spans in _labelled(corpus):
        full = date_item(raw, spans).event
        unstamped = [span for span in spans if span.label != "date_stamp"]
        rest = date_item(_YEAR.sub("____", raw), unstamped).event
        rows.append((item_id, *_shown(full), *_shown(rest)))
    columns = ["item_id", "edtf", "status", "edtf_without", "status_without"]
    return pd.DataFrame(rows, columns=columns)


def _labelled(corpus: Corpus) -> Iterator[tuple[str, str, list[Span]]]:
    """Yield (item_id, raw, spans) of every item."""
    columns = ["start", "end", "label"]
    spans = {key: rows[columns] for key, rows in corpus.spans.groupby("item_id", sort=False)}
    for item_id, raw in zip(corpus.items["item_id"], corpus.items["raw"], strict=True):
        yield item_id, raw, [Span(*row) for row in spans[item_id].itertuples(index=False)]


def _shown(dated: Dated) -> tuple[str, str]:
    return dated.edtf or "–", dated.status
