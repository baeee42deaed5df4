"""The sentences of one item → whose each is, by which words, and what of it is said.

A side is said only when the sentence, or the quotation it belongs to, names who speaks, or when
its line or post says at its head whose words these are. Nothing is carried from one sentence to
the next in any other way: "he", "the minister" and what follows a report stay unattributed.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from analysis.finding.voices.sentence import (
    ATTACHING,
    SPEAKERS,
    VOICE_OF,
    Group,
    Mention,
    Sentence,
    quotations,
)
from analysis.lexicons import SPEAKING, Cue


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# May stand between a subject and its verb: "Lavrov also noted", "Wang Yi on Tuesday said".
ADVERBS = _words(
    "also further again then thus has have had both all jointly separately always repeatedly once "
    "later earlier still now thereby therefore meanwhile today yesterday here there too on monday "
    "tuesday wednesday thursday friday saturday sunday также тоже ещё еще снова вновь затем далее "
    "отдельно особо совместно решительно же при этом також теж ще знову окремо спільно"
)
# May stand before a subject that opens a clause: "On Tuesday Lavrov said", "and Lavrov said".
OPENING = ADVERBS | _words(
    "and but while as january february march april may june july august september october "
    "november december и а но как ранее сегодня вчера і та але як раніше сьогодні вчора"
)
# Opens what is said: "said that trade grows".
THAT = _words("that что що")
# Follow a clause of attribution: "…, Wang Yi said at a briefing".
CLOSING_WORDS = _words(
    "at in on during after before following to when while here in с на в во у по після під перед "
    "earlier today yesterday monday tuesday wednesday thursday friday saturday sunday"
)
IN = _words("в во у")
# Between what is said and who says it: "Trade grows, he said", "Торговля растёт — сказал Путин".
CONTENT_END = re.compile('[,"”»“–—]')
# Opens a clause before its subject: "After the talks, Lavrov said"; an emoji and a bullet, too.
CLAUSE = re.compile(r"[^\w\s'’.()/&-]|[–—] | - ")
# "❓ How …", "Question: Is China ready?" is an unnamed journalist's.
QUESTION = re.compile(r"❓|❔|(?:q|question|вопрос|питання)\s*:", re.IGNORECASE)
# "Sergey Lavrov: …"; not "at 10:30".
COLON = re.compile(r":(?!\d)")
# Who is no name of the lexicon may speak in an office: "Permanent Representative of Russia: …".
OFFICES = _words(
    "ambassador ambassador-at-large representative commissioner minister deputy chairman director "
    "head president premier spokesperson spokesman spokeswoman service ministry embassy delegation "
    "mission consul consulate envoy secretary посол представитель министр посольство міністр"
)
BY = _words("by of from with с з із")
# Of a label and of the name behind "statement by"; of the parenthesis of "Wang, who …, said".
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
    r"""Yield the decision on every sentence of one item.

    >>> decided("Lavrov's interview to TASS\n• Trade grows. China helps.", post=True)
    'unattributed | russian by own | russian by own'
    >>> decided("Talks\n\nSergey Lavrov: China is ready. Trade grows.\n\nIt rains.")
    'unattributed | russian by label | russian by label | unattributed'
    >>> decided("Question: Is China ready? Is Russia?\n\nIt rains.")
    'other by question | other by question | unattributed'
    """
    owner: Decision | None = None
    named: set[str] = set()
    for number, lines in groupby(sentences, key=lambda sentence: sentence.line):
        line = list(lines)
        first = line[0]
        quotes = quotations(first.raw, first.start, line[-1].end)
        for sentence in line:
            sentence.quotes = quotes
            named |= {mention.entry.side for mention in sentence.mentions}
        title = _title(line) if number == 0 and post else None
        label = None if title else _label(first, owner)
        if title:
            owner = title
            yield from (NOBODY for _ in line)
        elif QUESTION.match(first.raw, first.start):
            asked = Decision("other", "question", first.start, first.start + 1, "question")
            yield from (_whole(asked, sentence) for sentence in line)
        elif label or owner:
            decision = label or owner or NOBODY
            owner = decision._replace(rule="own") if post and decision.speaker else None
            yield from (_whole(decision, sentence) for sentence in line)
        else:
            yield from _quoted(line, [_spoken(sentence, named) for sentence in line])


def _whole(decision: Decision, sentence: Sentence) -> Decision:
    """Give a sentence of somebody's own to them: what follows the label is said."""
    start = max(sentence.start, decision.end)
    if not decision.speaker or start >= max(sentence.ends, default=0):
        return NOBODY  # a line that only names the speaker
    return decision._replace(said=(start, sentence.end))


