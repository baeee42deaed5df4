"""What a text has said so far → whom "he", "the minister", "the ministry", "both sides" mean."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from analysis.finding.voices.sentence import ROLES, Group, Sentence
from analysis.lexicons import Name

# The side of a name in names.tsv → the voice of a sentence attributed to it.
VOICE_OF = {"china": "chinese", "russia": "russian", "other": "other"}
# Voices that go on in the next sentence; the outlet's does not.
SPEECH = ("chinese", "russian", "both", "other")
# A bullet, a dash or an emoji: "• Trade grows", "🔹 Trade grows"; not "(Trade grows" or "#trade".
_BULLET = re.compile(r"[^\w\s\"'“”«»„(\[#.…]")
Speaker = tuple[str, str]  # voice, name


class Decision(NamedTuple):
    """Whose a sentence is, by which characters of the raw text and which rule."""

    voice: str
    speaker: str = ""
    start: int = -1
    end: int = -1
    rule: str = ""


NOBODY = Decision("unattributed")


@dataclass
class Memory:
    """What the text has said so far about who speaks."""

    post: bool
    person: Speaker | None = None
    woman: Speaker | None = None
    body: Speaker | None = None
    pair: Speaker | None = None
    speech: Decision | None = None  # the last sentence's, if someone spoke
    line: int = -1
    list_of: Decision | None = None  # whose key points these are
    bullets_of: Decision | None = None  # whose points follow a colon


def resolve(sentence: Sentence, group: Group, memory: Memory) -> Speaker | None:
    """Return voice and speaker of a group: by its names, or by what was said before."""
    # "Wang Yi and the Turkish minister Hakan Fidan said that trade grows." → other by verb
    parts = [_resolve_one(sentence, part, memory) for part in (group, *group.joined)]
    speakers = [speaker for speaker in parts if speaker]
    if not speakers:
        return None
    named = " and ".join(dict.fromkeys(name for _, name in speakers))
    return _together({voice for voice, _ in speakers}), named


def _resolve_one(sentence: Sentence, group: Group, memory: Memory) -> Speaker | None:
    """Return who is meant by the words between two "and"."""
    # "Lavrov met Hakan Fidan. Both sides noted progress." → outlet by meeting | other by verb
    # "Zakharova noted that Wang was late. She added that Lavrov waited."
    # → russian by verb | russian by verb
    if group.stand_in and group.stand_in.role == "joint":
        voices = {VOICE_OF[m.entry.side] for m in group.members if m.entry.side}
        voices = voices or {voice for voice, _ in filter(None, [memory.pair])}
        words = sentence.raw[sentence.starts[group.first] : sentence.ends[group.last]]
        return (_together(voices), words) if voices else None
    if group.head:
        return VOICE_OF[group.head.side], group.head.name
    before = {
        **dict.fromkeys(("he", *ROLES), memory.person),
        **{"they": memory.pair, "she": memory.woman, "body": memory.body, "text": memory.body},
    }
    return before.get(group.stands_for)


def _together(voices: set[str]) -> str:
    if len(voices) == 1:
        return voices.pop()
    return "both" if {"chinese", "russian"} <= voices else "other"


def remember(sentence: Sentence, memory: Memory, decision: Decision) -> None:
    """Bring the memory up to date with one sentence and its decision."""
    memory.speech = decision if decision.voice in SPEECH else None
    memory.line = sentence.line
    _remember_subject(sentence, memory, decision)
    _remember_sides(sentence, memory, decision)
    if memory.speech and sentence.raw[sentence.start : sentence.end].endswith(":"):
        memory.bullets_of = decision._replace(rule="list")
    elif not is_bulleted(sentence):
        memory.bullets_of = None


def _remember_subject(sentence: Sentence, memory: Memory, decision: Decision) -> None:
    """Keep the group among the deciding words, for the pronouns and roles to come."""
    starts, words = sentence.starts, range(decision.start, decision.end)
    group = next((group for group in sentence.groups if starts[group.first] in words), None)
    resolved = resolve(sentence, group, memory) if group else None
    if group is None or resolved is None:
        return
    if group.is_plural:
        memory.pair = resolved
    elif group.stands_for in ("woman", "she"):
        memory.woman = resolved
    else:
        memory.person = resolved
        if group.stands_for == "role":  # "A spokesperson said …" may go on with he or she
            memory.woman = resolved


def _remember_sides(sentence: Sentence, memory: Memory, decision: Decision) -> None:
    """Keep the last institution, and the pair of sides that met or were named together."""
    parts = [part for group in sentence.groups for part in (group, *group.joined)]
    names = [m.entry for part in parts for m in part.members if isinstance(m.entry, Name)]
    for name in names:
        if name.stands_for == "body":
            memory.body = VOICE_OF[name.side], name.name
    sides = {name.side for name in names}
    if {"china", "russia"} <= sides:
        memory.pair = "both", "both sides"
    elif decision.rule in ("meeting", "heading") and "other" in sides:
        memory.pair = "other", "both sides"


def is_bulleted(sentence: Sentence) -> bool:
    """Whether a sentence begins with a bullet, a dash or an emoji."""
    return bool(_BULLET.match(sentence.raw, sentence.start))
