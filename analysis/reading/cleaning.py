"""Raw item → labelled spans: page furniture by rule, repeats by their own text.

Every character gets one label and, where it is removed, the reason. Nothing is rewritten:
cleaned text is the kept spans, sliced and joined.
"""

from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from analysis.lexicons import boilerplate
from analysis.reading.lines import LINE_END, content, split_lines
from analysis.tables import KEPT

MAX_FURNITURE_CHARS = 2_000  # a longer line is prose: no rule is tried, work stays linear
MAX_TITLE_WORDS = 30  # the headline of an article
MAX_SUBHEADING_WORDS = 12  # a title line that stands alone between paragraphs
MIN_PROSE_WORDS = 4  # a sentence of so many words is prose: it ends a list of teasers
STATEMENT_END = (".", ",", ";")  # a headline may ask, exclaim or trail off
SENTENCE_END = (*STATEMENT_END, "!", "?", "…", ":")
CLOSING = "\"'”’»)] "
BRACKETS = ("(", "[", "©")
BULLETS = ("-", "–", "—", "•", "*")


@dataclass(frozen=True)
class Span:
    """A labelled stretch of an item's raw text, in character offsets, end excluded."""

    start: int
    end: int
    label: str
    reason: str = ""
    repeat_of: int | None = None


def label_spans(raw: str, kind: str) -> list[Span]:
    """Label every character of one item.

    Parameters
    ----------
    raw
        The item as it stands in its file.
    kind
        ``article`` or ``post``: only articles have subheadings and a headline that may be missing.

    Returns
    -------
    Spans in order that tile ``[0, len(raw))``: one per line, except that blank lines in a row
    are one span and the site's name behind a headline is a span of its own.
    """
    lines = split_lines(raw)
    bare = [LINE_END.split(line)[0] for line in lines]
    labels = [_furniture(line) for line in bare]
    _keep_in_place(bare, labels, kind)
    _extend_blocks(bare, labels)
    headline = _headline(bare, labels, kind)
    repeats = _find_repeats(bare, labels, headline)
    for n in _subheadings(bare, labels, repeats, headline) if kind == "article" else []:
        labels[n] = ("heading", "")
    offsets = [0, *accumulate(map(len, lines))]
    per_line: list[list[Span]] = []
    for n, (start, end) in enumerate(pairwise(offsets)):
        if n == headline:
            per_line.append(_headline_spans(bare[n], start, end))
        elif n in repeats:
            spans = per_line[repeats[n]]
            same = bare[n] == bare[repeats[n]]
            own = spans if same else _headline_spans(bare[n], start, end)
            per_line.append(_repeat_spans(own, start, end, of=spans, line=repeats[n]))
        else:
            per_line.append([Span(start, end, *labels[n])])
    return _merge_blanks([span for spans in per_line for span in spans])


def kept_text(raw: str, spans: list[Span]) -> str:
    """Return the cleaned text: the kept spans of an item, sliced and joined."""
    return "".join(raw[span.start : span.end] for span in spans if span.label in KEPT)


def item_kind(kind: str, spans: list[Span]) -> str:
    """Return ``placeholder`` or ``service`` for a post with nothing else in it, else ``kind``."""
    around = {"blank", "forward_header", "date_stamp", "view_counter"}
    labels = {span.label for span in spans} - around
    for special in ("placeholder", "service"):
        if kind == "post" and labels == {special}:
            return special
    return kind


def _furniture(line: str) -> tuple[str, str]:
    """Return label and reason of one line, looking at this line alone."""
    text = content(line)
    if not text:
        return "blank", "no visible character"
    if len(text) <= MAX_FURNITURE_CHARS:
        rules = boilerplate()
        match = rules.line.fullmatch(text)
        if match:
            return rules.rules[str(match.lastgroup)]
    return "body", ""


def _keep_in_place(lines: list[str], labels: list[tuple[str, str]], kind: str) -> None:
    """Take back labels that hold only in certain places; what loses its label is text.

    A site's name stands above the headline, a credit does not; an article's stamp stands above
    its prose; service messages are posts.
    """
    kept = [n for n, label in enumerate(labels) if label[0] == "body"]
    first = kept[0] if kept else len(lines)
    prose = next((n for n in kept if _is_prose(lines[n])), len(lines))
    for n, (label, _) in enumerate(labels):
        if (
            (label == "site_title" and n > first)
            or (label == "credit" and n < first and not lines[n].lstrip().startswith(BRACKETS))
            or (label == "date_stamp" and kind == "article" and n > prose)
            or (label == "service" and kind != "post")
        ):
            labels[n] = ("body", "")


def _extend_blocks(lines: list[str], labels: list[tuple[str, str]]) -> None:
    """Give the titles and stamps after a block header its label, up to the next line of prose.

    A header above all text opens no block: what follows it is the headline.
    """
    rules = boilerplate()
    headers = {rules.rules[group] for group in rules.blocks}
    block: tuple[str, str] | None = None
    text_seen = False
    for n, (line, label) in enumerate(zip(lines, labels, strict=True)):
        if label in headers:
            block = label if text_seen else None
        elif label[0] in ("body", "date_stamp"):
            if _is_prose(line):
                block = None
            if block:
                labels[n] = block
            text_seen = text_seen or label[0] == "body"


def _is_prose(line: str) -> bool:
    return len(line.split()) >= MIN_PROSE_WORDS and _ends_with(line, (".", "!", "?", "…"))


def _headline(lines: list[str], labels: list[tuple[str, str]], kind: str) -> int | None:
    """Return the first kept line: always of a post; of an article unless it is a sentence."""
    first = next((n for n, label in enumerate(labels) if label[0] == "body"), None)
    if first is None or kind == "post":
        return first
    return first if _is_title(lines[first], MAX_TITLE_WORDS, STATEMENT_END) else None