def _author(sentence: Sentence, first: int, last: int) -> tuple[str, str] | None:
    """Return voice and name of the one person or office that some tokens name.

    "Permanent Representative of the Russian Federation to the UN Ivan Su" is Russia's; Russia alone
    is nobody who writes, and of "Wang Yi and Lavrov" it is not said whose a text is.
    """
    groups = [group for group in sentence.groups if first <= group.first <= last and group.head]
    if not groups or groups[0].joined:
        return None
    head = groups[0].head
    office = any(sentence.terms[n] in OFFICES for n in range(first, last + 1))
    if head is None or not (
        head.stands_for in (*SPEAKERS, "media") or (office and head.stands_for == "state")
    ):
        return None
    return VOICE_OF[head.side], head.name


def _title(line: list[Sentence]) -> Decision | None:
    r"""Return whose own text a post is by its head: "X's interview", "Statement by X".

    >>> decided("Statement of the Delegation of Russia on trade\nIt grows.", post=True)
    'unattributed | russian by own'
    >>> decided("Remarks on the statement by Lavrov\nIt rains.", post=True)
    'unattributed | unattributed'
    """
    sentence = line[0]
    pieces = [m for m in sentence.mentions if m.stands_for == "piece"]
    if len(line) > 1 or not pieces or sentence.raw[sentence.end - 1] in ".!?…":
        return None
    piece, n = pieces[0], pieces[0].last + 1
    group = sentence.group_before(piece.first)
    own = sentence.terms[group.last + 1 : piece.first] in ([], ["s"]) if group else False
    if group and own and group is sentence.groups[0] and group.possessive:
        first, last = 0, group.last
    elif piece.first == 0 and sentence.terms[n : n + 1] and sentence.terms[n] in BY:
        first, last = n + 1, min(n + MAX_AUTHOR_TOKENS, len(sentence.terms) - 1)
    else:
        return None
    who = _author(sentence, first, last)
    words = sentence.starts[min(first, piece.first)], sentence.ends[max(last, piece.last)]
    return Decision(*who, *words, "own") if who else None


def _label(sentence: Sentence, owner: Decision | None) -> Decision | None:
    r"""Read "Wang Yi: …" as Wang Yi's words; a name nobody knows ends what is somebody's own.

    >>> decided("Talks\n\nAmbassador of China Su Li: trade grows.\n\nIn Moscow: it rains.")
    'unattributed | chinese by label | unattributed'
    >>> decided("Lavrov: it rains.\nIvan Su: it snows.\nIt hails.", post=True)
    'russian by label | unattributed | unattributed'
    """
    colon = COLON.search(sentence.raw, sentence.start, sentence.end)
    last = bisect_left(sentence.starts, colon.start()) - 1 if colon else -1
    if not colon or not 0 <= last < MAX_LABEL_TOKENS or "," in sentence.text(0, last):
        return None
    capital = [sentence.word(n)[0].isupper() for n in range(last + 1)]
    linking = (*ATTACHING, "the", "on", "in", "at")
    if not all(capital[n] or sentence.terms[n] in linking for n in range(last + 1)):
        return None
    if any(m.stands_for in (*SPEAKING, "piece") for m in sentence.mentions if m.first <= last):
        return None
    words = sentence.starts[0], colon.end()
    if who := _author(sentence, 0, last):
        return Decision(*who, *words, "label")
    unknown = 1 <= last <= 2 and all(capital) and not sentence.is_known(last)
    if owner and unknown and sentence.word(last) not in sentence.raw[owner.start : owner.end]:
        return NOBODY
    return None


def _spoken(sentence: Sentence, named: set[str]) -> Decision:
    """Read what a sentence itself says of who speaks; the words behind what is said come first."""
    verbs = [
        m
        for m in sentence.mentions
        if m.stands_for in SPEAKING
        and not sentence.is_quoted(m.first)
        and not sentence.terms[m.last].endswith("ing")
    ]
    for rule in (_attribution, _source, _main_verb):
        if decision := rule(sentence, verbs, named):
            return decision
    return NOBODY


