"""One sentence → the subject of each verb that reports.

A group is the subject of a verb when nothing but adverbs, a parenthesis or a phrase of place or
time stands between the two, or when it follows a verb of saying that stands behind the words said.
"""

from bisect import bisect_left
from collections.abc import Iterator

from analysis.finding.voices.grammar import (
    ADVERBS,
    AND,
    DETERMINERS,
    MODALS,
    PLACE_OR_TIME,
    SUBORDINATORS,
)
from analysis.finding.voices.speakers import (
    DASHES,
    OFFICES,
    Group,
    Mark,
    Sentence,
    is_title,
)
from analysis.lexicons import Cue

MAX_OFFICE_TOKENS = 6
MAX_NAME_TOKENS = 4  # a person no lexicon knows, behind a title
MAX_ADVERBS = 10  # or determiners in a row
MIN_CONTENT_TOKENS = 3  # "Trade is growing, he said"
MAX_TAIL_TOKENS = 12  # "…, the head of Russian diplomacy added in Moscow on Tuesday"
MAX_CLAUSE_TOKENS = 40
MAX_OPENING_TOKENS = 6  # "In turn, the Chinese side …"


def finite_verbs(sentence: Sentence) -> Iterator[Mark]:
    """Yield the verbs that can be the main one: not quoted, subordinate, infinitive or -ing."""
    for verb in sentence.verbs:
        if sentence.is_quoted(verb.first):
            continue
        before = sentence.terms[verb.first - 1] if verb.first else ""
        last = sentence.terms[verb.last]
        if before in MODALS and (verb.entry.role != "meet" or before != "will"):
            continue
        if verb.first == verb.last and last.endswith("ing"):
            continue
        if not _is_subordinate(sentence, verb):
            yield verb


def _is_subordinate(sentence: Sentence, verb: Mark) -> bool:
    """Whether a subordinator stands between the last comma and a verb."""
    n = verb.first - 1
    while n >= 0 and verb.first - n < MAX_CLAUSE_TOKENS:
        gap = sentence.between(n, n + 1)
        if "," in gap or ";" in gap or ":" in gap:
            return False
        if sentence.terms[n] in SUBORDINATORS:
            return True
        n -= 1
    return False


def subject_end(sentence: Sentence, verb: Mark) -> int:
    """Return the last token before a verb and its adverbs and auxiliaries; -1 when none."""
    n = verb.first - 1
    while n >= 0 and verb.first - n <= MAX_ADVERBS:
        adverb = sentence.terms[n] in ADVERBS or sentence.terms[n].endswith("ly")
        if not adverb or "," in sentence.between(n, n + 1):
            break
        n -= 1
    return n


def subject(sentence: Sentence, verb: Mark) -> Group | None:
    """Return the subject before a verb, or None."""
    n = subject_end(sentence, verb)
    if n < 0 or sentence.terms[n] in AND:
        return None
    before = bisect_left(sentence.groups, verb.first, key=lambda group: group.first) - 1
    if "," in sentence.between(n, n + 1):
        for k in range(before, max(-1, before - 4), -1):
            group = sentence.groups[k]
            after = sentence.between(group.last, group.last + 1)
            if group.free and group.last < n and ("," in after or "(" in after):
                return None if _is_attribute(sentence, group) else group
        return _only_if_direct(sentence, before, n, verb)
    for k in range(before, max(-1, before - 6), -1):
        group = sentence.groups[k]
        if not group.free or group.last > n:
            continue
        if group.last == n or sentence.terms[group.last + 1] in PLACE_OR_TIME:
            return group
        named = range(group.last + 1, n + 1)
        if len(named) <= MAX_NAME_TOKENS and all(map(sentence.is_capitalised, named)):
            members = [mark for part in (group, *group.joined) for mark in part.members]
            return group if any(map(is_title, members)) else None
        after = sentence.between(group.last, group.last + 1)
        if "(" in after and ")" in sentence.between(n, n + 1):
            return group
        return None
    return None


