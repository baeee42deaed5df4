"""The sentences of one item → whose each is, by which words, and what of it is said.

A side is said only when the sentence, or the quotation it belongs to, names who speaks, or when
its line or post says at its head whose words these are. Nothing else is carried from one sentence
to the next: "he", "the minister" and what follows a report stay unattributed.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from analysis.finding.voices.sentence import (
    ATTACHING,
    SPEAKERS,
    Group,
    Mention,
    Sentence,
    quotations,
    words,
)
from analysis.lexicons import SPEAKING, Cue

# The side of a name in names.tsv → the voice of a sentence attributed to it.
VOICE_OF = {"china": "chinese", "russia": "russian", "other": "other"}
# Stand between a subject and its verb: "Lavrov also noted", "Wang Yi on Tuesday said".
ADVERBS = words(
    "also further again then thus has have had both all jointly repeatedly later earlier still now "
    "therefore meanwhile today yesterday here there too on monday tuesday wednesday thursday "
    "friday saturday sunday january february march april may june july august september october "
    "november december ранее сегодня вчера также тоже ещё еще снова вновь затем далее отдельно "
    "особо совместно решительно же при этом раніше сьогодні вчора також теж ще знову спільно"
)
# Or before a subject that opens its clause: "On Tuesday Lavrov said", "and Lavrov said".
OPENING = ADVERBS | words("and but while as и а но как і та але як")
# Follow a clause of attribution: "…, Wang Yi said at a briefing".
PLACE_OR_TIME = ADVERBS | words("at in during after before following to when while с на в во у по")
THAT = words("that что що")
# What ends the words said: "Trade grows, he said", "Торговля растёт — сказал Путин".
CONTENT_END = re.compile('[,"”»“–—]')
# Ends what stands before a clause: "After the talks, Lavrov said"; an emoji and a bullet, too.
CLAUSE = re.compile(r"[^\w\s'’.()/&-]|[–—] | - ")
# In a list of news each clause is someone else's: "Lavrov noted progress; Trump left."
LIST = re.compile(r";\s*\w")
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
# Of a label, of the name behind "statement by", of the parenthesis in "Wang, who …, said".
MAX_LABEL_TOKENS, MAX_AUTHOR_TOKENS, MAX_ASIDE_TOKENS = 22, 8, 12
# Of what is said before "…, Lavrov said": less is "In turn, Lavrov said".
MIN_CONTENT_TOKENS = 3


class Decision(NamedTuple):
    """Whose a sentence is, by which characters of the raw text and which rule; what is said."""

    voice: str
    speaker: str = ""
    start: int = -1
    end: int = -1
    rule: str = ""
    said: tuple[int, int] = (-1, -1)


NOBODY = Decision("unattributed")


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
        title = _title(line) if number == 0 and post else None
        if title:
            owner, decision = title, NOBODY
        elif QUESTION.match(first.raw, first.start):
            decision = Decision("other", "question", first.start, first.start + 1, "question")
        elif label := _label(first, owner) or owner:
            owner = label._replace(rule="own") if post and label.speaker else None
            decision = label
        else:
            yield from _quoted(line, [_spoken(sentence, named) for sentence in line])
            continue
        yield from (_own(decision, sentence) for sentence in line)


def _own(decision: Decision, sentence: Sentence) -> Decision:
    """Give somebody a sentence of their own; what follows the label is said."""
    start = max(sentence.start, decision.end)
    if not decision.speaker or start >= max(sentence.ends, default=0):
        return NOBODY  # a title, or a line that only names the speaker
    return decision._replace(said=(start, sentence.end))


def _author(sentence: Sentence, first: int, last: int, rule: str) -> Decision | None:
    """Return the one person or office that some tokens name; a state alone writes nothing."""
    group = sentence.group_from(first)
    while group and group.head is None:
        group = sentence.group_from(group.last + 1)
    if group is None or group.first > last or group.joined or group.head is None:
        return None
    offices = (sentence.terms[n] in OFFICES for n in range(first, last + 1))
    office = group.head.stands_for == "state" and any(offices)
    place = sentence.starts[first], sentence.ends[sentence.name_end(group)]
    made = Decision(VOICE_OF[group.head.side], group.head.name, *place, rule)
    return made if office or group.head.stands_for in (*SPEAKERS, "media") else None


def _title(line: list[Sentence]) -> Decision | None:
    """Return whose own text a post is by its head: "X's interview", "Statement by X"."""
    sentence = line[0]
    piece = next((mention for mention in sentence.mentions if mention.role == "piece"), None)
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
    if colon is None or not 0 <= last < MAX_LABEL_TOKENS:
        return None
    capital = [sentence.word(n)[0].isupper() for n in range(last + 1)]
    linking = [sentence.terms[n] in (*ATTACHING, "the", "on", "in", "at") for n in range(last + 1)]
    other = any(m.role in (*SPEAKING, "piece") for m in sentence.mentions if m.first <= last)
    comma = "," in sentence.raw[sentence.start : colon.start()]
    if other or comma or not all(map(max, capital, linking)):
        return None
    if author := _author(sentence, 0, last, "label"):
        return author._replace(end=colon.end())
    unknown = 1 <= last <= 2 and all(capital) and not sentence.is_known(last)
    ends = owner and unknown and sentence.word(last) not in sentence.raw[owner.start : owner.end]
    return NOBODY if ends else None


def _spoken(sentence: Sentence, named: set[str]) -> Decision:
    """Read what a sentence says of who speaks: first what stands behind the words said."""
    if LIST.search(sentence.raw, sentence.start, sentence.end):
        return NOBODY
    verbs = [m for m in sentence.mentions if m.role in SPEAKING and not sentence.is_quoted(m.first)]
    verbs = [verb for verb in verbs if not sentence.terms[verb.last].endswith("ing")]
    found = _attribution(sentence, verbs, named) or _source(sentence)
    return found or _main_verb(sentence, verbs, named) or NOBODY


def _attribution(sentence: Sentence, verbs: list[Mention], named: set[str]) -> Decision | None:
    """Read "…, he said" and "…, said Wang"; an agency only when it quotes nobody else."""
    agency = None
    for verb in verbs:
        behind = _subject_behind(sentence, verb)
        group = behind or _subject_before(sentence, verb)
        if group is None or verb.role != "say":
            continue
        first, last = min(group.first, verb.first), max(sentence.name_end(group), verb.last)
        while first > 0 and (sentence.is_title(first - 1) or sentence.terms[first - 1] == "as"):
            first -= 1
        enough = first >= (1 if behind else MIN_CONTENT_TOKENS)
        if not enough or not CONTENT_END.search(sentence.after(first - 1)):
            continue
        follows, mark = sentence.terms[last + 1 : last + 7], sentence.after(last).strip()
        goes_on = follows and not mark and follows[0] not in PLACE_OR_TIME
        if goes_on or mark.startswith(":") or not THAT.isdisjoint(follows):
            continue
        start, end = sentence.starts[first], sentence.ends[last]
        said = sentence.start, sentence.end if mark and follows else start
        if speaker := _speaker(sentence, group, verb, named):
            made = Decision(*speaker, start, end, "attribution", said)
            if group.head is None or group.head.stands_for != "media":
                return made
            agency = agency or made
    return agency


def _source(sentence: Sentence) -> Decision | None:
    """Read "According to X, …" and "…, according to X"; not "according to X's plan"."""
    for cue in sentence.mentions:
        group = sentence.group_from(cue.last + 1) if cue.role == "source" else None
        if group is None or group.possessive or group.joined or not group.head:
            continue
        last = sentence.name_end(group)
        ends = last + 1 == len(sentence.terms) or "," in sentence.after(last)
        near = sentence.are_titles(cue.last + 1, group.first)
        if ends and near and group.head.stands_for != "group" and not sentence.is_quoted(last):
            start, end = sentence.starts[cue.first], sentence.ends[last]
            opens = cue.first < MIN_CONTENT_TOKENS
            said = (end, sentence.end) if opens else (sentence.start, start)
            speaker = VOICE_OF[group.head.side], group.head.name
            return Decision(*speaker, start, end, "source", said)
    return None


def _main_verb(sentence: Sentence, verbs: list[Mention], named: set[str]) -> Decision | None:
    """Read the subject of the first reporting verb; of "He said that Wang noted" nobody's."""
    for verb in verbs:
        group = _subject_before(sentence, verb)
        if group is None and _opens_clause(sentence, verb.first):
            group = _subject_behind(sentence, verb)
        if group and (speaker := _speaker(sentence, group, verb, named)):
            last = max(verb.last, sentence.name_end(group) if group.first > verb.first else 0)
            start, end = sentence.starts[min(group.first, verb.first)], sentence.ends[last]
            said = _content_start(sentence, verb, last), sentence.end
            return Decision(*speaker, start, end, "verb", said)
        noun = _is_plural(verb) or verb.entry.term.endswith("s")  # "the report", "reports"
        if verb.role in ("say", "tell") and not noun:
            return None
    return None


