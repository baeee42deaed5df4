"""Raw item → labelled spans of lines: page furniture by rule, repeats; nothing is rewritten."""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate, pairwise, takewhile
from typing import Any, NamedTuple

from analysis.lexicons import PACKAGE, Boilerplate, Lexicons, boilerplate
from analysis.tables import KEPT

# Only CR, LF and CRLF end a line. U+2028, NEL, VT and FF are text, as they are in editors.
LINE_END = re.compile(r"\r\n|\r|\n")
# Marks that show nothing where they stand inside a word: "Mos\u200bcow" is counted as Moscow.
INVISIBLE = "\N{ZERO WIDTH NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{WORD JOINER}"
# "a\r\nb\n\nc" → "a\r\n", "b\n", "\n", "c": joined, the lines give the text back.
split_lines = re.compile(r"[^\r\n]+(?:\r\n|\r|\n)?|\r\n|\r|\n").findall
# What `str.isspace` calls space (no later character is), and marks that fill an empty line.
SPACE = "".join(filter(str.isspace, map(chr, range(0x3001))))
_EDGES = f"{SPACE}{INVISIBLE}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{BRAILLE PATTERN BLANK}"
Label = tuple[str, str]  # label, reason
_Lines = Sequence[int]  # their numbers
_BODY, _HEADING, _BLANK = ("body", ""), ("heading", ""), ("blank", "no visible character")
_SERVICE: Label = ("service", "a message of the program, not of a person")
_LEFT_OUT: Label = ("left_out", "not in the text that trafilatura finds in the page")
_MAX_FURNITURE_CHARS = 2_000  # a longer line is prose: no rule is tried, work stays linear
_MAX_TITLE_WORDS, _MAX_SUBHEADING_WORDS = 30, 12  # of a headline, of a title between paragraphs
# "Wang Yi thanked him." is prose and ends a list of teasers; "It rained." is too short to say.
_MIN_PROSE_WORDS = 4
_STATEMENT_END = (".", ",", ";")  # a headline may ask, exclaim or trail off: "Why now?"
_SENTENCE_END = (*_STATEMENT_END, "!", "?", "…", ":")  # a subheading may not: "He said:" is text
_PROSE_END = (".", "!", "?", "…")
_CLOSING = "\"'”’»)] "  # stands behind the end of a sentence: he said: "We agree."
_BRACKETS = ("(", "[", "©")  # "(Photo: TASS)" is a credit even above the headline
_PLACED = ("site_title", "credit", "date_stamp", "service")  # furniture in certain places only
_BULLETS = ("-", "–", "—", "•", "*")  # "– Trade grew" is an entry of a list, no subheading


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
    """Label every character of one item: spans that tile it, one per line with few exceptions."""
    # ``left_out`` are the numbers of the lines, from 0, that are no part of a web page's text.
    if kind == "service":
        return [Span(0, len(raw), *_SERVICE)] if raw else []
    rules, lines = boilerplate(lexicons), split_lines(raw)
    bare = [line.rstrip("\r\n") for line in lines]
    labels = [_LEFT_OUT if n in left_out else label_line(one, rules) for n, one in enumerate(bare)]
    _keep_in_place(bare, labels, kind, rules)
    _extend_blocks(bare, labels, kind, rules.blocks)
    kept = [n for n, (label, _) in enumerate(labels) if label == "body"]
    # The first kept line is the headline of a post, and of an article unless it is a sentence.
    first = next((bare[n] for n in kept), "")
    is_title = kind == "post" or _is_title(first, _MAX_TITLE_WORDS, _STATEMENT_END)
    headline = next(iter(kept), -1) if is_title else -1
    visible = [n for n, label in enumerate(labels) if label[0] not in ("blank", "forward_header")]
    repeats = _find_repeats(bare, visible, kept, headline, partial(_title, rules))
    for n in _subheadings(bare, [n for n in kept if n not in repeats]) if kind == "article" else ():
        labels[n] = _HEADING  # a post has no subheadings, and always a headline
    spans: list[Span] = []
    for span in _spans(lines, labels, headline, repeats, rules):
        if span.label == "blank" and spans and spans[-1][2:4] == span[2:4]:
            span = Span(spans.pop().start, *span[1:])  # blank lines in a row are one span
        spans.append(span)
    return spans


