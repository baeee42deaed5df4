"""What every source yields: raw items, each with where it stands and what its source says of it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RawItem:
    """One article or post as it stands in its file.

    ``id`` is unique in the document and holds no hyphen: the item's id is ``<doc_id>-<id>``. A
    text counts its items; an archive hands on its message numbers. ``first_line`` is the line of
    the file on which ``raw`` begins (from 1), 0 where a file has no lines to speak of.
    """

    id: str
    kind: str
    raw: str
    locator: str  # what a person needs to find it again: "lines 43–60", "message 1234"
    first_line: int
    channel: str = ""  # who published or first wrote it, as the source says
    published: date | None = None  # the day the source states for this item, not one in its text