def _find_repeats(
    lines: list[str], labels: list[tuple[str, str]], headline: int | None
) -> dict[int, int]:
    """Return the lines that repeat an earlier line: line number → line number.

    An item that ends in a block of lines equal to the block right before it repeats itself; so
    does a headline written twice in a row, with or without the site's name. Blank lines do not
    count as lines. The rule is applied to all lines first and then to the lines that are kept,
    so that cleaning a cleaned text finds nothing.
    """
    visible = [n for n, label in enumerate(labels) if label[0] not in ("blank", "forward_header")]
    repeats = _tail_repeats(lines, visible)
    kept = [n for n in visible if labels[n][0] == "body" and n not in repeats]
    titles = list(lines)
    if headline is not None:
        titles[headline] = lines[headline][: _cuts(lines[headline])[0][0]]
        for n in kept[1:]:
            if lines[n][: _cuts(lines[n])[0][0]] != titles[headline]:
                break
            repeats[n] = headline
            kept.remove(n)
    return repeats | _tail_repeats(titles, kept)


def _tail_repeats(lines: list[str], order: list[int]) -> dict[int, int]:
    """Cut equal blocks off the end of a sequence of lines until it ends in no repeat."""
    repeats: dict[int, int] = {}
    order = list(order)
    while size := _tail_block([lines[n] for n in order]):
        repeats |= dict(zip(order[-size:], order[-2 * size : -size], strict=True))
        del order[-size:]
    return repeats


def _tail_block(lines: list[str]) -> int:
    """Return the length of the longest block that ends the sequence and stands right before it.

    A square at the end of a sequence is a square at the start of the reversed sequence, and
    ``z[k] >= k`` says that one of half-length k begins there, z being the length of the longest
    common prefix with the sequence itself (Gusfield 1997, ch. 1). Linear in the lines.
    """
    reverse = lines[::-1]
    size = len(reverse)
    z = [0] * size
    left = right = best = 0
    for k in range(1, size):
        if k < right:
            z[k] = min(right - k, z[k - left])
        while k + z[k] < size and reverse[z[k]] == reverse[k + z[k]]:
            z[k] += 1
        if k + z[k] > right:
            left, right = k, k + z[k]
        if z[k] >= k:
            best = k
    return best


def _subheadings(
    lines: list[str],
    labels: list[tuple[str, str]],
    repeats: dict[int, int],
    headline: int | None,
) -> list[int]:
    """Return the short title lines that stand alone between blank or removed lines."""
    kept = [n for n, label in enumerate(labels) if label[0] == "body" and n not in repeats]
    inside = set(kept)
    return [
        n
        for n in kept[1:-1]
        if n != headline
        and inside.isdisjoint((n - 1, n + 1))
        and not content(lines[n]).startswith(BULLETS)
        and not content(lines[n])[0].islower()
        and _is_title(lines[n], MAX_SUBHEADING_WORDS, SENTENCE_END)
    ]


def _is_title(line: str, max_words: int, ends: tuple[str, ...]) -> bool:
    return len(line.split(maxsplit=max_words)) <= max_words and not _ends_with(line, ends)


def _ends_with(line: str, ends: tuple[str, ...]) -> bool:
    return line.rstrip().rstrip(CLOSING).endswith(ends)


def _cuts(line: str) -> list[tuple[int, tuple[str, str]]]:
    """Return where a headline ends and where each name of a site or section behind it begins.

    A name may not outweigh what is left, nor may what is left be furniture itself.
    """
    rules = boilerplate()
    cuts = [(len(line), ("", ""))]
    while len(line) <= MAX_FURNITURE_CHARS:
        end = cuts[0][0]
        match = rules.end.search(line, 0, end)
        if not match or match.start() < end - match.start():
            break
        if _furniture(line[: match.start()])[0] != "body":
            break
        cuts[0] = (end, rules.rules[str(match.lastgroup)])
        cuts.insert(0, (match.start(), ("", "")))
    return cuts


def _headline_spans(line: str, start: int, end: int) -> list[Span]:
    """Split a headline into the title and the names of site or section behind it."""
    cuts = _cuts(line)
    title = Span(start, start + cuts[0][0], "heading")
    if len(cuts) == 1:
        return [replace(title, end=end)]
    spans = [title]
    for (left, _), (right, (label, reason)) in pairwise(cuts):
        spans.append(Span(start + left, start + right, label, reason))
    if spans[-1].end < end:  # the line end stays, or the next line would be glued to the title
        spans.append(Span(spans[-1].end, end, "heading"))
    return spans


def _repeat_spans(
    own: list[Span], start: int, end: int, *, of: list[Span], line: int
) -> list[Span]:
    """Label a repeated line, each of its spans pointing to the span it repeats."""
    reason = f"same text as line {line + 1} of the item"
    spans = []
    for n, span in enumerate(own):
        stop = end if n == len(own) - 1 else min(start + span.end - span.start, end)
        if stop > start:
            if own is of or n == 0:
                spans.append(Span(start, stop, "repeat", reason, of[n].start))
            elif span.label == "heading":  # the line end behind another name of the site
                spans.append(Span(start, stop, "blank", "line end"))
            else:
                spans.append(Span(start, stop, span.label, span.reason))
        start = stop
    return spans


def _merge_blanks(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        before = (merged[-1].label, merged[-1].reason) if merged else ("", "")
        if span.label == "blank" and before == (span.label, span.reason):
            merged[-1] = replace(merged[-1], end=span.end)
        else:
            merged.append(span)
    return merged
