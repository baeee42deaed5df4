"""Raw item → labelled spans: page furniture by rule, repeats by their own text.

Every character gets one label and, where it is removed, the reason. Nothing is rewritten:
cleaned text is the kept spans, sliced and joined.
"""

from collections.abc import Container
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from analysis.lexicons import PACKAGE, Boilerplate, Lexicons, boilerplate
from analysis.reading.lines import content, find_repeats, split_lines
from analysis.tables import KEPT

Label = tuple[str, str]  # label, reason

BODY: Label = ("body", "")
HEADING: Label = ("heading", "")
BLANK: Label = ("blank", "no visible character")
SERVICE: Label = ("service", "a message of the program, not of a person")
LEFT_OUT: Label = ("left_out", "not in the text that trafilatura finds in the page")
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


def label_spans(
    raw: str, kind: str, left_out: Container[int] = (), lexicons: Lexicons = PACKAGE
) -> list[Span]:
    r"""Label every character of one item: spans that tile it, one per line with few exceptions.

    ``left_out`` are the numbers of the lines, from 0, that are no part of a web page's text.

    >>> [s.label for s in label_spans("Talks held | News\n\n#NATO\nThey met.\nThey met.", "post")]
    ['heading', 'title_suffix', 'heading', 'blank', 'hashtags', 'body', 'repeat']
    """
    if kind == "service":
        return [Span(0, len(raw), *SERVICE)] if raw else []
    rules = boilerplate(lexicons)
    lines = split_lines(raw)
    bare = [line.rstrip("\r\n") for line in lines]
    labels = [
        LEFT_OUT if n in left_out else _label_line(line, rules) for n, line in enumerate(bare)
    ]
    _keep_in_place(bare, labels, kind, rules)
    _extend_blocks(bare, labels, rules.blocks)
    kept = _lines_of_text(labels)
    headline = _headline(bare, kept, kind)
    visible = [n for n, label in enumerate(labels) if label[0] not in ("blank", "forward_header")]
    repeats = find_repeats(bare, visible, kept, headline, partial(_title, rules))
    if kind == "article":  # a post has no subheadings, and always a headline
        for n in _subheadings(bare, [n for n in kept if n not in repeats], headline):
            labels[n] = HEADING
    per_line: list[list[Span]] = []
    for n, (start, end) in enumerate(pairwise([0, *accumulate(map(len, lines))])):
        own = [Span(start, end, *labels[n])]
        if n == headline or (n in repeats and bare[n] != bare[repeats[n]]):
            own = _headline_spans(rules, bare[n], start, end)  # the site's name is a span
        if n in repeats:
            first = per_line[repeats[n]]
            own = first if bare[n] == bare[repeats[n]] else own
            own = _repeat_spans(own, start, end, of=first, line=repeats[n])
        per_line.append(own)
    return _merge_blanks([span for spans in per_line for span in spans])


def kept_text(raw: str, spans: list[Span]) -> str:
    """Return the cleaned text: the kept spans of an item, sliced and joined."""
    return "".join(raw[span.start : span.end] for span in spans if span.label in KEPT)


def _label_line(line: str, rules: Boilerplate) -> Label:
    """Return label and reason of one line, looking at this line alone."""
    text = content(line)
    if not text:
        return BLANK
    return _rule_for(text, rules) if len(text) <= MAX_FURNITURE_CHARS else BODY


@lru_cache(maxsize=2**16)  # furniture and repeats come again and again: every rule is tried once
def _rule_for(text: str, rules: Boilerplate) -> Label:
    match = rules.line.fullmatch(text)
    return rules.rules[str(match.lastgroup)] if match else BODY


