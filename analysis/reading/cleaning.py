"""Raw item → labelled spans: page furniture by rule, repeats by their own text.

Every character gets one label and, where it is removed, the reason. Nothing is rewritten:
cleaned text is the kept spans, sliced and joined.
"""

from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from analysis.lexicons import Boilerplate, boilerplate
from analysis.reading.lines import content, split_lines
from analysis.reading.repeats import find_repeats
from analysis.tables import KEPT

Label = tuple[str, str]  # label, reason

BODY: Label = ("body", "")
HEADING: Label = ("heading", "")
BLANK: Label = ("blank", "no visible character")
MAX_FURNITURE_CHARS = 2_000  # a longer line is prose: no rule is tried, work stays linear
MAX_TITLE_WORDS = 30  # the headline of an article
MAX_SUBHEADING_WORDS = 12  # a title line that stands alone between paragraphs
# "Wang Yi thanked him." is prose and ends a list of teasers; "It rained." is too short to say.
MIN_PROSE_WORDS = 4
STATEMENT_END = (".", ",", ";")  # a headline may ask, exclaim or trail off: "Why now?"
SENTENCE_END = (*STATEMENT_END, "!", "?", "…", ":")  # a subheading may not: "He said:" is text
PROSE_END = (".", "!", "?", "…")
CLOSING = "\"'”’»)] "  # stands behind the end of a sentence: he said: "We agree."
BRACKETS = ("(", "[", "©")  # "(Photo: TASS)" is a credit even above the headline
BULLETS = ("-", "–", "—", "•", "*")  # "– Trade grew" is an entry of a list, no subheading


class Span(NamedTuple):
    """A labelled stretch of an item's raw text, in character offsets, end excluded."""

    start: int
    end: int
    label: str
    reason: str = ""
    repeat_of: int | None = None


def label_spans(raw: str, kind: str) -> list[Span]:
    r"""Label every character of one item, an ``article`` or a ``post``.

    The spans tile ``[0, len(raw))`` in order: one per line, except that blank lines in a row are
    one span and the site's name behind a headline is a span of its own. Only articles have
    subheadings and a headline that may be missing.

    >>> [s.label for s in label_spans("Talks held | News\n\n#NATO\nThey met.\nThey met.", "post")]
    ['heading', 'title_suffix', 'heading', 'blank', 'hashtags', 'body', 'repeat']
    """
    lines = split_lines(raw)
    bare = [line.rstrip("\r\n") for line in lines]
    labels = [_label_line(line) for line in bare]
    _keep_in_place(bare, labels, kind)
    _extend_blocks(bare, labels)
    kept = _lines_of_text(labels)
    headline = _headline(bare, kept, kind)
    visible = [n for n, label in enumerate(labels) if label[0] not in ("blank", "forward_header")]
    repeats = find_repeats(bare, visible, kept, headline, _title)
    if kind == "article":
        for n in _subheadings(bare, [n for n in kept if n not in repeats], headline):
            labels[n] = HEADING
    per_line: list[list[Span]] = []
    for n, (start, end) in enumerate(pairwise([0, *accumulate(map(len, lines))])):
        if n == headline:
            per_line.append(_headline_spans(bare[n], start, end))
        elif n in repeats:
            first = per_line[repeats[n]]
            same = bare[n] == bare[repeats[n]]
            own = first if same else _headline_spans(bare[n], start, end)
            per_line.append(_repeat_spans(own, start, end, of=first, line=repeats[n]))
        else:
            per_line.append([Span(start, end, *labels[n])])
    return _merge_blanks([span for spans in per_line for span in spans])


def kept_text(raw: str, spans: list[Span]) -> str:
    """Return the cleaned text: the kept spans of an item, sliced and joined."""
    return "".join(raw[span.start : span.end] for span in spans if span.label in KEPT)


def _label_line(line: str) -> Label:
    # "19.11.2020 139 просмотров" → date_stamp; "They met on 19.11.2020." → body
    text = content(line)
    if not text:
        return BLANK
    return _rule_for(text, boilerplate()) if len(text) <= MAX_FURNITURE_CHARS else BODY


@lru_cache(maxsize=4_096)  # furniture and repeats come again and again: every rule is tried once
def _rule_for(text: str, rules: Boilerplate) -> Label:
    match = rules.line.fullmatch(text)
    return rules.rules[str(match.lastgroup)] if match else BODY


