"""Who speaks? Every sentence → the side to which the text attributes it, and the words that say so.

`sentence` finds who could speak, `rules` who does; here a line or a post is somebody's own.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import groupby, pairwise

import numpy as np
import pandas as pd

from analysis import lexicons
from analysis.finding.lexicon import find_entries
from analysis.finding.store import Reading, numbers, sentences, vocabulary
from analysis.finding.voices.rules import NOBODY, VOICE_OF, Decision, read_words
from analysis.finding.voices.sentence import CLOSED, QUOTE, SPEAKERS, Mention, Sentence, quotations
from analysis.finding.words import Words, read
from analysis.lexicons.terms import SPEAKING
from analysis.reading.cleaning import LINE_END
from analysis.reading.corpus import Corpus

VOICES = ("chinese", "russian", "both", "other", "unattributed")
DECIDED = ["voice", "speaker", "decided_by", "by_start", "by_end", "rule", "said_start", "said_end"]
# "❓ How …", "Question: Is China ready?" is an unnamed journalist's.
QUESTION = re.compile(r"❓|❔|(?:q|question|вопрос|питання)\s*:", re.IGNORECASE)
# "Sergey Lavrov: …"; not "at 10:30".
COLON = re.compile(r":(?!\d)")
# From "statement by" to a name; of a line that ends without a mark: "Read in full", "On trade".
MAX_AUTHOR_TOKENS, MIN_LINE_TOKENS = 8, 7


def voices(corpus: Corpus, reading: Reading = "cleaned") -> pd.DataFrame:
    """Say to whom the text attributes each sentence.

    Returns
    -------
    One row per sentence of the reading: item_id, sentence, start, end, voice (`VOICES`), speaker
    (who is named; empty for unattributed), decided_by (verbatim words of the item that decided it),
    by_start, by_end (where they stand in its raw text; -1 when there are none), rule (its name),
    said_start, said_end (what is said, without the words between by_start and by_end; for
    unattributed the sentence).

    Notes
    -----
    A side is said only where the sentence, or the quotation it belongs to, names the speaker with a
    reporting verb or "according to", or where its line or post is that side's own ("Sergey
    Lavrov: …", "Statement by …"). Pronouns, and what continues a report, stay unattributed. Who
    speak together are ``both`` when China or Russia is among them.

    Examples
    --------
    >>> from analysis import load_corpus
    >>> voices(load_corpus("seeds"))["voice"].head(2).tolist()
    ['chinese', 'unattributed']
    """
    tokens, kinds, rows = read(corpus, reading), corpus.items["kind"].tolist(), []
    for item, group in groupby(_read(tokens), key=lambda sentence: sentence.item):
        listed = list(group)
        for sentence, made in zip(listed, _decide(listed, post=kinds[item] == "post"), strict=True):
            words = sentence.raw[made.start : made.end]  # none from -1 to -1
            said = made.said if made.rule else (sentence.start, sentence.end)
            rows.append((made.voice, made.speaker, words, made.start, made.end, made.rule, *said))
    types = dict.fromkeys(DECIDED, "int64") | dict.fromkeys((*DECIDED[:3], "rule"), "str")
    return tokens.sentences.join(pd.DataFrame(rows, columns=DECIDED).astype(types))


def _read(tokens: Words) -> Iterator[Sentence]:
    """Yield every sentence with its tokens and mentions, items together and in order."""
    corpus, names = tokens.corpus, list(vocabulary(tokens.corpus).codes)
    entries = (*lexicons.names(corpus.lexicons), *lexicons.reporting(corpus.lexicons))
    first, last, entry, chosen = find_entries(tokens, entries)
    hits = np.column_stack([first, last, entry])[chosen].tolist()
    terms = [names[code] for code in tokens.folded.tolist()]
    starts, ends, raws = tokens.start.tolist(), tokens.end.tolist(), corpus.items["raw"].tolist()
    every, number_of = sentences(corpus), numbers(corpus, tokens.reading)
    rows = np.append(np.flatnonzero(number_of), len(number_of))
    bounds = np.searchsorted(every.of_token[tokens.token], rows)  # of the tokens of each
    hit_bounds = np.searchsorted(first[chosen], bounds).tolist()
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


def _decide(sentences: list[Sentence], *, post: bool) -> Iterator[Decision]:
    """Yield the decision on every sentence of one item."""
    owner: Decision | None = None  # whose own words a post goes on with
    named: set[str] = set()  # the sides of the names so far
    for number, lines in groupby(sentences, key=lambda sentence: sentence.line):
        line = list(lines)
        first = line[0]
        quotes = quotations(first.raw, first.start, line[-1].end)
        for sentence in line:
            sentence.quotes = quotes
            named |= {mention.entry.side for mention in sentence.mentions}
        if number <= 1 and post and (title := _title(line)):
            owner, decision = title, NOBODY
        elif owner and QUESTION.match(first.raw, first.start):
            decision = Decision("other", "question", first.start, first.start + 1, "question")
        elif label := _label(first, owner) or owner:
            owner = label._replace(rule="own") if post and label.speaker else None
            decision = label
        else:
            yield from _quoted(line, [read_words(sentence, named) for sentence in line])
            continue
        yield from (_own(decision, sentence, named) for sentence in line)


def _own(decision: Decision, sentence: Sentence, named: set[str]) -> Decision:
    """Give somebody a sentence of their own; nobody one in which somebody else speaks."""
    start = max(sentence.start, decision.end)
    goes_on = read_words(sentence, named).voice in (NOBODY.voice, decision.voice)
    if decision.rule == "own" and sentence.raw[sentence.end - 1] not in '.!?…"”»':
        goes_on &= len(sentence.terms) >= MIN_LINE_TOKENS
    if goes_on and decision.speaker and start < max(sentence.ends, default=0):
        return decision._replace(said=(start, sentence.end))
    return NOBODY  # a title, a line that only names the speaker, page furniture


def _author(sentence: Sentence, first: int, last: int, rule: str) -> Decision | None:
    """Return the one person or office that some tokens name; a state alone writes nothing."""
    group = next((g for g in sentence.groups if g.first >= first and g.head), None)
    if group is None or group.first > last or group.joined or group.head is None:
        return None
    state = group.head.role == "state"
    office = state and not CLOSED["office"].isdisjoint(sentence.terms[first : last + 1])
    place = sentence.starts[first], sentence.ends[sentence.name_end(group)]
    made = Decision(VOICE_OF[group.head.side], group.head.name, *place, rule)
    return made if office or group.head.role in (*SPEAKERS, "media") else None


def _title(line: list[Sentence]) -> Decision | None:
    """Return whose own text a post is by its head: "X's interview", "Statement by X"."""
    sentence = line[0]
    piece = next((mention for mention in sentence.mentions if mention.entry.role == "piece"), None)
    if piece is None or len(line) > 1 or sentence.raw[sentence.end - 1] in ".!?…":
        return None
    n, group = piece.last + 1, sentence.groups[0] if sentence.groups else None
    if group and group.possessive and sentence.terms[group.last + 1 : piece.first] in ([], ["s"]):
        return _author(sentence, 0, group.last, "own")
    by = piece.first == 0 and not CLOSED["by"].isdisjoint(sentence.terms[n : n + 1])
    return _author(sentence, n + 1, n + MAX_AUTHOR_TOKENS, "own") if by else None


def _label(sentence: Sentence, owner: Decision | None) -> Decision | None:
    """Read "Wang Yi: …" as Wang's words; "Ivan Su: …", nobody known, ends what is one's own."""
    colon = COLON.search(sentence.raw, sentence.start, sentence.end)
    last = bisect_left(sentence.starts, colon.start()) - 1 if colon else -1
    if colon is None or last < 0:
        return None
    names = (n for n in range(last + 1) if sentence.terms[n] not in CLOSED["linking"])
    fits = all(sentence.word(n)[0].isupper() for n in names)
    hits = {mention.entry.role for mention in sentence.mentions if mention.first <= last}
    comma = "," in sentence.raw[sentence.start : colon.start()]
    if comma or not hits.isdisjoint((*SPEAKING, "piece")) or not fits:
        return None
    if author := _author(sentence, 0, last, "label"):
        return author._replace(end=colon.end())
    unknown = 1 <= last <= 2 and not hits
    ends = owner and unknown and sentence.word(last) not in sentence.raw[owner.start : owner.end]
    return NOBODY if ends else None


def _quoted(line: list[Sentence], decisions: list[Decision]) -> list[Decision]:
    """Give the sentences of one quotation to whom it is attributed: '"It grows. Good," he said'."""
    starts = [sentence.start for sentence in line]
    for start, end in line[0].quotes:
        touching = range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end))
        by = next((decisions[n] for n in touching if decisions[n].speaker), NOBODY)
        closed = QUOTE.match(line[0].raw, end - 1)
        if not closed or not by.speaker or by.rule == "quotation" or start <= by.start < end:
            continue
        for n in touching:
            if start <= line[n].start and line[n].end <= end and not decisions[n].speaker:
                decisions[n] = by._replace(rule="quotation", said=(line[n].start, line[n].end))
    return decisions
