"""Texts → HTML and lines of a list in which they show as text, whatever they hold."""

import unicodedata
from html import escape

import pandas as pd

DATE_CELLS, OUTLET_CELLS, OCCASION_CELLS, LEFT_CELLS, RIGHT_CELLS = 11, 16, 10, 28, 46
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ISOLATE, _END = "\u2068", "\u2069"
_VISIBLE: dict[int, str] = {c: chr(0x2400 + c) for c in range(0x20) if chr(c) not in "\t\n\r"}
_VISIBLE |= {c: "\N{REPLACEMENT CHARACTER}" for c in (*range(0x7F, 0xA0), *range(0xD800, 0xE000))}
_PLAIN: dict[int, str | None] = {**_VISIBLE, **{ord(mark): None for mark in _BIDI}}
STYLE = """<style>
.explore {padding: 0 .8em 0 0}
.explore select {font: 12px/1.5 monospace; white-space: pre; height: auto; overflow-x: auto}
.explore .explore-list {flex-direction: column; height: auto; align-items: stretch; margin: 0}
.explore .explore-list > label {width: auto; text-align: left; white-space: normal;
  height: auto; line-height: 1.4; padding-bottom: .3em}
.explore .widget-toggle-buttons {display: flex; flex-flow: row nowrap; align-items: center}
.explore .widget-toggle-buttons > label {margin-right: .6em}
.explore .widget-html, .explore .widget-html-content {min-width: 0; max-width: 100%}
.explore .widget-html-content, .explore .widget-html-content p {line-height: 1.45}
.explore .widget-html-content p {margin: .3em 0}
.explore mark, .explore-item mark {background: #fff1b8; color: #1a1a1a}
.explore-item mark.explore-chosen {background: #ffd24d; outline: 2px solid #8a5a00}
.explore-here {display: inline-block; scroll-initial-target: nearest}
.explore-item {max-width: 60em; overflow-wrap: anywhere; line-height: 1.45}
.explore-item blockquote {margin: .4em 0; padding: .3em .8em; border-left: 4px solid #0072b2}
.explore-text {white-space: pre-wrap; max-height: 26em; overflow: auto; padding: .5em .8em;
  border: 1px solid #bdc1c6; scroll-padding: 5em}
.explore-text details {background: var(--jp-layout-color2, #eee); padding: 0 .5em}
.explore-removed, .explore-why {color: var(--jp-ui-font-color2, #5f6368)}
.explore-why {font-style: italic}
.explore-wide {overflow-x: auto}
.explore-chart {width: 100%; min-width: 42em; max-width: 60em; height: auto}
.explore-table, .explore-words {border-collapse: collapse; line-height: 1.5}
.explore-table td, .explore-table th {padding: .1em .8em; border-bottom: 1px solid #bdc1c6;
  text-align: right}
.explore-table th:first-child, .explore-words td, .explore-words th {text-align: left}
.explore-words td, .explore-words th {padding: .1em .8em .1em 0; border-bottom: 1px solid #bdc1c6}
</style>"""


def escaped(text: str) -> str:
    """Return text as HTML that shows it, control characters as signs."""
    return escape(text.translate(_VISIBLE))


def safe(text: str) -> str:
    """Return text as HTML that shows it: escaped, its direction kept to itself, controls visible.

    >>> safe("<b>\N{ESCAPE}")
    '<bdi>&lt;b&gt;␛</bdi>'
    """
    return f"<bdi>{escaped(text)}</bdi>"


def cells(text: str, width: int, *, end: bool = False) -> str:
    """Return text cut or filled to so many cells of a monospaced line.

    Wide characters take two cells, combining ones none. Of a text that is too long the beginning
    is kept, or with ``end`` its end, beside an ellipsis; a short one is filled on the other side.

    >>> cells("中国 talks", 7), cells("talks", 7, end=True)
    ('中国 t…', '  talks')
    """
    plain = " ".join(text.translate(_PLAIN).split())
    sizes = [1] * len(plain) if plain.isascii() else [_cell_width(c) for c in plain]
    cut = sum(sizes) > width
    free = width - 1 if cut else width
    kept, used = [], 0
    order = range(len(plain) - 1, -1, -1) if end else range(len(plain))
    for at in order:
        if used + sizes[at] > free:
            break
        kept.append(plain[at])
        used += sizes[at]
    shown = "".join(reversed(kept) if end else kept)
    if cut:
        shown = f"…{shown}" if end else f"{shown}…"
    blanks = " " * (free - used)
    isolated = shown if shown.isascii() or not _is_mixed(shown) else f"{_ISOLATE}{shown}{_END}"
    return f"{blanks}{isolated}" if end else f"{isolated}{blanks}"


def line_labels(lines: pd.DataFrame, dates: dict[str, str]) -> list[str]:
    """Return one numbered line of text per hit, keywords under each other, to choose from.

    Parameters
    ----------
    lines
        From `analysis.finding.concordance.context_lines`, with outlet`.
    dates
        Item → EDTF of its event.
    """
    columns = ["item_id", "outlet", "left", "keyword", "right"]
    labels = []
    for n, hit in enumerate(lines[columns].itertuples(index=False), start=1):
        item, outlet, left, keyword, right = hit
        before, behind = cells(left, LEFT_CELLS, end=True), cells(keyword + right, RIGHT_CELLS)
        when, who = cells(short_date(dates[item]), DATE_CELLS), cells(outlet, OUTLET_CELLS)
        labels.append(f"{n:>3} {before} │ {behind} {when} {who}")
    return labels


def short_date(edtf: str) -> str:
    """Return an EDTF date in eleven characters: of a set of days the first, then an ellipsis.

    >>> short_date("[2021-03-22..2021-03-23]"), short_date("[..2023-09-18]")
    ('2021-03-22…', '…2023-09-18')
    """
    days = edtf.strip("[]{}").replace("/", "..").replace(",", "..").split("..")
    if len(days) == 1:
        return days[0] or "no date"
    return f"{days[0]}…" if days[0] else f"…{days[-1]}"


def event_labels(events: pd.DataFrame) -> list[str]:
    """Return one numbered line of text per event of a chronology, to choose from."""
    columns = ["edtf", "status", "outlet", "occasion", "heading"]
    labels = []
    for n, event in enumerate(events[columns].itertuples(index=False), start=1):
        when, how = cells(short_date(event.edtf), DATE_CELLS), cells(event.status, OCCASION_CELLS)
        what, who = cells(event.occasion, OCCASION_CELLS), cells(event.outlet, OUTLET_CELLS)
        labels.append(f"{n:>3} {when} {how} {what} {cells(event.heading, RIGHT_CELLS)} {who}")
    return labels


def _is_mixed(text: str) -> bool:
    if max(text, default="") < "\u0590":  # the first letter that runs from right to left
        return False
    return any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text)


def _cell_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
