"""The rules that read where a sentence stands: titles, "X: …", key points, signatures, lines."""

import re
from collections.abc import Iterator

from analysis.finding.voices.antecedents import VOICE_OF, Decision, Memory, is_bulleted, resolve
from analysis.finding.voices.sentence import SPEAKERS, Group, Mention, Sentence
from analysis.finding.voices.subjects import finite_verbs
from analysis.lexicons import Cue, Name

# Between "interview" and whose it is: "interview with the Russian minister S. Lavrov".
MAX_AUTHOR_TOKENS = 6
# "Question: Is China ready?" is an unnamed journalist's.
QUESTION = re.compile(r"(?:q|question|вопрос|питання)\s*:", re.IGNORECASE)
# Before a signature: "…" — Путин; not Russia–Canada.
DASH = re.compile("[—–-] ")
# "Speech by X", "интервью с X".
BY = ("by", "of", "from", "with", "с", "з", "із")


def piece(sentence: Sentence, memory: Memory) -> Decision | None:
    """Give a title of an article or interview to the outlet, and the key points to its author."""
    # "Sergey Lavrov's article for TASS\n• Trade grows." → outlet by piece | russian by list
    verbs = (verb.entry for verb in finite_verbs(sentence))
    if sentence.number > 2 or any(isinstance(e, Cue) and not e.plural for e in verbs):
        return None
    for title in _titles(sentence):
        for group in sentence.from_token(title.first - MAX_AUTHOR_TOKENS):
            if group.first > title.last + MAX_AUTHOR_TOKENS:
                break
            if group.head and _is_author(sentence, title, group):
                voice = VOICE_OF[group.head.side]
                first, last = min(title.first, group.first), max(title.last, group.last)
                words = (sentence.starts[first], sentence.ends[last])
                memory.list_of = Decision(voice, group.head.name, *words, "list")
                return Decision("outlet", "", *words, "piece")
    return None


def _titles(sentence: Sentence) -> Iterator[Mention]:
    """Yield the words for a text: interview, statement."""
    yield from (cue for cue in sentence.cues if cue.entry.role == "piece")
    firsts = (group.members[0] for group in sentence.groups)
    yield from (first for first in firsts if first.entry.role == "text")


def _is_author(sentence: Sentence, title: Mention, group: Group) -> bool:
    """Whether a text is a group's: "X's article", "speech by X", "Интервью С.В.Лаврова"."""
    if group.head is None or group.stands_for == "state":
        return False
    if group.last == title.first - 1:
        return group.possessive
    by = sentence.terms[title.last + 1 : title.last + 2]
    return group.first > title.last and (group.head.oblique or (bool(by) and by[0] in BY))


def colon(sentence: Sentence, memory: Memory) -> Decision | None:
    """Read "Wang Yi: …" as Wang Yi's words, and "Question:" as somebody else's."""
    # "Talks\n\nQuestion: Is China ready?\n\nSergey Lavrov: China is ready."
    # → outlet by heading | other by colon | russian by colon
    if not sentence.terms:
        return None
    if QUESTION.match(sentence.raw, sentence.starts[0], sentence.end):
        memory.list_of = None
        return Decision("other", "question", sentence.starts[0], sentence.ends[0], "colon")
    group = next(iter(sentence.groups), None)
    if group is None or group.head is None or group.first > 0:
        return None
    after = sentence.after(group.last).lstrip(' )"”»')
    if not after.startswith(":") or group.stands_for not in (*SPEAKERS, "media"):
        return None
    voice = "both" if group.joined else VOICE_OF[group.head.side]
    words = (sentence.starts[0], sentence.ends[group.last])
    decision = Decision(voice, group.head.name, *words, "colon")
    if memory.post:
        memory.list_of = decision._replace(rule="list")
    return decision


def signature(sentence: Sentence, memory: Memory) -> Decision | None:
    """Read a name behind a dash at the end."""
    # "Китай готов к диалогу — Путин" → russian by signature
    group = sentence.groups[-1] if sentence.groups else None
    if group is None or group.last < len(sentence.terms) - 1:
        return None
    dash = DASH.search(sentence.between(group.first - 1, group.first))
    if dash and (speaker := resolve(sentence, group, memory)):
        words = (sentence.starts[group.first], sentence.ends[group.last])
        return Decision(*speaker, *words, "signature")
    return None


def listed_points(sentence: Sentence, memory: Memory) -> Decision | None:
    """Give the key points of an interview, article or speech to whom it is by."""
    # "Lavrov noted the following:\n• Trade grew by 5 percent." → russian by verb | russian by list
    if memory.list_of and (memory.post or is_bulleted(sentence)):
        return memory.list_of
    return memory.bullets_of if is_bulleted(sentence) else None


def heading(sentence: Sentence, memory: Memory) -> Decision | None:
    """Give a headline that names no speaker to the outlet."""
    # "A visit to Moscow" → outlet by heading
    opens = sentence.is_heading and sentence.opens_line
    return Decision("outlet", rule="heading") if opens else None


def dateline(sentence: Sentence, memory: Memory) -> Decision | None:
    """Give a place in capitals at the start, or an agency's name, to the outlet."""
    # "Talks\n\nMOSCOW, May 3." → outlet by heading | outlet by dateline
    first = sentence.mentions[0] if sentence.mentions else None
    if first is None or first.first > 0 or not sentence.word(0).isupper():
        return None
    if isinstance(first.entry, Name) and first.entry.stands_for in ("capital", "media", "place"):
        return Decision("outlet", "", sentence.starts[0], sentence.ends[first.last], "dateline")
    return None


def continuation(sentence: Sentence, memory: Memory) -> Decision | None:
    """Let speech go on in its paragraph, and in the next when that brings nothing new."""
    # "Wang Yi said much. Trade grows.\n\nChina is glad.\n\nRussia sold 5."
    # → chinese by verb | chinese by continuation | chinese by continuation | unattributed
    group = next(iter(sentence.groups), None)
    if memory.speech is None or (
        group  # "Lavrov nodded" is none of Wang's words
        and group.head
        and group.stands_for in SPEAKERS
        and VOICE_OF[group.head.side] != memory.speech.voice
    ):
        return None
    one_side = memory.speech.voice in ("chinese", "russian")
    sides = {mention.entry.side or mention.entry.role for mention in sentence.mentions}
    on_both = not sides.isdisjoint(("china", "russia", "joint"))
    is_new = any(term[0].isdigit() for term in sentence.terms)
    if memory.line == sentence.line or (one_side and on_both and not is_new):
        return memory.speech._replace(rule="continuation")
    return None
