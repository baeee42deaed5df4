"""The rules that say whose a sentence is, in order; the first that decides wins."""

import re
from collections.abc import Callable

from analysis.finding.voices.clauses import (
    finite_verbs,
    follows_and,
    may_be_noun,
    opening_subject,
    subject,
    subject_behind,
    subject_end,
    subject_of_content,
    unknown_speaker,
)
from analysis.finding.voices.grammar import DETERMINERS, SUBORDINATORS
from analysis.finding.voices.layout import (
    colon,
    continuation,
    dateline,
    heading,
    listed_points,
    piece,
    signature,
)
from analysis.finding.voices.memory import NOBODY, SPEECH, Decision, Memory, resolve
from analysis.finding.voices.speakers import Group, Mark, Sentence
from analysis.lexicons import Cue

PEOPLE = ("person", "woman", "role")
MAX_NEAR_TOKENS = 4
DIGIT = re.compile(r"\d")


def own_list(sentence: Sentence, memory: Memory) -> Decision | None:
    """Keep the key points of X with X unless a person of another side is said to speak there."""
    if memory.list_of is None:
        return None
    points = listed_points(sentence, memory)
    if points is None:
        return None
    named = attribution(sentence, memory) or main_verb(sentence, memory)
    if named and named.voice in SPEECH and named.voice != points.voice:
        spoken = [g for g in sentence.groups if g.head and g.head.name == named.speaker]
        if any(_stands_for(g) in ("person", "woman", "role", "body") for g in spoken):
            return named
    return points


def credit(sentence: Sentence, memory: Memory) -> Decision | None:
    """Read "This was reported by UNN with reference to …" as the outlet's own word."""
    for mark in sentence.others:
        if mark.entry.role == "credit" and mark.first <= 2:
            group = next(sentence.from_token(mark.last + 1), None)
            head = group.head if group else None
            if head and head.stands_for in ("person", "woman", "role"):
                continue
            words = (sentence.starts[mark.first], sentence.ends[mark.last])
            return Decision("outlet", "", *words, "credit")
    return None


def attribution(sentence: Sentence, memory: Memory) -> Decision | None:
    """Read what follows the content: "…, he said", "…", said Wang."""
    best: Decision | None = None
    for verb in sentence.verbs:
        if verb.entry.role != "say" or sentence.is_quoted(verb.first):
            continue
        found = subject_of_content(sentence, verb)
        if found is None:
            stranger = unknown_speaker(sentence, verb)
            best = best or (Decision("other", *stranger, "attribution") if stranger else None)
            continue
        decision = _speak(sentence, verb, found, memory, "attribution")
        if decision is None:
            continue
        if _stands_for(found) == "media":
            best = best or decision._replace(rule="agency")
        elif best is None or best.rule == "agency":
            best = decision
    if best and best.rule == "agency":
        return main_verb(sentence, memory) or best
    return best


def source(sentence: Sentence, memory: Memory) -> Decision | None:
    """Read "According to X, …", "…, according to X" and "For X, …"."""
    if sentence.others and sentence.others[0].first == 0 and sentence.others[0].entry.role == "for":
        group = next(sentence.from_token(1), None)
        near = group is not None and group.first <= MAX_NEAR_TOKENS
        if group and near and "," in sentence.between(group.last, group.last + 1):
            who = resolve(sentence, group, memory) if _stands_for(group) in PEOPLE else None
            return who and Decision(*who, sentence.starts[0], sentence.ends[group.last], "source")
    for mark in sentence.others:
        if mark.entry.role != "source" or sentence.is_quoted(mark.first):
            continue
        if mark.first > 2 and sentence.terms[mark.first - 1] in SUBORDINATORS:
            continue  # "…, which, according to him, …" is not the main clause
        for group in sentence.from_token(mark.last + 1):
            far = group.first - mark.last - 1
            gap = sentence.raw[sentence.ends[mark.last] : sentence.starts[group.first]]
            head = group.head
            vague = far > 3 and head is not None and head.stands_for == "state"
            about = sentence.terms[group.first - 1] in ("on", "about", "in", "to", "with")
            title = sentence.is_quoted(group.first)  # of a newspaper: «Москва»
            if far > 8 or "," in gap or vague or title or (about and far > 1):
                break
            decision = resolve(sentence, group, memory)
            if decision:
                words = (sentence.starts[mark.first], sentence.ends[group.last])
                return Decision(*decision, *words, "source")
        following = sentence.terms[mark.last + 1 : mark.last + 2]
        if following and following[0] in ("this", "it", "этому", "цим") and memory.speech:
            return memory.speech._replace(rule="continuation")
    return None


