"""What every source yields, raw items, and how it reads the stamps that stand beside them."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from analysis.reading.dating.mentions import find_dates

# "05.09.2018 16:42:32 UTC+03:00", "09.03.2026, 08:04" → day first, the zone if there is one.
_DOTTED = re.compile(
    r"(\d\d?)\.(\d\d?)\.(\d{4}),? (\d\d?):(\d\d)(?::(\d\d))?(?: UTC(?:([+-]\d\d:\d\d))?)?"
)
_PERIOD = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")  # "1789", "2024-05" → a year, a month
_SECONDS = re.compile(r"\d{9,10}(?:\d{3})?")  # "1615998900": seconds since 1970, or milliseconds


class Stamp(NamedTuple):
    """A stated time: the day as it is written (EDTF if it is no single day), and ISO 8601."""

    published: date | str
    published_at: str


@dataclass(frozen=True)
class RawItem:
    """What every source yields: one article or post as it stands in its file."""

    id: str  # unique in the document and without hyphen: the item's id is ``<doc_id>-<id>``
    kind: str
    raw: str
    locator: str  # what a person needs to find it again: "lines 43–60", "message 1234"
    first_line: int = 0  # of the file, from 1: where ``raw`` begins; 0 in a file without lines
    channel: str = ""  # who published or first wrote it, as the source says
    stamp: Stamp | None = None  # the time the source states for this item, not one in its text
    own: Mapping[str, Any] = field(default_factory=dict)  # `tables.STATED`, and the reader's own
    left_out: frozenset[int] = frozenset()  # lines of ``raw`` that are no part of a page's text


Parsed = tuple[str, list[RawItem], str]  # a document's format, its items, how it was understood


def unique_id(id_: str, seen: Counter[str]) -> str:
    """Return an id as an item's: without hyphen, and told apart if it was seen before."""
    id_ = id_.replace("-", "~") or "none"
    seen[id_] += 1
    return f"{id_}x{seen[id_]}" if seen[id_] > 1 else id_


def read_stamp(written: str) -> Stamp | None:
    """Read a stated time; None if it is none. A day is the one written, whatever its zone.

    >>> read_stamp("05.09.2018 01:42:32 UTC+03:00")
    Stamp(published=datetime.date(2018, 9, 5), published_at='2018-09-05T01:42:32+03:00')
    >>> read_stamp("03/04/2021").published, read_stamp("1789").published, read_stamp("soon")
    ('[2021-03-04,2021-04-03]', '1789', None)
    """
    written = written.strip()
    if _PERIOD.fullmatch(written):
        return Stamp(written, written)
    try:
        if _SECONDS.fullmatch(written):
            return utc_stamp(int(written[:10]))
        if dotted := _DOTTED.fullmatch(written):
            day, month, year, hour, minute, second, zone = dotted.groups("")
            zone = zone or ("+00:00" if written.endswith("UTC") else "")
            written = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}:{second or '00'}{zone}"
        moment = datetime.fromisoformat(written)
        has_clock = len(written) > len("2024-05-15")
        return Stamp(moment.date(), moment.isoformat() if has_clock else f"{moment.date()}")
    except (ValueError, OverflowError):
        days = next((m.days for m in find_dates(written, 0, len(written)) if m.is_full), ())
    if len(days) > 1:  # "03/04/2021": both readings are kept
        return Stamp("[" + ",".join(map(str, days)) + "]", written)
    return Stamp(days[0], written) if days else None


def utc_stamp(seconds: int) -> Stamp:
    """Read seconds since 1970; the day is that of Greenwich, wherever the export was made."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return Stamp(moment.date(), moment.isoformat())