def _is_attribute(sentence: Sentence, group: Group) -> bool:
    """Whether a state that has no case forms belongs to the noun before it: "границ РФ"."""
    head = group.head
    if not (head and head.stands_for in OFFICES and head.form.isupper() and group.first):
        return False
    cyrillic = not head.form.isascii()
    return cyrillic and not sentence.between(group.first - 1, group.first).strip()


def _only_if_direct(sentence: Sentence, before: int, n: int, verb: Mark) -> Group | None:
    """Return the group that ends right before a stray comma: "Sergey Lavrov,, in turn, said"."""
    if before < 0 or verb.entry.role not in ("tell", "say"):
        return None
    group = sentence.groups[before]
    return group if group.free and group.last == n else None


def inverted_subject(sentence: Sentence, verb: Mark) -> Group | None:
    """Return the subject right after a verb of saying: "…", said the minister."""
    n = verb.last + 1
    limit = min(n + 5, len(sentence.terms))
    group = next(sentence.from_token(n), None)
    if group is None:
        return None
    limit = min(limit, group.first)
    while n < limit and (
        sentence.terms[n] in DETERMINERS or sentence.terms[n] in ADVERBS or sentence.is_initial(n)
    ):
        n += 1
    head = group.head
    nearest = group.first == n and not group.possessive
    whole = "," not in sentence.between(verb.last, verb.last + 1)
    nominative = not (head and head.oblique and len(group.members) == 1)
    spoken_to = _is_addressee(verb, group)
    return group if nearest and whole and nominative and not spoken_to else None


def _is_addressee(verb: Mark, group: Group) -> bool:
    """Whether a news agency is told something: "сообщил РИА Новости посол", not "сообщает ТАСС"."""
    entry, head = verb.entry, group.head
    if not isinstance(entry, Cue) or entry.language == "en" or head is None:
        return False
    present = entry.form.endswith(("ет", "ёт", "ют", "ут", "є", "ють", "уть", "ше"))
    return head.stands_for == "media" and not present


def follows_and(sentence: Sentence, verb: Mark) -> bool:
    """Whether "and" joins a verb to the one before it."""
    return sentence.terms[max(subject_end(sentence, verb), 0)] in AND


def opening_subject(sentence: Sentence, verb: Mark) -> Group | None:
    """Return the subject of a verb no lexicon knows: "Lavrov landed in Beijing and said"."""
    for group in sentence.groups:
        if group.first > MAX_OPENING_TOKENS or group.last >= verb.first:
            break
        if group.free:
            return group
    return None


def subject_of_content(sentence: Sentence, verb: Mark) -> Group | None:
    """Return the subject of a verb that stands behind or inside what was said."""
    ahead = sentence.between(verb.last, verb.last + 1).strip()
    follows = sentence.terms[verb.last + 1 : verb.last + 2]
    left = sentence.between(verb.first - 1, verb.first)
    if verb.first and any(mark in left for mark in (",", '"', "”", "»", "“", *DASHES)):
        group = inverted_subject(sentence, verb)
        if group and _closes(sentence, group.last):
            return group
    if verb.first and not (ahead or not follows or follows[0] in PLACE_OR_TIME):
        return None
    if ahead.startswith((":", "-", "–", "—")) or (follows and follows[0] in SUBORDINATORS):
        return None
    group = subject(sentence, verb)
    if group is None or group.last < verb.first - 6:
        return None
    n = group.first - 1
    while n >= max(0, group.first - MAX_ADVERBS) and sentence.terms[n] in DETERMINERS:
        if "," in sentence.between(n, n + 1):
            break
        n -= 1
    as_ = n >= 0 and sentence.terms[n] in ("as", "как", "як")
    n -= as_
    gap = sentence.between(n, n + 1)
    if n < 0 or not any(mark in gap for mark in (",", '"', "”", "»", "“", *DASHES)):
        return None
    tail = len(sentence.terms) - verb.last
    at_end = tail <= MAX_TAIL_TOKENS or "," in ahead
    content = n >= MIN_CONTENT_TOKENS - 1 or sentence.is_quoted(n)
    return group if at_end and content else None


