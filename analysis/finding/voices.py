"""Who speaks? Sentences → the side to which the text attributes each, and the words that say so."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import lexicons
from analysis.finding.lexicon import find_entries
from analysis.finding.sentence import CLOSED, SPEAKERS, VOICE_OF, Mention, Sentence
from analysis.finding.store import Reading, numbers, sentences
from analysis.finding.words import Words, read
from analysis.reading.cleaning import LINE_END
from analysis.reading.corpus import Corpus
from analysis.tables import table

VOICES = ("chinese", "russian", "both", "other", "unattributed")
_TOLD = {"voice": "str", "speaker": "str", "decided_by": "str", "by_start": "int64"}
_TOLD |= {"by_end": "int64", "rule": "str", "said_start": "int64", "said_end": "int64"}
# "❓ How …", "Question: Is China ready?" is an unnamed journalist's.
_QUESTION = re.compile(r"❓|❔|(?:q|question|вопрос|питання)\s*:", re.IGNORECASE)
_COLON = re.compile(r":(?!\d)")  # "Sergey Lavrov: …"; not "at 10:30".
# What ends the words said: "Trade grows, he said", "Торговля растёт — сказал Путин".
_CONTENT_END = re.compile('[,"”»“–—]')
# 'He said: "a «b» c"': a mark of another kind inside is part of the words; a line ends all.
QUOTED = re.compile('"[^"]*"?|“[^”]*”?|«[^»]*»?|„[^“”]*[“”]?')
_PLACE_OR_TIME = CLOSED["adverb"] | CLOSED["place"]
# In a list of news each clause is someone else's: "Lavrov noted progress; Trump left."
_LIST = re.compile(r";\s*\w")
# From "statement by" to a name; of "Read in full", a line without an end; before "…, Lavrov said".
_MAX_AUTHOR_TOKENS, _MIN_LINE_TOKENS, _MIN_CONTENT_TOKENS = 8, 7, 3


class _Decision(NamedTuple):
    """Whose a sentence is, by which characters of the raw text and which rule; what is said."""

    voice: str
    speaker: str = ""
    start: int = -1
    end: int = -1
    rule: str = ""
    said: tuple[int, int] = (-1, -1)


_NOBODY = _Decision("unattributed")


def voices(corpus: Corpus, reading: Reading = "cleaned") -> pd.DataFrame:
    """Say to whom the text attributes each sentence of a reading.

    A row per sentence: item_id, sentence, start, end, voice (`VOICES`), speaker (who is named),
    decided_by (words that decided it; like the speaker empty for unattributed), by_start, by_end
    (where they stand in the raw text, or -1), rule (its name), said_start, said_end (what is said,
    without the words between by_start and by_end).

    A side is said only where the sentence, or the quotation it belongs to, names the speaker with a
    reporting verb or "according to", or where its line or post is that side's own ("Sergey
    Lavrov: …", "Statement by …"). Pronouns, and what continues a report, stay unattributed. Who
    speak together are ``both`` when China or Russia is among them.
    """
    tokens, kinds, rows = read(corpus, reading), corpus.items["kind"].tolist(), []
    for item, group in groupby(_read(tokens), key=lambda sentence: sentence.item):
        listed = list(group)
        for sentence, made in zip(listed, _decide(listed, post=kinds[item] == "post"), strict=True):
            words = sentence.raw[made.start : made.end]  # none from -1 to -1
            said = made.said if made.rule else (sentence.start, sentence.end)
            rows.append((made.voice, made.speaker, words, made.start, made.end, made.rule, *said))
    return tokens.sentences.join(table(_TOLD, rows))


def _read(tokens: Words) -> Iterator[Sentence]:
    """Yield every sentence with its tokens and mentions, items together and in order."""
    corpus, names = tokens.corpus, list(tokens.known.codes)
    entries = (*lexicons.names(corpus.lexicons), *lexicons.reporting(corpus.lexicons))
    first, last, entry = find_entries(tokens, entries)
    hits = np.column_stack([first, last, entry]).tolist()
    terms = [names[code] for code in tokens.folded.tolist()]
    starts, ends, raws = tokens.start.tolist(), tokens.end.tolist(), corpus.items["raw"].tolist()
    every, number_of = sentences(corpus), numbers(corpus, tokens.reading)
    rows = np.append(np.flatnonzero(number_of), len(number_of))
    bounds = np.searchsorted(every.of_token[tokens.token], rows)  # of the tokens of each
    hit_bounds = np.searchsorted(first, bounds).tolist()
    places = zip(rows.tolist(), pairwise(bounds.tolist()), pairwise(hit_bounds), strict=False)
    last_item, last_end, line = -1, 0, 0
    for row, (low, high), hit in places:
        item, start, end = int(every.item[row]), int(every.start[row]), int(every.end[row])
        opens = LINE_END.search(raws[item], last_end, start) is not None
        line = line + opens if item == last_item else 0
        last_item, last_end = item, end
        mentions = [Mention(a - low, b - low, entries[n]) for a, b, n in hits[slice(*hit)]]
        own = terms[low:high], starts[low:high], ends[low:high]
        yield Sentence(item, start, end, raws[item], line, *own, mentions)


def _decide(sentences: list[Sentence], *, post: bool) -> Iterator[_Decision]:
    owner: _Decision | None = None  # whose own words a post goes on with
    named: set[str] = set()  # the sides of the names so far
    for number, lines in groupby(sentences, key=lambda sentence: sentence.line):
        line = list(lines)
        first = line[0]
        quotes = [found.span() for found in QUOTED.finditer(first.raw, first.start, line[-1].end)]
        for sentence in line:
            sentence.quotes = quotes
            named |= {mention.entry.side for mention in sentence.mentions}
        if number <= 1 and post and (title := _title(line)):
            owner, decision = title, _NOBODY
        elif owner and _QUESTION.match(first.raw, first.start):
            decision = _Decision("other", "question", first.start, first.start + 1, "question")
        elif label := _label(first, owner) or owner:
            owner = label._replace(rule="own") if post and label.speaker else None
            decision = label
        else:
            yield from _quoted(line, [_read_words(sentence, named) for sentence in line])
            continue
        yield from (_own(decision, sentence, named) for sentence in line)


def _own(decision: _Decision, sentence: Sentence, named: set[str]) -> _Decision:
    """Give somebody a sentence of their own; nobody one in which somebody else speaks."""
    start = max(sentence.start, decision.end)
    goes_on = _read_words(sentence, named).voice in (_NOBODY.voice, decision.voice)
    if decision.rule == "own" and sentence.raw[sentence.end - 1] not in '.!?…"”»':
        goes_on &= len(sentence.terms) >= _MIN_LINE_TOKENS
    if goes_on and decision.speaker and start < max(sentence.ends, default=0):
        return decision._replace(said=(start, sentence.end))
    return _NOBODY  # a title, a line that only names the speaker, page furniture


def _author(sentence: Sentence, first: int, last: int, rule: str) -> _Decision | None:
    """Return the one person or office that some tokens name; a state alone writes nothing."""
    group = next((g for g in sentence.groups if g.first >= first and g.head), None)
    if group is None or group.first > last or group.joined or group.head is None:
        return None
    state = group.head.role == "state"
    office = state and not CLOSED["office"].isdisjoint(sentence.terms[first : last + 1])
    place = sentence.starts[first], sentence.ends[sentence.name_end(group)]
    made = _Decision(VOICE_OF[group.head.side], group.head.name, *place, rule)
    return made if office or group.head.role in (*SPEAKERS, "media") else None


def _title(line: list[Sentence]) -> _Decision | None:
    """Return whose own text a post is by its head: "X's interview", "Statement by X"."""
    sentence = line[0]
    piece = next((mention for mention in sentence.mentions if mention.entry.role == "piece"), None)
    if piece is None or len(line) > 1 or sentence.raw[sentence.end - 1] in ".!?…":
        return None
    n, group = piece.last + 1, sentence.groups[0] if sentence.groups else None
    if group and group.possessive and sentence.terms[group.last + 1 : piece.first] in ([], ["s"]):
        return _author(sentence, 0, group.last, "own")
    by = piece.first == 0 and not CLOSED["by"].isdisjoint(sentence.terms[n : n + 1])
    return _author(sentence, n + 1, n + _MAX_AUTHOR_TOKENS, "own") if by else None


def _label(sentence: Sentence, owner: _Decision | None) -> _Decision | None:
    """Read "Wang Yi: …" as Wang's words; "Ivan Su: …", nobody known, ends what is one's own."""
    colon = _COLON.search(sentence.raw, sentence.start, sentence.end)
    last = bisect_left(sentence.starts, colon.start()) - 1 if colon else -1
    if colon is None or last < 0:
        return None
    names = (n for n in range(last + 1) if sentence.terms[n] not in CLOSED["linking"])
    fits = all(sentence.word(n)[0].isupper() for n in names)
    hits = {mention.entry.role for mention in sentence.mentions if mention.first <= last}
    comma = "," in sentence.raw[sentence.start : colon.start()]
    if comma or not hits.isdisjoint((*lexicons.SPEAKING, "piece")) or not fits:
        return None
    if author := _author(sentence, 0, last, "label"):
        return author._replace(end=colon.end())
    unknown = 1 <= last <= 2 and not hits
    ends = owner and unknown and sentence.word(last) not in sentence.raw[owner.start : owner.end]
    return _NOBODY if ends else None


def _quoted(line: list[Sentence], decisions: list[_Decision]) -> list[_Decision]:
    """Give the sentences of one quotation to whom it is attributed: '"It grows. Good," he said'."""
    starts = [sentence.start for sentence in line]
    for start, end in line[0].quotes:
        touching = range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end))
        by = next((decisions[n] for n in touching if decisions[n].speaker), _NOBODY)
        closed = line[0].raw[end - 1] in '"“”«»„'
        if not closed or not by.speaker or by.rule == "quotation" or start <= by.start < end:
            continue
        for n in touching:
            rest = line[n].raw[end : line[n].end].strip(".,")  # «Мы вместе».
            if start <= line[n].start and not rest and not decisions[n].speaker:
                decisions[n] = by._replace(rule="quotation", said=(line[n].start, line[n].end))
    return decisions


def _read_words(sentence: Sentence, named: set[str]) -> _Decision:
    """Read what a sentence says of who speaks: first what stands behind the words said."""
    if _LIST.search(sentence.raw, sentence.start, sentence.end):
        return _NOBODY
    verbs = [verb for verb in sentence.mentions if verb.entry.role in lexicons.SPEAKING]
    verbs = [verb for verb in verbs if not sentence.is_quoted(verb.first)]
    verbs = [verb for verb in verbs if not sentence.terms[verb.last].endswith("ing")]
    says = [verb for verb in verbs if verb.entry.role == "say"]
    found = _attribution(sentence, says, named) or _source(sentence)
    return found or _main_verb(sentence, verbs, named) or _NOBODY


def _attribution(sentence: Sentence, verbs: list[Mention], named: set[str]) -> _Decision | None:
    """Read "…, he said" and "…, said Wang, TASS reports", where no clause of it goes on."""
    for verb in verbs:
        behind = sentence.subject_behind(verb)
        if (group := behind or sentence.subject_before(verb)) is None:
            continue
        first, last = min(group.first, verb.first), max(sentence.name_end(group), verb.last)
        while first > 0 and (sentence.is_title(first - 1) or sentence.terms[first - 1] == "as"):
            first -= 1
        enough = first >= (1 if behind else _MIN_CONTENT_TOKENS)
        # "he said trade grows" goes on with what is said, "he said at a briefing" does not.
        follows, mark = sentence.terms[last + 1 : last + 7], sentence.after(last).strip()
        goes_on = all((follows, not mark, _PLACE_OR_TIME.isdisjoint(follows[:1])))
        goes_on |= mark.startswith(":") or not CLOSED["that"].isdisjoint(follows)
        closes = _CONTENT_END.search(sentence.after(first - 1)) and not goes_on
        if enough and closes and (speaker := sentence.speaker_of(group, verb, named)):
            start, end = sentence.starts[first], sentence.ends[last]
            said = sentence.start, sentence.end if follows and mark else start
            return _Decision(*speaker, start, end, "attribution", said)
    return None


def _source(sentence: Sentence) -> _Decision | None:
    """Read "According to X, …" and "…, according to X"; not "according to X's plan"."""
    for cue in sentence.mentions:
        group = sentence.group_behind(cue.last) if cue.entry.role == "source" else None
        if group is None or group.joined or not group.head or group.head.role == "group":
            continue
        last = sentence.name_end(group)
        ends = last + 1 == len(sentence.terms) or "," in sentence.after(last)
        if ends and not sentence.is_quoted(last):
            start, end = sentence.starts[cue.first], sentence.ends[last]
            opens = cue.first < _MIN_CONTENT_TOKENS
            said = (end, sentence.end) if opens else (sentence.start, start)
            return _Decision(VOICE_OF[group.head.side], group.head.name, start, end, "source", said)
    return None


def _main_verb(sentence: Sentence, verbs: list[Mention], named: set[str]) -> _Decision | None:
    """Read the subject of the first reporting verb; of "He said that Wang noted" nobody's."""
    for verb in verbs:
        group = sentence.subject_before(verb)
        if group is None and verb.entry.role == "say" and verb.first < _MIN_CONTENT_TOKENS:
            group = sentence.subject_behind(verb)
        if group and (speaker := sentence.speaker_of(group, verb, named)):
            first = min(group.first, verb.first)
            last = max(verb.last, sentence.name_end(group) if group.first > verb.first else 0)
            ahead = range(last + 1, min(last + 8, len(sentence.terms)))
            that = next((n for n in ahead if sentence.terms[n] in CLOSED["that"]), last)
            if that == last and verb.entry.role == "tell" and (told := sentence.group_behind(last)):
                that = sentence.name_end(told)  # "thanked Lavrov for the visit": behind his name
            start, stop, again = sentence.quoted_before(first, sentence.ends[that])
            place = sentence.starts[first], max(sentence.ends[last], again)
            return _Decision(*speaker, *place, "verb", (start, stop))
        noun = verb.entry.plural or verb.entry.term.endswith("s")  # "the report", "reports"
        if verb.entry.role in ("say", "tell") and not noun:
            return None
    return None