def main_verb(sentence: Sentence, memory: Memory) -> Decision | None:
    """Read the subject of the first reporting verb of the main clause."""
    unknown: Decision | None = None
    previous: Group | None = None
    met: Decision | None = None
    for verb in finite_verbs(sentence):
        group = subject(sentence, verb)
        coordinated = verb.first > 0 and follows_and(sentence, verb)
        if group is None and coordinated:
            group = previous or opening_subject(sentence, verb)
        if met is not None and not (coordinated and verb.entry.role != "meet"):
            break
        plural = isinstance(verb.entry, Cue) and verb.entry.plural
        if group is not None and plural and not group.is_plural:
            continue
        if verb.entry.role == "meet":
            if group is None and may_be_noun(verb):
                continue
            met = _meeting(sentence, verb, group)
            previous = group
            continue
        if group is None and verb.entry.role == "say":
            group = subject_behind(sentence, verb)
        decision = _speak(sentence, verb, group, memory, "verb") if group else None
        if decision is None and group is None:
            decision = _without_subject(sentence, verb, memory)
            unknown = unknown or _unknown(sentence, verb)
        if decision:
            return decision
        if group is not None:
            unknown = unknown or NOBODY._replace(rule="unknown")
    return met or unknown


def impersonal(sentence: Sentence, memory: Memory) -> Decision | None:
    """Give "It is noted that …" to the last speaker."""
    for mark in sentence.others:
        if mark.entry.role == "agreement" and not sentence.is_quoted(mark.first):
            words = (sentence.starts[mark.first], sentence.ends[mark.last])
            return Decision(*memory.pair, *words, "impersonal") if memory.pair else None
        denied = mark.first > 0 and sentence.terms[mark.first - 1] in ("не", "not")
        if mark.entry.role == "impersonal" and not denied and not sentence.is_quoted(mark.first):
            words = (sentence.starts[mark.first], sentence.ends[mark.last])
            group = next(sentence.from_token(mark.last + 1), None)
            near = group is not None and group.first - mark.last <= MAX_NEAR_TOKENS
            body = group if group and near and _stands_for(group) in ("body", "text") else None
            if body and (decision := resolve(sentence, body, memory)):
                return Decision(*decision, *words, "impersonal")
            if last := memory.speech or memory.body or memory.subject:
                return Decision(last[0], last[1], *words, "impersonal")
    return None


Rule = Callable[[Sentence, Memory], Decision | None]
RULES: tuple[Rule, ...] = (
    piece,
    colon,
    own_list,
    credit,
    attribution,
    signature,
    source,
    main_verb,
    impersonal,
    listed_points,
    heading,
    dateline,
    continuation,
)


def _speak(
    sentence: Sentence, verb: Mark, group: Group, memory: Memory, rule: str
) -> Decision | None:
    resolved = resolve(sentence, group, memory)
    if resolved is None:
        return None
    first, last = min(group.first, verb.first), max(group.last, verb.last)
    return Decision(*resolved, sentence.starts[first], sentence.ends[last], rule)


def _meeting(sentence: Sentence, verb: Mark, group: Group | None) -> Decision:
    """Return that the outlet tells who met whom."""
    first = group.first if group else verb.first
    words = (sentence.starts[min(first, verb.first)], sentence.ends[verb.last])
    return Decision("outlet", "", *words, "meeting")


def _without_subject(sentence: Sentence, verb: Mark, memory: Memory) -> Decision | None:
    """Give a sentence that begins with its verb to the one who was its subject before."""
    plural = isinstance(verb.entry, Cue) and verb.entry.plural
    first = verb.first == 0 and not plural and sentence.raw[sentence.starts[0]].islower()
    it = sentence.terms[0] in ("it", "там") and subject_end(sentence, verb) == 0
    if memory.subject and (first or it):
        ends = (sentence.starts[0], sentence.ends[verb.last])
        return Decision(*memory.subject, *ends, "verb")
    return None


def _unknown(sentence: Sentence, verb: Mark) -> Decision | None:
    """Keep a sentence whose speaker is in no lexicon away from those who spoke before."""
    if verb.entry.role not in ("say", "tell") or verb.first == 0:
        return None
    n = max(subject_end(sentence, verb), 0)
    start, end = sentence.starts[n], sentence.ends[n]
    word = sentence.raw[start:end]
    follows = sentence.terms[verb.last + 1 : verb.last + 2]
    says = bool(follows) and follows[0] in ("that", "что", "що")
    says = says or sentence.between(verb.last, verb.last + 1).strip()[:1] in (":", '"', "“", ",")
    if not says:
        return None
    named = n > 0 or (sentence.terms[0] not in DETERMINERS and not word.endswith("s"))
    if named and len(word) > 2 and word[0].isupper() and not DIGIT.search(word):
        return Decision("other", word, start, sentence.ends[verb.last], "verb")
    return NOBODY._replace(rule="unknown")


def _stands_for(group: Group) -> str:
    head = group.head
    if head:
        return head.stands_for
    return group.stand_in.role if group.stand_in else ""
