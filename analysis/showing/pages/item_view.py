"""An item → HTML to read it in: kept, marked, removed and repeated text told apart."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import Any

import pandas as pd

from analysis.reading.corpus import Corpus
from analysis.showing.pages.markup import escaped, safe
from analysis.tables import KEPT, SET_ASIDE

MAX_ITEM_CHARS = 100_000  # of one item; what is shown of a longer one lies around the passage
PASSAGE_CHARS = 160  # on each side of the chosen hit

Mark = tuple[int, int]


def item_html(
    corpus: Corpus, item_id: str, marks: Sequence[Mark] = (), *, chosen: Mark | None = None
) -> str:
    """Return a whole item: kept text, removed text greyed with its reason, repeats folded.

    Parameters
    ----------
    item_id
        As in ``corpus.items``.
    marks
        Offsets into the item's raw text that are marked.
    chosen
        The one to be read first; it is quoted above the item.
    """
    item = corpus.items.set_index("item_id").loc[item_id]
    spans = corpus.spans[corpus.spans["item_id"] == item_id]
    marked = _joined([*marks, *([chosen] if chosen else [])])
    centre = chosen[0] if chosen else 0
    first = max(0, min(centre - MAX_ITEM_CHARS // 2, len(item["raw"]) - MAX_ITEM_CHARS))
    shown = (first, min(len(item["raw"]), first + MAX_ITEM_CHARS))
    parts = [_item_head(corpus, item_id, item)]
    if chosen:
        parts.append(_passage(corpus, item_id, spans, chosen))
    body = _spans_html(item["raw"], spans, marked, chosen, shown)
    for left_out, place in ((shown[0], "before"), (len(item["raw"]) - shown[1], "after")):
        if left_out:
            body += f"<p>{left_out:,} characters {place} this are not shown.</p>"
    parts.append(f'<div class="explore-text" tabindex="0">{body}</div>')
    return f'<div class="explore-item">{"".join(parts)}</div>'


def evidence_html(evidence: pd.DataFrame) -> str:
    """Return what an event's date rests on: quote, kind and note of every piece used."""
    rows = [
        f"<tr><td><mark>{safe(' '.join(piece.quote.split()))}</mark></td>"
        f"<td>{safe(piece.kind)}, {safe(piece.tier)}</td><td>{safe(piece.note)}</td></tr>"
        for piece in evidence.itertuples()
    ]
    if not rows:
        return "<p>No words of the text date this item.</p>"
    heads = "".join(f"<th>{name}</th>" for name in ("words", "kind of evidence", "note"))
    return f'<table class="explore-words"><tr>{heads}</tr>{"".join(rows)}</table>'


def _item_head(corpus: Corpus, item_id: str, item: pd.Series) -> str:
    place = corpus.locate(item_id, 0, len(item["raw"]))
    dated = item["event_edtf"] or "no date"
    facts = [
        f"<strong>{safe(item_id)}</strong>",
        safe(item["outlet"]),
        f"event {safe(dated)} ({safe(item['event_status'])})",
        f"{safe(place.file)}, lines {place.first_line}–{place.last_line}",
    ]
    if item["duplicate_of"]:
        facts.append(f"same text as {safe(item['duplicate_of'])}")
    return f"<p>{' · '.join(facts)}</p>"


def _passage(corpus: Corpus, item_id: str, spans: pd.DataFrame, chosen: Mark) -> str:
    """Quote the chosen words with what stands around them in the same span."""
    start, end = chosen
    around = spans[(spans["start"] <= start) & (start < spans["end"])].iloc[0]
    first, last = int(around["start"]), max(int(around["end"]), end)
    left, right = max(first, start - PASSAGE_CHARS), min(last, end + PASSAGE_CHARS)
    raw = corpus.locate(item_id, first, last).quote
    place = corpus.locate(item_id, start, end)
    line = f"Line {place.first_line}: {'… ' if left > first else ''}"
    before, after = raw[left - first : start - first], raw[end - first : right - first]
    words = f"{escaped(before)}<mark>{escaped(place.quote)}</mark>{escaped(after.rstrip())}"
    return f"<blockquote>{line}<bdi>{words}</bdi>{' …' if right < last else ''}</blockquote>"


def _spans_html(
    raw: str, spans: pd.DataFrame, marked: list[Mark], chosen: Mark | None, shown: Mark
) -> str:
    """Return the spans between two offsets, runs of repeated ones folded."""
    rows: list[tuple[str, Any]] = []
    for span in spans[(spans["end"] > shown[0]) & (spans["start"] < shown[1])].itertuples():
        after_repeat = span.label == "blank" and rows and rows[-1][0] == "repeat"
        rows.append(("repeat" if after_repeat else span.label, span))
    parts = []
    for label, run in groupby(rows, key=lambda row: row[0]):
        pieces = [span for _, span in run]
        html = "".join(_span_html(raw, span, marked, chosen, shown) for span in pieces)
        if label == "repeat":
            n = sum(span.label == "repeat" for span in pieces)
            lines = "1 line" if n == 1 else f"{n} lines"
            open_ = " open" if _touches(marked, pieces[0].start, pieces[-1].end) else ""
            summary = f"{lines} removed as repeat: {pieces[0].reason}"
            html = f"<details{open_}><summary>{escaped(summary)}</summary>{html}</details>"
        parts.append(html)
    return "".join(parts)


def _span_html(raw: str, span: Any, marked: list[Mark], chosen: Mark | None, shown: Mark) -> str:
    start, end = max(span.start, shown[0]), min(span.end, shown[1])
    edges = {edge for mark in (*marked, chosen or (start, end)) for edge in mark}
    cuts = sorted({start, end, *(edge for edge in edges if start < edge < end)})
    pieces = []
    for left, right in pairwise(cuts):
        text = escaped(raw[left:right])
        if chosen and chosen[0] <= left < chosen[1]:
            here = '<span class="explore-here"></span>' if left == chosen[0] else ""
            text = f'{here}<mark class="explore-chosen">{text}</mark>'
        elif _touches(marked, left, right):
            text = f"<mark>{text}</mark>"
        pieces.append(text)
    text = "".join(pieces)
    if span.label == "heading":
        return f"<strong><bdi>{text}</bdi></strong>"
    if span.label in KEPT or span.label == "blank":
        return f"<bdi>{text}</bdi>"
    why = "" if span.label == "repeat" else _why(span.label, span.reason)
    body = text.rstrip("\r\n")
    return f'<bdi class="explore-removed">{body}</bdi>{why}{text[len(body) :]}'


def _why(label: str, reason: str) -> str:
    done = "set aside" if label in SET_ASIDE else "removed"
    because = f": {reason}" if reason else ""
    return f'<small class="explore-why"> [{done} as {escaped(label)}{escaped(because)}]</small>'


def _joined(marks: Iterable[Mark]) -> list[Mark]:
    """Return marks in order, overlapping ones as one."""
    joined: list[Mark] = []
    for start, end in sorted(set(marks)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _touches(marks: list[Mark], start: int, end: int) -> bool:
    return any(left < end and start < right for left, right in marks)