def _closes(sentence: Sentence, last: int) -> bool:
    """Whether what follows a speaker is no verb of its own: the end, a mark, or at, in, while."""
    follows = sentence.terms[last + 1 : last + 2]
    gap = sentence.between(last, last + 1).strip()
    ends = bool(gap) or not follows
    return ends or follows[0] in PLACE_OR_TIME or follows[0] in ("while", "when", "as", *AND)


def subject_behind(sentence: Sentence, verb: Mark) -> Group | None:
    """Return the subject behind a Russian or Ukrainian verb, or behind a verb that opens a line."""
    entry = verb.entry
    if isinstance(entry, Cue) and (entry.language != "en" or verb.first == 0):
        return inverted_subject(sentence, verb) or _office_near(sentence, verb)
    return None


def _office_near(sentence: Sentence, verb: Mark) -> Group | None:
    """Return the institution of "в МИД КНР заявили", "зазначили у Кремлі"."""
    for group in sentence.from_token(verb.first - MAX_OFFICE_TOKENS):
        if group.first > verb.last + 2:
            break
        head = group.head
        before, after = group.last == verb.first - 1, 0 < group.first - verb.last <= 2
        left = group.last if before else verb.last
        whole = "," not in sentence.between(left, left + 1)
        if (before or after) and whole and head and head.stands_for in ("body", "capital"):
            outer = sentence.terms[group.first - 1] if group.first else ""
            if outer in ("в", "во", "у"):
                return group
    return None


def unknown_speaker(sentence: Sentence, verb: Mark) -> tuple[str, int, int] | None:
    """Return the name no lexicon knows of "…, said John Smith.", with its offsets."""
    left = sentence.between(verb.first - 1, verb.first)
    n = verb.last + 1
    if verb.first < 4 or n - len(sentence.terms) < -MAX_TAIL_TOKENS:
        return None
    behind = n < len(sentence.terms) and not sentence.between(verb.last, n).strip()
    if left.strip() and behind and _is_name(sentence, n):
        return _name_from(sentence, n)
    n = verb.first - 1
    ahead = sentence.between(verb.last, verb.last + 1).strip()
    if left.strip() or not ahead or not _is_name(sentence, n):
        return None
    while n > 0 and _is_name(sentence, n - 1) and not sentence.between(n - 1, n).strip():
        n -= 1
    if any(mark in sentence.between(n - 1, n) for mark in (",", '"', "”", "»")):
        return _name_from(sentence, n, verb.first)
    return None


def _is_name(sentence: Sentence, n: int) -> bool:
    """Whether a token is capitalised, no number, and in no lexicon."""
    word = sentence.raw[sentence.starts[n] : sentence.ends[n]]
    known = sentence.is_known(n)
    return len(word) > 2 and word[0].isupper() and not word.isupper() and not known


def _name_from(sentence: Sentence, n: int, stop: int | None = None) -> tuple[str, int, int]:
    """Return the capitalised words from a token on, with their offsets."""
    last = n
    limit = len(sentence.terms) if stop is None else stop
    while last + 1 < limit and _is_name(sentence, last + 1):
        if sentence.between(last, last + 1).strip():
            break
        last += 1
    start, end = sentence.starts[n], sentence.ends[last]
    return sentence.raw[start:end], start, end


def may_be_noun(verb: Mark) -> bool:
    """Whether a verb without a subject is likely a noun: a visit, visits, meets."""
    entry = verb.entry
    english = isinstance(entry, Cue) and entry.language == "en"
    return english and " " not in entry.term