def _attribution(sentence: Sentence, verbs: list[Mention], named: set[str]) -> Decision | None:
    """Read "…, he said" and "…, said Wang"; an agency only when it quotes nobody else.

    >>> decided("China is ready for talks, Wang Yi said, TASS reported.")
    'chinese by attribution'
    >>> decided("«Торговля растёт», — сказал С.В.Лавров в Москве.")
    'russian by attribution'
    """
    passed_on = None
    for verb in verbs:
        if verb.stands_for != "say":
            continue
        group = _subject_behind(sentence, verb) or _subject_before(sentence, verb)
        if group is None:
            continue
        name_end = sentence.name_end(group)
        first, last = min(group.first, verb.first), max(name_end, verb.last)
        while first > 0 and sentence.is_title(first - 1):
            first -= 1
        first -= first > 0 and sentence.terms[first - 1] in ("as", "как", "як")
        if first < MIN_CONTENT_TOKENS or not CONTENT_END.search(sentence.after(first - 1)):
            continue
        follows, mark = sentence.terms[last + 1 : last + 2], sentence.after(last).strip()
        if (follows and not mark and follows[0] not in CLOSING_WORDS) or mark[:1] == ":":
            continue
        if not THAT.isdisjoint(sentence.terms[last + 1 : last + 7]):
            continue
        end = sentence.end if mark and follows else sentence.starts[first]
        who = _speaker(sentence, group, verb, named)
        if who:
            made = Decision(
                *who, sentence.starts[first], sentence.ends[last], "attribution", (sentence.start, end)
            )
            if group.head is None or group.head.stands_for != "media":
                return made
            passed_on = passed_on or made
    return passed_on


def _source(sentence: Sentence, verbs: list[Mention], named: set[str]) -> Decision | None:
    """Read "According to X, …" and "…, according to X".

    >>> decided("China is a friend, according to the Kremlin.")
    'russian by source'
    >>> decided("According to China's plan, trade grows.")
    'unattributed'
    """
    for cue in sentence.mentions:
        if cue.stands_for != "source" or sentence.is_quoted(cue.first):
            continue
        group = sentence.group_from(cue.last + 1)
        if group is None or group.possessive or group.joined or not group.head:
            continue
        between = range(cue.last + 1, group.first)
        last = sentence.name_end(group)
        ends = last + 1 == len(sentence.terms) or "," in sentence.after(last)
        if ends and all(map(sentence.is_title, between)):
            words = sentence.starts[cue.first], sentence.ends[last]
            opens = cue.first < MIN_CONTENT_TOKENS
            said = (words[1], sentence.end) if opens else (sentence.start, words[0])
            return Decision(VOICE_OF[group.head.side], group.head.name, *words, "source", said)
    return None


def _main_verb(sentence: Sentence, verbs: list[Mention], named: set[str]) -> Decision | None:
    """Read the subject of the first reporting verb; who speaks inside what is said does not count.

    >>> decided("He said that Wang Yi noted progress.")
    'unattributed'
    >>> decided("In turn, Lavrov welcomed the plan.")
    'russian by verb'
    """
    for verb in verbs:
        group = _subject_before(sentence, verb)
        if group is None and isinstance(verb.entry, Cue) and verb.entry.language != "en":
            group = _subject_behind(sentence, verb)
            if group and not _opens_clause(sentence, verb.first):
                group = None
        if group and (who := _speaker(sentence, group, verb, named)):
            first, last = min(group.first, verb.first), max(sentence.name_end(group), verb.last)
            first, last = (first, verb.last) if group.first < verb.first else (first, last)
            return Decision(
                *who,
                sentence.starts[first],
                sentence.ends[last],
                "verb",
                (_content_start(sentence, verb, last), sentence.end),
            )
        if verb.stands_for in ("say", "tell") and not _may_be_noun(verb):
            return None
    return None


def _content_start(sentence: Sentence, verb: Mention, last: int) -> int:
    """Return where what is said begins: behind "that", or behind who is spoken to.

    In "Wang Yi told Lavrov that trade grows" with "trade", in "thanked Lavrov for" with "for".
    """
    for n in range(last + 1, min(last + 8, len(sentence.terms))):
        if sentence.terms[n] in THAT:
            return sentence.ends[n]
    group = sentence.group_from(last + 1)
    between = range(last + 1, group.first if group else last + 1)
    if verb.stands_for == "tell" and group and not group.possessive:
        if all(map(sentence.is_title, between)):
            last = sentence.name_end(group)
    return sentence.ends[last]


def _speaker(
    sentence: Sentence, group: Group, verb: Mention, named: set[str]
) -> tuple[str, str] | None:
    """Return voice and name of the subject of a verb, if it is sure who it is.

    Several speak as ``both`` when China or Russia is one of them, by the words or by what the text
    has named; a state alone says and tells, but what it supports or hopes is said by someone else.

    >>> decided("Lavrov met Fidan. The ministers noted progress.")
    'unattributed | both by verb'
    >>> decided("Scholz and Macron noted progress. China supports Iran.")
    'other by verb | unattributed'
    """
    head, sides = group.head, set(group.sides)
    words = sentence.text(group.first, group.last)
    if group.is_joint:
        if "" in sides or sides == set():
            return ("both", words) if "" not in sides and named & {"china", "russia"} else None
        if len(sides) == 1:
            return VOICE_OF[sides.pop()], words
        return ("both", words)
    plural = isinstance(verb.entry, Cue) and verb.entry.plural and words[-1:] != "s"
    if head is None or head.stands_for == "group" or verb.stands_for == "together" or plural:
        return None
    if head.stands_for in SPEAKERS or verb.stands_for in ("say", "tell"):
        return VOICE_OF[head.side], head.name
    return None