def _is_plural(verb: Mention) -> bool:
    """Whether a form is a verb only after several: "both support", not "the support"."""
    return isinstance(verb.entry, Cue) and verb.entry.plural


def _content_start(sentence: Sentence, verb: Mention, last: int) -> int:
    """Return where "trade grows" begins in "Wang told Lavrov that trade grows"."""
    for n in range(last + 1, min(last + 8, len(sentence.terms))):
        if sentence.terms[n] in THAT:
            return sentence.ends[n]
    group = sentence.group_from(last + 1) if verb.role == "tell" else None
    if group and not group.possessive and sentence.are_titles(last + 1, group.first):
        last = sentence.name_end(group)  # "thanked Lavrov for the visit"
    return sentence.ends[last]


def _speaker(
    sentence: Sentence, group: Group, verb: Mention, named: set[str]
) -> tuple[str, str] | None:
    """Return voice and name of the subject of a verb, if it is sure who it is.

    Several are ``both`` when China or Russia is one of them, by their names or by those the text
    named before. A state alone says and tells; "China supports Iran" is said by someone else.
    """
    head, sides = group.head, set(group.sides)
    name = sentence.raw[sentence.starts[group.first] : sentence.ends[group.last]]
    if group.is_joint:
        if len(sides) == 1 and "" not in sides:
            return VOICE_OF[sides.pop()], name
        known = "" not in sides if sides else not named.isdisjoint(("china", "russia"))
        return ("both", name) if known else None
    if head is None or head.stands_for == "group" or verb.role == "together":
        return None
    speaks = head.stands_for in SPEAKERS or verb.role in ("say", "tell")
    sure = speaks and (name.endswith("s") or not _is_plural(verb))
    return (VOICE_OF[head.side], head.name) if sure else None


