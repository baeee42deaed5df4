"""One sentence → who speaks by its own words, and what of it is said."""

import re
from bisect import bisect_right
from typing import NamedTuple

from analysis.finding.voices.sentence import CLOSED, SPEAKERS, Group, Mention, Sentence
from analysis.lexicons.terms import SPEAKING

# The side of a name in names.tsv → the voice of a sentence attributed to it.
VOICE_OF = {"china": "chinese", "russia": "russian", "other": "other"}
ADVERBS, THAT = CLOSED["adverb"], CLOSED["that"]
OPENING, PLACE_OR_TIME = ADVERBS | CLOSED["opening"], ADVERBS | CLOSED["place"]
# What ends the words said: "Trade grows, he said", "Торговля растёт — сказал Путин".
CONTENT_END = re.compile('[,"”»“–—]')
# Ends what stands before a clause: "After the talks, Lavrov said"; an emoji and a bullet, too.
CLAUSE = re.compile(r"[^\w\s'’.()/&-]|[–—] | - ")
# In a list of news each clause is someone else's: "Lavrov noted progress; Trump left."
LIST = re.compile(r";\s*\w")
# Of the parenthesis in "Wang, who …, said", and of what is said before "…, Lavrov said": less is
# "In turn, Lavrov said".
MAX_ASIDE_TOKENS, MIN_CONTENT_TOKENS = 12, 3


class Decision(NamedTuple):
    """Whose a sentence is, by which characters of the raw text and which rule; what is said."""

    voice: str
    speaker: str = ""
    start: int = -1
    end: int = -1
    rule: str = ""
    said: tuple[int, int] = (-1, -1)


NOBODY = Decision("unattributed")
_Told = tuple[str, str] | None  # voice and speaker


def read_words(sentence: Sentence, named: set[str]) -> Decision:
    """Read what a sentence says of who speaks: first what stands behind the words said."""
    if LIST.search(sentence.raw, sentence.start, sentence.end):
        return NOBODY
    verbs = [mention for mention in sentence.mentions if mention.entry.role in SPEAKING]
    verbs = [verb for verb in verbs if not sentence.is_quoted(verb.first)]
    verbs = [verb for verb in verbs if not sentence.terms[verb.last].endswith("ing")]
    says = [verb for verb in verbs if verb.entry.role == "say"]
    found = _attribution(sentence, says, named) or _source(sentence)
    return found or _main_verb(sentence, verbs, named) or NOBODY


def _attribution(sentence: Sentence, verbs: list[Mention], named: set[str]) -> Decision | None:
    """Read "…, he said" and "…, said Wang, TASS reports"."""
    for verb in verbs:
        behind = _subject_behind(sentence, verb)
        group = behind or _subject_before(sentence, verb)
        if group is None:
            continue
        first, last = min(group.first, verb.first), max(sentence.name_end(group), verb.last)
        while first > 0 and (sentence.is_title(first - 1) or sentence.terms[first - 1] == "as"):
            first -= 1
        enough = first >= (1 if behind else MIN_CONTENT_TOKENS)
        closes = CONTENT_END.search(sentence.after(first - 1)) and not _goes_on(sentence, last)
        speaker = _speaker(sentence, group, verb, named) if enough and closes else None
        if speaker:
            start, end = sentence.starts[first], sentence.ends[last]
            ends = last + 1 == len(sentence.terms) or not sentence.after(last).strip()
            said = sentence.start, start if ends else sentence.end
            return Decision(*speaker, start, end, "attribution", said)
    return None


def _goes_on(sentence: Sentence, last: int) -> bool:
    """Whether what is said follows a clause: "he said trade grows", not "he said at a briefing"."""
    follows, mark = sentence.terms[last + 1 : last + 7], sentence.after(last).strip()
    opens = bool(follows) and not mark and follows[0] not in PLACE_OR_TIME
    return opens or mark.startswith(":") or not THAT.isdisjoint(follows)


def _source(sentence: Sentence) -> Decision | None:
    """Read "According to X, …" and "…, according to X"; not "according to X's plan"."""
    for cue in sentence.mentions:
        group = sentence.group_behind(cue.last) if cue.entry.role == "source" else None
        if group is None or group.joined or not group.head or group.head.role == "group":
            continue
        last = sentence.name_end(group)
        ends = last + 1 == len(sentence.terms) or "," in sentence.after(last)
        if ends and not sentence.is_quoted(last):
            start, end = sentence.starts[cue.first], sentence.ends[last]
            opens = cue.first < MIN_CONTENT_TOKENS
            said = (end, sentence.end) if opens else (sentence.start, start)
            return Decision(VOICE_OF[group.head.side], group.head.name, start, end, "source", said)
    return None


