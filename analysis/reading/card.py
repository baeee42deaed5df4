"""Tables of a corpus → a short card: what was read, kept and dated, for notebook and terminal."""

from collections.abc import Iterable
from html import escape

import pandas as pd

_MAX_OUTLETS = 5  # named on the card; the others are counted
_MAX_NAME_CHARS = 40


def text_card(documents: pd.DataFrame, items: pd.DataFrame) -> str:
    """Return five lines for a terminal."""
    return "\n".join(f"{name:8}{_visible(value)}" for name, value in _facts(documents, items))


def html_card(documents: pd.DataFrame, items: pd.DataFrame) -> str:
    """Return a small table for a notebook; nothing in it comes from a document unescaped."""
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(name)}</th>'
        f'<td style="text-align:left"><bdi>{escape(_visible(value))}</bdi></td></tr>'
        for name, value in _facts(documents, items)
    )
    return f"<table><caption>Corpus</caption><tbody>{rows}</tbody></table>"


def _facts(documents: pd.DataFrame, items: pd.DataFrame) -> list[tuple[str, str]]:
    """Count rows: what stands on the card, name and value."""
    failed = int((documents["error"] != "").sum())
    kept, raw = int(items["n_words"].sum()), int(items["n_raw_words"].sum())
    years = items["event_from"].dt.year.min(), items["event_to"].dt.year.max()
    span = "no dates" if pd.isna(years[0]) else "–".join(f"{y:.0f}" for y in sorted({*years}))
    counted = items["kind"].value_counts().sort_index().items()
    kinds = [f"{n} {kind}{'s' * (n != 1)}" for kind, n in counted]  # 1 placeholder, 5 posts
    dates = items["event_status"].value_counts().sort_index()
    return [
        ("files", f"{len(documents):,}" + (f", {failed:,} not read" if failed else "")),
        ("items", _counted(f"{len(items):,}", kinds) + f", {span}"),
        ("outlets", _counted(f"{items['outlet'].nunique():,}", _named(items["outlet"]))),
        ("words", f"{kept:,} kept, {raw - kept:,} removed"),
        ("dates", ", ".join(f"{n:,} {status}" for status, n in dates.items()) or "none"),
    ]


def _counted(count: str, parts: Iterable[str]) -> str:
    listed = ", ".join(parts)
    return f"{count} ({listed})" if listed else count


def _named(outlets: pd.Series) -> list[str]:
    """Return the outlets with most items, the first of them first, and how many are left."""
    sizes = outlets[outlets != ""].value_counts(sort=False)
    by_size = sizes.sort_values(ascending=False, kind="stable").index
    names = [str(name) for name in by_size[:_MAX_OUTLETS]]
    cut = [name if len(name) <= _MAX_NAME_CHARS else f"{name[:_MAX_NAME_CHARS]}…" for name in names]
    return cut + [f"{len(by_size) - _MAX_OUTLETS:,} more"] * (len(by_size) > _MAX_OUTLETS)


def _visible(text: str) -> str:
    r"""Show control and format characters as escapes: "a\x1b[2J" stays on its line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
