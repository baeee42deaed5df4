"""The rules that read a text's layout: titles, "X: …", key points, signatures, paragraphs."""

import re
from collections.abc import Iterator

from analysis.finding.voices.clauses import finite_verbs
from analysis.finding.voices.memory import (
    NOBODY,
    VOICE_OF,
    Decision,
    Memory,
    is_bulleted,
    resolve,
)
from analysis.finding.voices.speakers import Group, Mark, Sentence
from analysis.lexicons import Cue, Name

MIN_SIGNED_TOKENS = 4
MAX_DATELINE_TOKENS = 8
MAX_AUTHOR_TOKENS = 6
MAX_TITLE_TOKENS = 12  # before the colon of "Foreign Minister Sergey Lavrov: …"
QUESTION = re.compile(r"(?:q|question|вопрос|питання)\s*:", re.IGNORECASE)


def piece(sentence: Sentence, memory: Memory) -> Decision | None:
    """Open a list of key points: "Sergey Lavrov's article for …", "Briefing by Maria Zakharova"."""
    if sentence.number > 2 or (not sentence.is_heading and sentence.number > 1):
        return None
    if any(not verb.entry.plural for verb in finite_verbs(sentence) if isinstance(verb.entry, Cue)):
        return None
    for mark in _pieces(sentence):
        for group in sentence.from_token(mark.first - MAX_AUTHOR_TOKENS):
            if group.first > mark.last + MAX_AUTHOR_TOKENS:
                break
            head = group.head
            own = group.first == mark.first and len(group.members) > 1
            before = group.last == mark.first - 1 and group.possessive
            after = group.first - mark.last > 0 and _belongs(sentence, mark, group)
            speaks = head and head.stands_for not in ("state", "capital", "media")
            if head and speaks and (own or before or after):
                resolved = resolve(sentence, group, memory)
                voice = resolved[0] if resolved else VOICE_OF[head.side]
                if mark.entry.role == "jointly" and voice != "both":
                    voice = "other"
                ends = (min(mark.first, group.first), max(mark.last, group.last))
                words = (sentence.starts[ends[0]], sentence.ends[ends[1]])
                memory.list_of = Decision(voice, head.name, *words, "list")
                return Decision("outlet", "", *words, "piece")
    return None


def colon(sentence: Sentence, memory: Memory) -> Decision | None:
    """Read "Wang Yi: …" as Wang Yi's words, and "Question:" as somebody else's."""
    if not sentence.opens_line or not sentence.terms:
        return None
    if QUESTION.match(sentence.raw, sentence.starts[0], sentence.end):
        memory.list_of = None
        return Decision("other", "question", sentence.starts[0], sentence.ends[0], "colon")
    for group in sentence.groups[:2]:
        after = sentence.between(group.last, group.last + 1).lstrip(' )"”»')
        if not after.startswith(":"):
            continue
        head = group.head
        lead = sentence.terms[: group.first]
        named = (group.first <= MAX_TITLE_TOKENS and not sentence.verbs[:1]) or not lead
        early = not any(verb.first < group.first for verb in sentence.verbs)
        quoted = after[1:].lstrip().startswith(('"', "“", "«", "„"))
        if not (head and named and early and group.free):
            return None
        asks = head.stands_for == "media" and sentence.raw[sentence.end - 1] == "?"
        if head.stands_for not in ("person", "woman", "role", "body") and not (quoted or asks):
            return None
        voice = "both" if group.joined else VOICE_OF[head.side]
        words = (sentence.starts[group.first], sentence.ends[group.last])
        decision = Decision(voice, head.name, *words, "colon")
        if memory.post or memory.list_of:
            memory.list_of = decision._replace(rule="list")
        return decision
    return None


