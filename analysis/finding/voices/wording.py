"""The rules that read a sentence's words: attribution, source, main verb, impersonal report."""

from analysis.finding.voices.antecedents import NOBODY, Decision, Memory, resolve
from analysis.finding.voices.grammar import DETERMINERS
from analysis.finding.voices.lines import listed_points
from analysis.finding.voices.sentence import PEOPLE, SPEAKERS, Group, Mention, Sentence
from analysis.finding.voices.subjects import (
    finite_verbs,
    subject,
    subject_end,
    subject_of_content,
    unknown_speaker,
)
from analysis.lexicons import Cue


def own_list(sentence: Sentence, memory: Memory) -> Decision | None:
    r"""Keep the key points of X with X unless a person of another side is said to speak there.

    >>> decided("Lavrov's interview\n• China is ready.\n• Trump said he is ready.", post=True)
    'outlet by piece | russian by list | other by verb'
    """
    points = listed_points(sentence, memory)
    named = main_verb(sentence, memory) if points else None
    if points and named and named.voice not in ("outlet", points.voice):
        speakers = [group.head for group in sentence.groups if group.stands_for in SPEAKERS]
        if any(head and head.name == named.speaker for head in speakers):
            return named
    return points


def credit(sentence: Sentence, memory: Memory) -> Decision | None:
    """Give the name of who published a statement to the outlet.

    >>> decided("This was reported by UNN with reference to the Kremlin.")
    'outlet by credit'
    """
    for cue in sentence.cues:
        if cue.entry.role == "credit" and cue.first <= 2:
            return Decision("outlet", "", *_words(sentence, cue), "credit")
    return None


def attribution(sentence: Sentence, memory: Memory) -> Decision | None:
    """Read what follows the content: "…, he said", "…", said Wang.

    >>> decided("China is ready, Wang Yi said, TASS reports.")
    'chinese by attribution'
    """
    unknown = None
    for verb in sentence.verbs:
        if verb.entry.role != "say" or sentence.is_quoted(verb.first):
            continue
        group = subject_of_content(sentence, verb)
        if group and (decision := _speak(sentence, verb, group, memory, "attribution")):
            return decision
        if group is None and (name := unknown_speaker(sentence, verb)):
            unknown = unknown or Decision("other", *name, "attribution")
    return unknown


def source(sentence: Sentence, memory: Memory) -> Decision | None:
    """Read "According to X, …", "…, according to X" and "For X, …".

    >>> decided("China is a friend, according to the Kremlin.")
    'russian by source'
    >>> decided("For Wang Yi, Russia is a friend.")
    'chinese by source'
    """
    for cue in sentence.cues:
        group = next(sentence.from_token(cue.last + 1), None)
        if group is None or "," in sentence.between(cue.last, group.first):
            continue
        opens = cue.first == 0 and "," in sentence.after(group.last)
        is_for = cue.entry.role == "for" and opens and group.stands_for in PEOPLE
        if (is_for or cue.entry.role == "source") and (who := resolve(sentence, group, memory)):
            return Decision(*who, *_words(sentence, cue, group), "source")
    return None


def main_verb(sentence: Sentence, memory: Memory) -> Decision | None:
    """Read the subject of the first reporting verb of the main clause; a meeting is the outlet's.

    >>> decided("On Tuesday, Wang Yi met with Lavrov.")
    'outlet by meeting'
    >>> decided("Wang Yi met with Lavrov and said that trade grows.")
    'chinese by verb'
    """
    unknown = met = None
    for verb in finite_verbs(sentence):
        group = subject(sentence, verb)
        if group and _is_plural(verb) and not group.is_plural:
            continue
        if verb.entry.role == "meet":
            if group or not _may_be_noun(verb):
                met = Decision("outlet", "", *_words(sentence, verb, group), "meeting")
        elif group is None:
            unknown = unknown or _unknown_subject(sentence, verb)
        elif decision := _speak(sentence, verb, group, memory, "verb"):
            return decision
    return met or unknown


def impersonal(sentence: Sentence, memory: Memory) -> Decision | None:
    """Give "It is noted that …" to the last speaker, and "It was agreed …" to the last pair.

    >>> decided("Wang Yi said much. It is noted that trade grows.")
    'chinese by verb | chinese by impersonal'
    """
    for cue in sentence.cues:
        last: Decision | tuple[str, str] | None = None
        if cue.entry.role == "agreement":
            last = memory.pair
        elif cue.entry.role == "impersonal":
            last = memory.speech
        if last:
            return Decision(last[0], last[1], *_words(sentence, cue), "impersonal")
    return None


def _words(sentence: Sentence, cue: Mention, group: Group | None = None) -> tuple[int, int]:
    """Return the offsets of a cue and the group it belongs to."""
    first, last = (group.first, group.last) if group else (cue.first, cue.last)
    return sentence.starts[min(first, cue.first)], sentence.ends[max(last, cue.last)]


def _speak(
    sentence: Sentence, verb: Mention, group: Group, memory: Memory, rule: str
) -> Decision | None:
    speaker = resolve(sentence, group, memory)
    return Decision(*speaker, *_words(sentence, verb, group), rule) if speaker else None


def _is_plural(verb: Mention) -> bool:
    """Whether a form is a verb only after several: "both support", not "China's support"."""
    return isinstance(verb.entry, Cue) and verb.entry.plural


def _may_be_noun(verb: Mention) -> bool:
    """Whether a verb without a subject is likely a noun: a visit, visits; not "held talks"."""
    entry = verb.entry
    return isinstance(entry, Cue) and entry.language == "en" and " " not in entry.term


def _unknown_subject(sentence: Sentence, verb: Mention) -> Decision | None:
    """Keep a sentence whose speaker is in no lexicon away from those who spoke before.

    >>> decided("On Monday John Smith said that trade grows.")
    'other by verb'
    """
    if verb.entry.role not in ("say", "tell") or verb.first == 0:
        return None
    says = sentence.terms[verb.last + 1 : verb.last + 2] in (["that"], ["что"], ["що"])
    if not says and sentence.after(verb.last).strip()[:1] not in (":", '"', "“", ","):
        return None
    n = max(subject_end(sentence, verb), 0)
    word = sentence.word(n)
    named = n > 0 or sentence.terms[0] not in DETERMINERS
    if named and len(word) > 2 and word[0].isupper():
        words = (sentence.starts[n], sentence.ends[verb.last])
        return Decision("other", word, *words, "verb")
    return NOBODY._replace(rule="unknown")
