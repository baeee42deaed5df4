"""One reporting verb → its subject.

A group is the subject of a verb when nothing but adverbs, names or a phrase of place or time
stands between the two, or when it follows a verb of saying that stands behind the words said.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from analysis.finding.voices import grammar
from analysis.finding.voices.sentence import Group, Mention, Sentence
from analysis.lexicons import Cue

# Between a subject and its verb: "Wang, who met Lavrov in Moscow, said" has two.
MAX_GROUPS = 6
# Before the verb of "в МИД КНР заявили".
MAX_OFFICE_TOKENS = 6
# Between "who" and its verb; keeps the time linear in lines without a comma.
MAX_CLAUSE_TOKENS = 40
# What ends the words said: "Trade grows, he said", "Торговля растёт — Путин сказал".
CONTENT_END = re.compile('[,"”»“–—-]')


def finite_verbs(sentence: Sentence) -> Iterator[Mention]:
    """Yield the verbs that can be the main one: not quoted, subordinate, infinitive or -ing."""
    # "Lavrov, speaking after Wang Yi had spoken, will say that trade grows." → unattributed
    for verb in sentence.verbs:
        before = sentence.terms[verb.first - 1] if verb.first else ""
        planned = before in grammar.MODALS and verb.entry.role != "meet"
        ing = verb.first == verb.last and sentence.terms[verb.last].endswith("ing")
        hidden = planned or ing or sentence.is_quoted(verb.first)
        if not hidden and not _is_subordinate(sentence, verb):
            yield verb


def _is_subordinate(sentence: Sentence, verb: Mention) -> bool:
    """Whether a subordinator stands between the last comma and a verb: "…, who told Wang"."""
    for n in range(verb.first - 1, max(-1, verb.first - MAX_CLAUSE_TOKENS), -1):
        if "," in sentence.after(n):
            return False
        if sentence.terms[n] in grammar.SUBORDINATORS:
            return True
    return False


def subject_end(sentence: Sentence, verb: Mention) -> int:
    """Return the last token before a verb, its adverbs and auxiliaries; -1 when none."""
    n = verb.first - 1
    while n >= 0 and (sentence.terms[n] in grammar.ADVERBS or sentence.terms[n].endswith("ly")):
        n -= 1
    return n


def subject(sentence: Sentence, verb: Mention) -> Group | None:
    """Return the subject of a verb of the main clause, or None."""
    # "Lavrov landed in Beijing and said that trade grows." → russian by verb ("landed" is unknown)
    group = _subject_before(sentence, verb)
    if group is None and sentence.terms[max(subject_end(sentence, verb), 0)] in grammar.AND:
        opening = (g for g in sentence.groups[:MAX_GROUPS] if g.free and g.last < verb.first)
        group = next(opening, None)
    if group is None and verb.entry.role == "say":
        group = _subject_behind(sentence, verb)
    return group


def _subject_before(sentence: Sentence, verb: Mention) -> Group | None:
    """Return the subject right before a verb, or before a parenthesis, a place or a time."""
    # "Wang Yi on Tuesday also said that trade grows." → chinese by verb
    # "Wang, who met Lavrov in Moscow, said that trade grows." → chinese by verb
    n = subject_end(sentence, verb)
    k = bisect_left(sentence.groups, verb.first, key=lambda group: group.first)
    comma = "," in sentence.after(n)  # a parenthesis, which the subject stands before
    for group in reversed(sentence.groups[max(0, k - MAX_GROUPS) : k]):
        if comma and group.free and group.last < n and "," in sentence.after(group.last):
            return group
        if not comma and group.free:
            follows = range(group.last + 1, n + 1)
            named = all(sentence.word(k)[0].isupper() for k in follows)  # "Ambassador John Smith"
            return group if named or sentence.terms[follows[0]] in grammar.PLACE_OR_TIME else None
    return None


def _inverted_subject(sentence: Sentence, verb: Mention) -> Group | None:
    """Return the subject right after a verb of saying."""
    # "Китай готов к диалогу, сказал С.В.Лавров." → russian by attribution
    group = next(sentence.from_token(verb.last + 1), None)
    if group is None or group.possessive:
        return None
    between = range(verb.last + 1, group.first)
    near = all(sentence.terms[n] in grammar.DETERMINERS or sentence.is_initial(n) for n in between)
    return group if near and "," not in sentence.after(verb.last) else None


def subject_of_content(sentence: Sentence, verb: Mention) -> Group | None:
    """Return the subject of a verb that stands behind or inside what was said."""
    # "Russia is ready, as the Chinese minister Wang Yi noted." → chinese by attribution
    if CONTENT_END.search(sentence.between(verb.first - 1, verb.first)):
        group = _inverted_subject(sentence, verb)
        if group and _ends_clause(sentence, group.last):
            return group
    group = _subject_before(sentence, verb) if _ends_clause(sentence, verb.last) else None
    if group is None:
        return None
    n = group.first - 1
    while n >= 0 and sentence.terms[n] in grammar.DETERMINERS and "," not in sentence.after(n):
        n -= 1
    n -= n >= 0 and sentence.terms[n] in grammar.AS
    return group if n >= 0 and CONTENT_END.search(sentence.after(n)) else None


def _ends_clause(sentence: Sentence, last: int) -> bool:
    """Whether no object follows a token: the end, a mark, "at a briefing", "on Tuesday"."""
    follows = sentence.terms[last + 1 : last + 2]
    ends = not follows or bool(sentence.after(last).strip())
    return ends or follows[0] in grammar.PLACE_OR_TIME


def _subject_behind(sentence: Sentence, verb: Mention) -> Group | None:
    """Return the subject behind a Russian or Ukrainian verb, or behind a verb that opens a line."""
    # "В МИД КНР заявили, что торговля растет." → chinese by verb
    entry = verb.entry
    if not isinstance(entry, Cue) or (entry.language == "en" and verb.first > 0):
        return None
    if group := _inverted_subject(sentence, verb):
        return group
    for group in sentence.from_token(max(1, verb.first - MAX_OFFICE_TOKENS)):
        if group.first > verb.last + 2:
            break
        if group.head and sentence.terms[group.first - 1] in ("в", "во", "у"):
            return group
    return None


def unknown_speaker(sentence: Sentence, verb: Mention) -> tuple[str, int, int] | None:
    """Return a name no lexicon knows, with its offsets."""
    # "Russia is ready for talks, John Smith said." → other by attribution
    n = verb.first
    while n > 0 and _is_name(sentence, n - 1):
        n -= 1
    if n in (0, verb.first) or not sentence.after(verb.last).strip():
        return None
    if not CONTENT_END.search(sentence.between(n - 1, n)):
        return None
    start, end = sentence.starts[n], sentence.ends[verb.first - 1]
    return sentence.raw[start:end], start, end


def _is_name(sentence: Sentence, n: int) -> bool:
    """Whether a token is capitalised, no abbreviation, and in no lexicon."""
    word = sentence.word(n)
    return word[0].isupper() and not word.isupper() and not sentence.is_known(n)