def signature(sentence: Sentence, memory: Memory) -> Decision | None:
    """Read a name behind a dash at the end: "…, — Песков"."""
    for group in sentence.groups[-1:]:
        gap = sentence.between(group.first - 1, group.first)
        signed = group.last == len(sentence.terms) - 1 and group.first >= MIN_SIGNED_TOKENS
        dash = gap.strip(' ,"”»').startswith(("—", "–", "- ")) and gap.endswith(" ")
        head = group.head
        if signed and dash and head and head.stands_for in ("person", "woman", "role", "body"):
            words = (sentence.starts[group.first], sentence.ends[group.last])
            return Decision(*(resolve(sentence, group, memory) or NOBODY[:2]), *words, "signature")
    return None


def listed_points(sentence: Sentence, memory: Memory) -> Decision | None:
    """Give the key points of an interview, article or speech to whom it is by."""
    if memory.list_of and (memory.post or is_bulleted(sentence) or memory.line == sentence.line):
        return memory.list_of
    if memory.bullets_of and is_bulleted(sentence):
        return memory.bullets_of
    return None


def heading(sentence: Sentence, memory: Memory) -> Decision | None:
    """Give a headline that names no speaker to the outlet."""
    if sentence.is_heading and sentence.opens_line:
        return Decision("outlet", rule="heading")
    return None


def dateline(sentence: Sentence, memory: Memory) -> Decision | None:
    """Give "MOSCOW, May 3 /TASS/." to the outlet."""
    first = sentence.marks[0] if sentence.marks else None
    if first and first.first == 0 and sentence.opens_line and not sentence.verbs:
        entry = first.entry
        place = isinstance(entry, Name) and entry.stands_for in ("place", "capital", "media")
        if place and len(sentence.terms) <= MAX_DATELINE_TOKENS and sentence.is_upper(0):
            return Decision("outlet", "", sentence.starts[0], sentence.ends[first.last], "dateline")
    return None


def continuation(sentence: Sentence, memory: Memory) -> Decision | None:
    """Let speech go on in its paragraph, and in the next when that brings nothing new."""
    if memory.speech is None:
        return None
    if _has_own_subject(sentence, memory.speech.voice):
        return None
    same = memory.line == sentence.line
    one_side = memory.speech.voice in ("chinese", "russian")
    if same or (one_side and _is_on_both(sentence) and not _is_new(sentence, memory)):
        return memory.speech._replace(rule="continuation")
    return None


def _pieces(sentence: Sentence) -> Iterator[Mark]:
    for mark in sentence.others:
        if mark.entry.role == "piece":
            yield mark
    for group in sentence.groups:
        first = group.members[0]
        if first.entry.role in ("text", "jointly"):
            yield first


def _belongs(sentence: Sentence, mark: Mark, group: Group) -> bool:
    """Whether a text is by the group after it: by, of, from, with X, or a genitive."""
    head = group.head
    if head and head.oblique:
        return True
    gap = sentence.terms[mark.last + 1 : group.first]
    return bool(gap) and gap[0] in ("by", "of", "from", "with", "с", "з", "із")


def _is_new(sentence: Sentence, memory: Memory) -> bool:
    """Whether a sentence brings a date, a number or somebody the text has not named."""
    if sentence.is_heading or is_bulleted(sentence):
        return True
    if any(term[0].isdigit() for term in sentence.terms):
        return True
    for mark in sentence.marks:
        entry = mark.entry
        if (
            isinstance(entry, Name)
            and entry.name not in memory.seen
            and (
                entry.stands_for in ("person", "woman", "media", "past")
                or (entry.side == "other" and entry.stands_for in ("state", "capital"))
            )
        ):
            return True
    return False


def _is_on_both(sentence: Sentence) -> bool:
    """Whether a sentence names one of the two sides, or both in a word."""
    return any(
        mark.entry.side in ("china", "russia")
        if isinstance(mark.entry, Name)
        else mark.entry.role in ("joint", "they", "we")
        for mark in sentence.marks
    )


def _has_own_subject(sentence: Sentence, voice: str) -> bool:
    """Whether a sentence begins with a person or institution of another side."""
    for group in sentence.groups[:1]:
        head = group.head
        if head and head.stands_for in ("person", "woman", "role", "body") and group.free:
            return group.first <= 3 and VOICE_OF[head.side] != voice
    return False
