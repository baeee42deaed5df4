"""A page's stamp, or the event it tells → when it was published."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from analysis.reading.cleaning import Span
from analysis.reading.dating.choice import OUTSIDE, is_announced
from analysis.reading.dating.days import DAY, Horizon
from analysis.reading.dating.mentions import find_dates
from analysis.reading.dating.result import Dated, dated
from analysis.reading.dating.solver import Evidence

# "China Daily (May 15, 2024)": an issue date in brackets may lie a day after the post.
_LABEL_LEAD = DAY
# "ICYMI: on May 15, 2024 …", "Recap" → told again, so not before the event.
_RECAP = re.compile(r"#?\bICYMI\b|\bin case you missed it\b|\brecap\b|\bthrowback\b", re.IGNORECASE)
_NOT_OLDER = "the page is not older"


def choose_stamp(
    raw: str, spans: Sequence[Span], published: date | None, horizon: Horizon
) -> tuple[Evidence | None, list[Evidence]]:
    """Return the page's own date, given or its first stamp, and what was passed over."""
    stamps: list[Evidence] = []
    teasers: list[Evidence] = []
    if published:
        days = horizon.of(published)
        stamps.append(Evidence("publication", "published", "stated", "", 0, 0, days, "given"))
    for span in spans:
        is_teaser = span.label in ("related_news", "partner_news")
        is_stamp = is_teaser or span.label == "date_stamp"
        for mention in find_dates(raw, span.start, span.end) if is_stamp else ():
            if mention.is_full and is_teaser:  # "Related: … May 3, 2024" → this page is not older
                days = horizon.between(mention.days[-1], None)
                piece = mention.evidence("publication", "teaser_stamp", "context", days, _NOT_OLDER)
                teasers.append(piece)
            elif mention.is_full:
                days = horizon.of(*mention.days)
                stamps.append(mention.evidence("publication", "page_stamp", "stated", days))
    chosen = next((stamp for stamp in stamps if stamp.days), None)
    others = [
        replace(stamp, note="not the page's first stamp" if stamp.days else OUTSIDE)
        for stamp in stamps
        if stamp is not chosen
    ]
    return chosen, others + teasers


def date_publication(
    raw: str,
    lines: Sequence[tuple[int, int]],
    stamp: Evidence | None,
    event: Dated,
    horizon: Horizon,
) -> Dated:
    """Date the publication by the stamp; else it is not before the event, unless announced."""
    if stamp:
        return dated([stamp], horizon, "stated")
    told = next(iter(event.evidence), None)
    if told is None or event.earliest is None or event.status in ("open", "contested"):
        return dated([], horizon, "undated")
    # "On February 9, the ministers will meet" was published before the event.
    if is_announced(raw, told.end, told.end):
        return dated([], horizon, "undated")
    label = next((piece for piece in event.evidence if piece.kind == "bracket_date"), None)
    days = horizon.between(event.earliest - (_LABEL_LEAD if label else timedelta()), None)
    note = "not before the event" + (", less a day for an issue date" if label else "")
    piece = replace(label or told, target="publication", kind="not_before", tier="context")
    used = [replace(piece, days=days, note=note)]
    recap = next(filter(None, (_RECAP.search(raw, start, end) for start, end in lines)), None)
    if recap:
        quote, (start, end) = recap.group(), recap.span()
        note = "told again, so not before the event"
        used += [Evidence("publication", "recap", "context", quote, start, end, days, note)]
    return dated(used, horizon, "derived")