def _subject_before(sentence: Sentence, verb: Mention) -> Group | None:
    """Return the group right before a verb, with adverbs or a parenthesis between.

    "Wang, who met Lavrov, said" has Wang, "The aide of Lavrov said" none; "в МИД заявили" has МИД.
    """
    n = verb.first - 1
    while n >= 0 and (sentence.terms[n] in ADVERBS or sentence.terms[n].endswith("ly")):
        n -= 1
    group = sentence.group_before(n + 1)
    if n >= 0 and "," in sentence.after(n):
        group = sentence.group_before(n) if group and sentence.name_end(group) == n else group
        while group and "," not in sentence.after(sentence.name_end(group)):
            group = sentence.group_before(group.first)
        end = sentence.name_end(group) if group else -1
        if not n - MAX_ASIDE_TOKENS < end < n or sentence.word(end + 1)[0].isupper():
            return None
    elif group and sentence.name_end(group) != n:
        return None
    if group is None or group.possessive:
        return None
    if group.first > 0 and sentence.terms[group.first - 1] in ("в", "во", "у"):
        several = sentence.terms[verb.last].endswith(("ли", "ют", "ят"))
        office = group.head is not None and group.head.stands_for in ("body", "capital")
        return group if several and office and _opens_clause(sentence, group.first - 1) else None
    free = not (group.head and group.head.oblique) and _opens_clause(sentence, group.first)
    return group if free else None


def _subject_behind(sentence: Sentence, verb: Mention) -> Group | None:
    """Return who stands right behind a verb of saying: "said Wang"; not "warned Beijing"."""
    group = sentence.group_from(verb.last + 1)
    head = group.head if group else None
    if group is None or head is None or group.possessive or head.oblique or verb.role != "say":
        return None
    told = sentence.terms[verb.last].endswith(("ил", "ила", "или"))  # "сообщили ТАСС"
    speaks = head.stands_for in SPEAKERS or (head.stands_for == "media" and not told)
    near = sentence.are_titles(verb.last + 1, group.first) and not sentence.after(verb.last).strip()
    return group if near and speaks else None


def _opens_clause(sentence: Sentence, first: int) -> bool:
    """Whether nothing before a token governs it: "On Tuesday in Beijing Lavrov said"."""
    n = first - 1
    while n >= 0 and sentence.is_title(n) and not CLAUSE.search(sentence.after(n)):
        n -= 1
    if n < 0 or CLAUSE.search(sentence.after(n)):
        return True
    place = sentence.group_before(n + 1)
    if place and place.last == n and place.members[-1].role in ("place", "capital"):
        return True
    return sentence.terms[n] in OPENING or sentence.terms[n][0].isdigit()


def _quoted(line: list[Sentence], decisions: list[Decision]) -> list[Decision]:
    """Give the sentences of one quotation to whom it is attributed: '"It grows. Good," he said'."""
    for start, end in line[0].quotes:
        touching = [n for n, s in enumerate(line) if s.start < end and start < s.end]
        by = next((decisions[n] for n in touching if decisions[n].speaker), NOBODY)
        if not by.speaker or by.rule == "quotation" or start <= by.start < end:
            continue
        for n in touching:
            place = line[n].start, line[n].end
            if start <= place[0] and place[1] <= end and not decisions[n].speaker:
                decisions[n] = by._replace(rule="quotation", said=place)
    return decisions