def _keep_in_place(lines: list[str], labels: list[Label], kind: str, rules: Boilerplate) -> None:
    """Take back labels that hold only in certain places; what loses its label is text."""
    # "Politics" under the headline is no site's name, "Photo: TASS" above it no credit. Under prose
    # "March 22, 2021" is no stamp of an article; a headline and its copies are no prose, however
    # they end: "Why did they meet in Moscow?", then 19.11.2020. Service messages are posts.
    kept = _lines_of_text(labels)
    first = kept[0] if kept else len(lines)
    prose = _first_prose(rules, lines, kept) if kind == "article" else len(lines)
    for n, (label, _) in enumerate(labels):
        if (
            (label == "site_title" and n > first)
            or (label == "credit" and n < first and not lines[n].lstrip().startswith(BRACKETS))
            or (label == "date_stamp" and n > prose)
            or (label == "service" and kind != "post")
        ):
            labels[n] = BODY


def _first_prose(rules: Boilerplate, lines: list[str], kept: list[int]) -> int:
    title = _title(rules, lines[kept[0]]) if kept else ""
    copied = title if _is_title(title, MAX_TITLE_WORDS, ()) else None
    prose = (n for n in kept if _is_prose(lines[n]) and _title(rules, lines[n]) != copied)
    return next(prose, len(lines))


def _lines_of_text(labels: list[Label]) -> list[int]:
    return [n for n, (label, _) in enumerate(labels) if label == "body"]


def _extend_blocks(lines: list[str], labels: list[Label], headers: frozenset[Label]) -> None:
    """Give the titles and stamps after a block header its label, up to the next line of prose."""
    # "Latest news", "Biden calls Xi" → related_news, "Wang Yi thanked him for it." → body. A header
    # above all text opens no block: what follows it is the headline.
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
    """Whether a line is a sentence: 'He said: "We agree."', not "It rained."."""
    n_words = len(line.split(maxsplit=MIN_PROSE_WORDS))
    return n_words >= MIN_PROSE_WORDS and _ends_with(line, PROSE_END)


def _headline(lines: list[str], kept: list[int], kind: str) -> int | None:
    """Return the first kept line: always of a post; of an article unless it is a sentence."""
    is_one = kind == "post" or (kept and _is_title(lines[kept[0]], MAX_TITLE_WORDS, STATEMENT_END))
    return kept[0] if kept and is_one else None


def _subheadings(lines: list[str], kept: list[int], headline: int | None) -> list[int]:
    """Return the short title lines that stand alone between blank or removed lines."""
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


def _title(rules: Boilerplate, line: str) -> str:
    """Return a line without the names of site or section behind it."""
    return line[: _cuts(rules, line)[0][0]]


@lru_cache(maxsize=2**10)  # a headline is asked for its title, and then for its spans
def _cuts(rules: Boilerplate, line: str) -> list[tuple[int, Label]]:
    """Return where a headline ends and where each name of a site or section behind it begins."""
    # "Talks in Moscow | World | News" → 15, 23, 30. A name may not outweigh what is left, nor may
    # what is left be furniture itself: "Live | Lavrov meets Wang" stays whole.
    cuts = [(len(line), ("", ""))]
    while len(line) <= MAX_FURNITURE_CHARS:
        end = cuts[0][0]
        match = rules.end.search(line, 0, end)
        if not match or match.start() < end - match.start():
            break
        if _label_line(line[: match.start()], rules)[0] != "body":
            break
        cuts[0] = (end, rules.rules[str(match.lastgroup)])
        cuts.insert(0, (match.start(), ("", "")))
    return cuts


def _headline_spans(rules: Boilerplate, line: str, start: int, end: int) -> list[Span]:
    """Split a headline into the title and the names of site or section behind it."""
    cuts = _cuts(rules, line)
    if len(cuts) == 1:
        return [Span(start, end, "heading")]
    spans = [Span(start, start + cuts[0][0], "heading")]
    for (first, _), (stop, label) in pairwise(cuts):
        spans.append(Span(start + first, start + stop, *label))
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
            label: tuple[Any, ...] = span[2:4]
            if own is of or n == 0:
                label = ("repeat", reason, of[n].start)
            elif span.label == "heading":  # the line end behind another name of the site
                label = ("blank", "line end")
            spans.append(Span(start, stop, *label))
        start = stop
    return spans


def _merge_blanks(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if span.label == "blank" and merged and merged[-1][2:4] == span[2:4]:
            span = Span(merged.pop().start, *span[1:])
        merged.append(span)
    return merged
