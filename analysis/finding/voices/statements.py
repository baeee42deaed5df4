"""The sentences of one item → whose each is.

A side is said only when the sentence or its quotation names who speaks (`rules`), or its line or
post says at its head whose words these are. Nothing else is carried from one sentence to the next:
"he", "the minister" and what follows a report stay unattributed.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import groupby

from analysis.finding.voices.rules import NOBODY, VOICE_OF, Decision, read_words
from analysis.finding.voices.sentence import QUOTE, SPEAKERS, Sentence, quotations, words
from analysis.lexicons.terms import SPEAKING

# "❓ How …", "Question: Is China ready?" is an unnamed journalist's.
QUESTION = re.compile(r"❓|❔|(?:q|question|вопрос|питання)\s*:", re.IGNORECASE)
# "Sergey Lavrov: …"; not "at 10:30".
COLON = re.compile(r":(?!\d)")
# Speak for the state behind them: "Permanent Representative of the Russian Federation Ivan Su".
OFFICES = words(
    "ambassador ambassador-at-large representative commissioner minister deputy chairman director "
    "head president premier spokesperson spokesman spokeswoman service ministry embassy delegation "
    "mission consul consulate envoy secretary посол представитель министр посольство міністр"
)
BY = words("by of from with с з із")
# Within a label: "Ambassador at Large of the Foreign Ministry".
LINKING = words("of for to the on in at")
# From "statement by" to a name; of a line that ends without a mark: "Read in full", "On trade".
MAX_AUTHOR_TOKENS, MIN_LINE_TOKENS = 8, 7


def decide(sentences: list[Sentence], *, post: bool) -> Iterator[Decision]:
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
    state = group.head.stands_for == "state"
    office = state and not OFFICES.isdisjoint(sentence.terms[first : last + 1])
    place = sentence.starts[first], sentence.ends[sentence.name_end(group)]
    made = Decision(VOICE_OF[group.head.side], group.head.name, *place, rule)
    return made if office or group.head.stands_for in (*SPEAKERS, "media") else None


def _title(line: list[Sentence]) -> Decision | None:
    """Return whose own text a post is by its head: "X's interview", "Statement by X"."""
    sentence = line[0]
    piece = next((mention for mention in sentence.mentions if mention.entry.role == "piece"), None)
    if piece is None or len(line) > 1 or sentence.raw[sentence.end - 1] in ".!?…":
        return None
    n, group = piece.last + 1, sentence.groups[0] if sentence.groups else None
    if group and group.possessive and sentence.terms[group.last + 1 : piece.first] in ([], ["s"]):
        return _author(sentence, 0, group.last, "own")
    by = piece.first == 0 and not BY.isdisjoint(sentence.terms[n : n + 1])
    return _author(sentence, n + 1, n + MAX_AUTHOR_TOKENS, "own") if by else None


def _label(sentence: Sentence, owner: Decision | None) -> Decision | None:
    """Read "Wang Yi: …" as Wang's words; "Ivan Su: …", nobody known, ends what is one's own."""
    colon = COLON.search(sentence.raw, sentence.start, sentence.end)
    last = bisect_left(sentence.starts, colon.start()) - 1 if colon else -1
    if colon is None or last < 0:
        return None
    fits = (sentence.word(n)[0].isupper() or sentence.terms[n] in LINKING for n in range(last + 1))
    hits = {mention.entry.role for mention in sentence.mentions if mention.first <= last}
    comma = "," in sentence.raw[sentence.start : colon.start()]
    if comma or not hits.isdisjoint((*SPEAKING, "piece")) or not all(fits):
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
            place = line[n].start, line[n].end
            if start <= place[0] and place[1] <= end and not decisions[n].speaker:
                decisions[n] = by._replace(rule="quotation", said=place)
    return decisions