def _main_verb(sentence: Sentence, verbs: list[Mention], named: set[str]) -> Decision | None:
    """Read the subject of the first reporting verb; of "He said that Wang noted" nobody's."""
    for verb in verbs:
        group = _subject_before(sentence, verb)
        if group is None and verb.entry.role == "say" and verb.first < MIN_CONTENT_TOKENS:
            group = _subject_behind(sentence, verb)
        if group and (speaker := _speaker(sentence, group, verb, named)):
            last = max(verb.last, sentence.name_end(group) if group.first > verb.first else 0)
            start, end = sentence.starts[min(group.first, verb.first)], sentence.ends[last]
            said = _content_start(sentence, verb, last), sentence.end
            return Decision(*speaker, start, end, "verb", said)
        noun = verb.entry.plural or verb.entry.term.endswith("s")  # "the report", "reports"
        if verb.entry.role in ("say", "tell") and not noun:
            return None
    return None


def _content_start(sentence: Sentence, verb: Mention, last: int) -> int:
    """Return where "trade grows" begins in "Wang told Lavrov that trade grows"."""
    ahead = range(last + 1, min(last + 8, len(sentence.terms)))
    that = next((n for n in ahead if sentence.terms[n] in THAT), None)
    told = sentence.group_behind(last) if that is None and verb.entry.role == "tell" else None
    # "thanked Lavrov for the visit": what is said begins behind his name
    return sentence.ends[sentence.name_end(told) if told else that or last]


def _speaker(sentence: Sentence, group: Group, verb: Mention, named: set[str]) -> _Told:
    """Return voice and name of the subject of a verb, if it is sure who it is."""
    # Several of one side have its voice, others are both when China or Russia is one of them, by
    # their names or by those the text named before.
    head, role = group.head, verb.entry.role
    name = sentence.raw[sentence.starts[group.first] : sentence.ends[group.last]]
    if group.joined or any(entry.role == "joint" for entry in group.members):
        sides = set(group.sides)
        if "" not in sides and len(sides) == 1:
            return VOICE_OF[sides.pop()], name
        known = "" not in sides if sides else {"china", "russia"} & named
        return ("both", name) if known else None
    silent = ("group",) if verb.entry.term.isascii() else ("group", "media")
    if head is None or head.role in silent or role == "together":
        return None  # "РИА Новости рассказал": to the agency
    # A state alone says and tells; "China supports Iran" is said by someone else.
    speaks = head.role in SPEAKERS or role in ("say", "tell")
    sure = speaks and (name.endswith("s") or not verb.entry.plural)
    return (VOICE_OF[head.side], head.name) if sure else None


def _subject_before(sentence: Sentence, verb: Mention) -> Group | None:
    """Return the group right before a verb, with adverbs or a parenthesis between."""
    # "Wang, who met Lavrov, said" has Wang, "The aide of Lavrov said" none; "в МИД заявили" has МИД
    n = verb.first - 1
    while n >= 0 and (sentence.terms[n] in ADVERBS or sentence.terms[n].endswith("ly")):
        n -= 1
    group = _group_ending_at(sentence, n)
    if group is None or group.possessive:
        return None
    first, oblique = group.first, group.head is not None and group.head.oblique
    before = sentence.terms[first - 1 : first]
    if before in (["в"], ["во"], ["у"]) and not sentence.is_title(first - 1):
        several = sentence.terms[verb.last].endswith(("ли", "ют", "ят"))
        oblique = not several or not group.head or group.head.role not in ("body", "capital")
        first -= 1
    return group if not oblique and _opens_clause(sentence, first) else None


def _group_ending_at(sentence: Sentence, n: int) -> Group | None:
    """Return the group whose name ends at a token, or before the parenthesis that ends there."""
    k = bisect_right(sentence.groups, n, key=lambda group: group.last)
    near = sentence.groups[max(0, k - 3) : k][::-1]  # the last three, the nearest first
    ends = [(group, sentence.name_end(group)) for group in near]
    if n < 0 or "," not in sentence.after(n):
        return next((group for group, k in ends if k == n), None)
    ends = [pair for pair in ends if n - MAX_ASIDE_TOKENS < pair[1] < n]
    ends = [(group, k) for group, k in ends if "," in sentence.after(k)]
    return next((group for group, k in ends if not sentence.word(k + 1)[0].isupper()), None)


def _subject_behind(sentence: Sentence, verb: Mention) -> Group | None:
    """Return who stands right behind a verb of saying: "said Wang", "Как заявил Лавров"."""
    group = sentence.group_behind(verb.last)
    head = group.head if group and not sentence.after(verb.last).strip() else None
    return group if head and not head.oblique and head.role in SPEAKERS else None


def _opens_clause(sentence: Sentence, first: int) -> bool:
    """Whether nothing before a token governs it: "On Tuesday, May 3 Lavrov said"."""
    n = first - 1
    while n >= 0 and sentence.is_title(n) and not CLAUSE.search(sentence.after(n)):
        n -= 1
    if n < 0 or CLAUSE.search(sentence.after(n)) or sentence.terms[n][0].isdigit():
        return True
    return sentence.terms[n] in OPENING