def _keep_in_place(lines: list[str], labels: list[Label], kind: str) -> None:
    """Take back labels that hold only in certain places; what loses its label is text."""
    # A site's name stands above the headline: a line "Politics" between two paragraphs → body.
    # A credit stands below it, unless it is in brackets: "(Photo: TASS)".
    # An article's stamp stands above its prose: "March 22, 2021" between two paragraphs → body;
    # below "Why did they meet in Moscow?" it is a stamp, for a headline is no prose.
    # Service messages are posts: "TASS pinned a message" in an article → body.
    kept = _lines_of_text(labels)
    first = kept[0] if kept else len(lines)
    prose = _first_prose(lines, kept) if kind == "article" else len(lines)
    for n, (label, _) in enumerate(labels):
        if (
            (label == "site_title" and n > first)
            or (label == "credit" and n < first and not lines[n].lstrip().startswith(BRACKETS))
            or (label == "date_stamp" and n > prose)
            or (label == "service" and kind != "post")
        ):
            labels[n] = BODY


def _first_prose(lines: list[str], kept: list[int]) -> int:
    """Return the first line of prose, which neither a headline nor its copies are."""
    title = _title(lines[kept[0]]) if kept else ""
    copied = title if _is_title(title, MAX_TITLE_WORDS, ()) else None
    return next((n for n in kept if _is_prose(lines[n]) and _title(lines[n]) != copied), len(lines))


def _lines_of_text(labels: list[Label]) -> list[int]:
    return [n for n, (label, _) in enumerate(labels) if label == "body"]


def _extend_blocks(lines: list[str], labels: list[Label]) -> None:
    """Give the titles and stamps after a block header its label, up to the next line of prose."""
    # "Latest news", "Biden calls Xi", "Wang Yi thanked him for it." → related_news twice, body.
    # A header above all text opens no block: what follows it is the headline.
    headers = boilerplate().blocks
    if headers.isdisjoint(labels):
        return
    block: Label | None = None
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
    # 'He said: "We agree."' is a sentence; "It rained." and "Talks on trade held" are none.
    n_words = len(line.split(maxsplit=MIN_PROSE_WORDS))
    return n_words >= MIN_PROSE_WORDS and _ends_with(line, PROSE_END)


def _headline(lines: list[str], kept: list[int], kind: str) -> int | None:
    """Return the first kept line: always of a post; of an article unless it is a sentence."""
    if kind == "post" or (kept and _is_title(lines[kept[0]], MAX_TITLE_WORDS, STATEMENT_END)):
        return kept[0] if kept else None
    return None


def _subheadings(lines: list[str], kept: list[int], headline: int | None) -> list[int]:
    """Return the short title lines that stand alone between blank or removed lines."""
    # "On trade" between two paragraphs is one; "– Trade" and "on trade" are not.
    inside = set(kept)
    alone = [n for n in kept[1:-1] if n != headline and inside.isdisjoint((n - 1, n + 1))]
    titles = [n for n in alone if _is_title(lines[n], MAX_SUBHEADING_WORDS, SENTENCE_END)]
    openings = {n: content(lines[n])[0] for n in titles}
    return [n for n, char in openings.items() if char not in BULLETS and not char.islower()]


def _is_title(line: str, max_words: int, ends: tuple[str, ...]) -> bool:
    return len(line.split(maxsplit=max_words)) <= max_words and not _ends_with(line, ends)


def _ends_with(line: str, ends: tuple[str, ...]) -> bool:
    return line.rstrip().rstrip(CLOSING).endswith(ends)


def _title(line: str) -> str:
    return line[: _cuts(line)[0][0]]


def _cuts(line: str) -> list[tuple[int, Label]]:
    """Return where a headline ends and where each name of a site or section behind it begins.

    A name may not outweigh what is left, nor may what is left be furniture itself.

    >>> [end for end, _ in _cuts("Talks in Moscow | World | News")]
    [15, 23, 30]
    >>> [end for end, _ in _cuts("Live | Lavrov meets Wang")]
    [24]
    """
    rules = boilerplate()
    cuts = [(len(line), ("", ""))]
    while len(line) <= MAX_FURNITURE_CHARS:
        end = cuts[0][0]
        match = rules.end.search(line, 0, end)
        if not match or match.start() < end - match.start():
            break
        if _label_line(line[: match.start()])[0] != "body":
            break
        cuts[0] = (end, rules.rules[str(match.lastgroup)])
        cuts.insert(0, (match.start(), ("", "")))
    return cuts


def _headline_spans(line: str, start: int, end: int) -> list[Span]:
    cuts = _cuts(line)
    if len(cuts) == 1:
        return [Span(start, end, "heading")]
    spans = [Span(start, start + cuts[0][0], "heading")]
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
        if own is of or n == 0:
            spans.append(Span(start, stop, "repeat", reason, of[n].start))
        elif span.label == "heading":  # the line end behind another name of the site
            spans.append(Span(start, stop, "blank", "line end"))
        else:
            spans.append(Span(start, stop, span.label, span.reason))
        start = stop
    return [span for span in spans if span.end > span.start]


def _merge_blanks(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if span.label == "blank" and merged and merged[-1][2:4] == span[2:4]:
            merged[-1] = Span(merged[-1].start, *span[1:])
        else:
            merged.append(span)
    return merged