def kept_text(raw: str, spans: list[Span]) -> str:
    """Return the cleaned text: the kept spans of an item, sliced and joined."""
    return "".join(raw[span.start : span.end] for span in spans if span.label in KEPT)


def label_line(line: str, rules: Boilerplate) -> Label:
    """Return the label of a line by itself, wherever it stands."""
    text = content(line)
    return _BLANK if not text else _BODY if len(text) > _MAX_FURNITURE_CHARS else _rule(text, rules)


@lru_cache(maxsize=2**13)  # furniture and repeats come again and again: every rule is tried once
def _rule(text: str, rules: Boilerplate) -> Label:
    match = rules.line.fullmatch(text)
    return rules.rules[str(match.lastgroup)] if match else _BODY


def _keep_in_place(lines: list[str], labels: list[Label], kind: str, rules: Boilerplate) -> None:
    """Take back labels that hold only in certain places; what loses its label is text."""
    # "Politics" under the headline is no site's name, "Photo: TASS" above it no credit. Under prose
    # "March 22, 2021" is no stamp; a headline is no prose, however it ends: "Why in Moscow?"
    if not any(label in _PLACED for label, _ in labels):
        return
    kept = [n for n, (label, _) in enumerate(labels) if label == "body"]
    first = kept[0] if kept else len(lines)
    title = _title(rules, lines[first]) if kept else ""
    copied = title if _is_title(title, _MAX_TITLE_WORDS, ()) else None
    told = (n for n in kept if _is_prose(lines[n]) and _title(rules, lines[n]) != copied)
    prose = next(told, len(lines)) if kind == "article" else len(lines)
    for n, (label, _) in enumerate(labels):
        if label in _PLACED:
            is_above = n < first and not lines[n].lstrip().startswith(_BRACKETS)
            wrong = n > first, is_above, n > prose, kind != "post"
            labels[n] = _BODY if wrong[_PLACED.index(label)] else labels[n]


def _extend_blocks(lines: list[str], labels: list[Label], kind: str, headers: Any) -> None:
    """Give the titles and stamps after a block header its label, up to the next line of prose."""
    # "Latest news", "Biden calls Xi" → related_news, unless no text stands above: then a headline;
    # in a post prose must: "Good morning! Latest news:" goes on with its text.
    if headers.isdisjoint(labels):
        return
    block: Label | None = None
    text_seen = False
    for n, label in enumerate(labels):
        if label in headers:
            block = label if text_seen else None
        elif label[0] in ("body", "date_stamp"):
            block = None if _is_prose(lines[n]) else block
            labels[n] = block or label
            text_seen |= label[0] == "body" and (kind == "article" or _is_prose(lines[n]))


def _is_prose(line: str) -> bool:
    """Whether a line is a sentence: 'He said: "We agree."', not "It rained."."""
    is_long = len(line.split(maxsplit=_MIN_PROSE_WORDS)) >= _MIN_PROSE_WORDS
    return is_long and line.rstrip().rstrip(_CLOSING).endswith(_PROSE_END)


def _subheadings(lines: list[str], kept: list[int]) -> list[int]:
    """Return the short title lines that stand alone between blank or removed lines."""
    inside = set(kept)
    alone = (n for n in kept[1:-1] if inside.isdisjoint((n - 1, n + 1)))  # a headline is first
    titles = (n for n in alone if _is_title(lines[n], _MAX_SUBHEADING_WORDS, _SENTENCE_END))
    shown = ((n, content(lines[n])) for n in titles)
    return [n for n, text in shown if not text.startswith(_BULLETS) and not text[0].islower()]


def _is_title(line: str, max_words: int, ends: tuple[str, ...]) -> bool:
    is_short = len(line.split(maxsplit=max_words)) <= max_words
    return is_short and not line.rstrip().rstrip(_CLOSING).endswith(ends)


def _title(rules: Boilerplate, line: str) -> str:
    return line[: _cut(rules, line)[0][0]]