def _may_be_noun(verb: Mention) -> bool:
    """Whether a verb without a subject may be a noun: a note, the report, notes."""
    return isinstance(verb.entry, Cue) and (verb.entry.plural or verb.entry.term.endswith("s"))


def _subject_before(sentence: Sentence, verb: Mention) -> Group | None:
    """Return the group right before a verb, with adverbs or a parenthesis between.

    >>> decided("Wang Yi on Tuesday also said that trade grows.")
    'chinese by verb'
    >>> decided("Wang, who met Lavrov in Moscow, said that trade grows.")
    'chinese by verb'
    >>> decided("The aide of Lavrov said that trade grows. Lavrov was told that it grows.")
    'unattributed | unattributed'
    """
    n = verb.first - 1
    while n >= 0 and (sentence.terms[n] in ADVERBS or sentence.terms[n].endswith("ly")):
        n -= 1
    aside = n >= 0 and "," in sentence.after(n)
    group = sentence.group_before(n + 1)
    if aside:
        lowest = n - MAX_ASIDE_TOKENS
        while group and group.last > lowest and "," not in sentence.after(sentence.name_end(group)):
            group = sentence.group_before(group.first)
        if group and not (lowest < group.last < n and sentence.word(sentence.name_end(group) + 1).islower()):
            return None
    elif group and sentence.name_end(group) != n:
        return None
    if group is None or group.possessive:
        return None
    if _is_office_at(sentence, group, verb):
        return group
    oblique = group.head is not None and group.head.oblique
    return group if not oblique and _opens_clause(sentence, group.first) else None


def _is_office_at(sentence: Sentence, group: Group, verb: Mention) -> bool:
    """Whether "в МИД КНР" speaks in "В МИД КНР заявили".

    >>> decided("В МИД КНР заявили, что торговля растет.")
    'chinese by verb'
    """
    head, n = group.head, group.first - 1
    if head is None or head.stands_for not in ("body", "capital") or n < 0:
        return False
    plural = sentence.terms[verb.last].endswith(("ли", "ют", "ять", "ят"))
    return plural and sentence.terms[n] in IN and _opens_clause(sentence, n)


def _subject_behind(sentence: Sentence, verb: Mention) -> Group | None:
    """Return the person or office right behind a verb of saying: "said Wang", "заявил Лавров".

    >>> decided("Как заявил Лавров, торговля растёт. Предупредил Пекин и Путин.")
    'russian by verb | unattributed'
    """
    group = sentence.group_from(verb.last + 1)
    if group is None or group.possessive or verb.stands_for != "say":
        return None
    between = range(verb.last + 1, group.first)
    near = all(map(sentence.is_title, between)) and not sentence.after(verb.last).strip()
    head = group.head
    if not near or head is None or head.oblique or head.stands_for not in (*SPEAKERS, "media"):
        return None
    return group


def _opens_clause(sentence: Sentence, first: int) -> bool:
    """Whether a group opens its clause, so that nothing before governs it.

    >>> decided("On Tuesday in Beijing Lavrov said that trade grows.")
    'russian by verb'
    """
    n = first - 1
    while n >= 0 and sentence.is_title(n) and not CLAUSE.search(sentence.after(n)):
        n -= 1
    if n < 0 or CLAUSE.search(sentence.after(n)):
        return True
    place = sentence.group_before(n + 1)
    if place and place.last == n and place.members[-1].stands_for in ("place", "capital"):
        return True
    return sentence.terms[n] in OPENING or sentence.terms[n][0].isdigit()


def _quoted(line: list[Sentence], decisions: list[Decision]) -> list[Decision]:
    """Give the sentences of one quotation to whom it is attributed before or behind it.

    >>> decided('Talks\n\n"Trade grows. We are glad," Wang Yi said. It rains.')
    'unattributed | chinese by quotation | chinese by attribution | unattributed'
    """
    for start, end in line[0].quotes:
        touching = [n for n, s in enumerate(line) if s.start < end and start < s.end]
        by = next((decisions[n] for n in touching if decisions[n].speaker), None)
        if by is None or start <= by.start < end or by.rule == "quotation":
            continue
        for n in touching:
            inside = start <= line[n].start and line[n].end <= end
            if inside and not decisions[n].speaker:
                said = line[n].start, line[n].end
                decisions[n] = by._replace(rule="quotation", said=said)
    return decisions