@lru_cache(maxsize=2**10)  # a headline is asked for its title, and then for its spans
def _cut(rules: Boilerplate, line: str) -> list[tuple[int, Label]]:
    """Return the lengths of a headline, each name of a site or section behind it, the line end."""
    # "Talks in Moscow | World | News": 15, 8, 7, 0; "Live | Lavrov meets Wang", "News | Talks" stay
    end, names, find = len(line), list[tuple[int, Label]](), rules.end.search
    while end <= _MAX_FURNITURE_CHARS and find(line, end // 2, end) and (m := find(line, 0, end)):
        if (start := m.start()) < end - start or label_line(line[:start], rules)[0] != "body":
            break
        names.insert(0, (end - start, rules.rules[str(m.lastgroup)]))
        end = start
    return [(end, _HEADING), *names, *[(0, _HEADING)] * bool(names)]


def _spans(lines: Any, labels: Any, title: int, repeats: Any, rules: Boilerplate) -> Iterator[Span]:
    """Yield the spans of each line; each span of a repeated line points to the one it repeats."""
    per_line: list[list[Span]] = []
    for n, (start, end) in enumerate(pairwise([0, *accumulate(map(len, lines))])):
        bare, first = lines[n].rstrip("\r\n"), per_line[repeats[n]] if n in repeats else []
        is_same = first and bare == lines[repeats[n]].rstrip("\r\n")
        pieces = [(end - start, labels[n])]
        if is_same:
            pieces = [(span.end - span.start, labels[n]) for span in first]
        elif n == title or first:  # the site's name is a span; the line end stays, or the next
            pieces = _cut(rules, bare)  # line would be glued to the title
        per_line.append([])
        for k, (size, label) in enumerate(pieces, start=1):
            stop = end if k == len(pieces) else min(start + size, end)
            told: tuple[Any, ...] = label
            if first and (is_same or k == 1):
                reason = f"same text as line {repeats[n] + 1} of the item"
                told = ("repeat", reason, first[k - 1].start)
            elif first and label == _HEADING:  # the line end behind another name of the site
                told = ("blank", "line end")
            if stop > start:
                per_line[n].append(Span(start, stop, *told))
            start = stop
        yield from per_line[n]


def content(line: str) -> str:
    """Return a line without its end and without white space or invisible marks around it."""
    return line.strip(_EDGES)


def _find_repeats(
    lines: list[str], visible: _Lines, kept: _Lines, headline: int, title_of: Callable[[str], str]
) -> dict[int, int]:
    """Return the lines that repeat an earlier line: line number → line number."""
    # Talks A B A B → 3: 1, 4: 2; a headline written twice. Visible lines first, then kept ones.
    repeats = _tail_repeats(lines, visible)
    kept = [n for n in kept if n not in repeats]
    compared = list(lines)
    if headline >= 0:
        compared[headline] = title = title_of(lines[headline])
        alike = takewhile(lambda n: lines[n].startswith(title), kept[1:])
        copies = list(takewhile(lambda n: title_of(lines[n]) == title, alike))
        repeats |= dict.fromkeys(copies, headline)
        kept[1 : 1 + len(copies)] = []
    return repeats | _tail_repeats(compared, kept)


def _tail_repeats(lines: Sequence[str], order: _Lines) -> dict[int, int]:
    """Cut off the longest block that ends the lines and stands right before it, again and again."""
    # A square at the end is one at the start of the reversed sequence; z[k] >= k says that one of
    # half-length k begins there, z being its longest prefix at k (Gusfield 1997, ch. 1). Linear.
    repeats: dict[int, int] = {}
    order, best = list(order), 1
    while best and len({lines[n] for n in order}) < len(order):  # most texts repeat no line
        reverse = [lines[n] for n in reversed(order)]
        size, z = len(reverse), [0] * len(reverse)
        left = right = best = 0
        for k in range(1, size):
            z[k] = min(right - k, z[k - left]) if k < right else 0
            while k + z[k] < size and reverse[z[k]] == reverse[k + z[k]]:
                z[k] += 1
            if k + z[k] > right:
                left, right = k, k + z[k]
            best = k if z[k] >= k else best
        repeats |= dict(zip(order[size - best :], order[size - 2 * best :], strict=False))
        del order[size - best :]
    return repeats
