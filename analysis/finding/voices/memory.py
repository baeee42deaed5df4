"""What a text has said so far about who speaks → whom "he", "the ministry", "both sides" mean."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.finding.voices.speakers import ROLES, Group, Sentence
from analysis.lexicons import Name

VOICE_OF = {"china": "chinese", "russia": "russian", "other": "other"}
SPEECH = ("chinese", "russian", "both", "other")
BULLET = re.compile(r"[^\w\s\"'“”«»„(\[#.…]")
BOTH = "both", "both sides"
# Adjectives that name the two sides together, in the three languages.
TOGETHER = re.compile(
    "russia-chin|russian-chin|china-russia|chinese-russia|sino-russia|российско-кита|китайско-росс"
    "|російсько-кита|китайсько-рос"
)


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
    person: tuple[str, str] | None = None  # (voice, speaker)
    woman: tuple[str, str] | None = None
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)
    body: tuple[str, str] | None = None
    pair: tuple[str, str] | None = None
    sides: set[str] = field(default_factory=set)  # named so far
    speech: Decision | None = None  # the last sentence's, if someone spoke
    line: int = -1
    list_of: Decision | None = None  # whose key points these are
    bullets_of: Decision | None = None  # whose points follow a colon
    seen: set[str] = field(default_factory=set)
    subject: tuple[str, str] | None = None  # of the last sentence that had one
    several: bool = False  # whether that subject was a pair


def resolve(sentence: Sentence, group: Group, memory: Memory) -> tuple[str, str] | None:
    """Return voice and speaker of a group: by its name, its members, or what was said before."""
    parts = [one for part in (group, *group.joined) if (one := _one(sentence, part, memory))]
    if not parts:
        return None
    found = list(dict.fromkeys(voice for voice, _ in parts))
    speakers = list(dict.fromkeys(speaker for _, speaker in parts))
    if len(found) == 1:
        return found[0], " and ".join(speakers)
    voice = "both" if {"chinese", "russian"} <= set(found) or "both" in found else "other"
    return voice, " and ".join(speakers)


def _one(sentence: Sentence, group: Group, memory: Memory) -> tuple[str, str] | None:
    cue, head = group.stand_in, group.head
    if cue and cue.role in ("joint", "jointly"):
        sides = {m.entry.side for m in group.members if isinstance(m.entry, Name) and m.entry.side}
        words = sentence.raw[sentence.starts[group.first] : sentence.ends[group.last]]
        if len(sides) > 1:
            both = {"china", "russia"} <= sides
            return ("both" if both else "other"), words
        if not sides:
            pair = memory.pair or (BOTH if {"china", "russia"} <= memory.sides else None)
            return (pair[0], words) if pair else None
        return VOICE_OF[sides.pop()], words
    if head:
        return VOICE_OF[head.side], head.name
    if cue is None:
        return None
    if cue.role == "they":
        strangers = memory.subject is not None and memory.subject[0] == "other"
        return memory.pair if memory.several or not strangers else None
    if cue.role == "he":
        return _antecedent(sentence, group) or memory.person
    if cue.role == "she":
        return memory.woman
    if cue.role == "we":
        return memory.list_of[:2] if memory.list_of else None
    if cue.role in ("body", "text"):
        return memory.body
    return memory.roles.get(cue.role) or (memory.person if cue.role in ROLES else None)


def _antecedent(sentence: Sentence, pronoun: Group) -> tuple[str, str] | None:
    """Return the person who stands alone before a pronoun in the same sentence."""
    if sentence.person is None or sentence.person.first >= pronoun.first:
        return None
    head = sentence.person.head
    return (VOICE_OF[head.side], head.name) if head else None


def remember(sentence: Sentence, memory: Memory, decision: Decision) -> None:
    """Bring the memory up to date with one sentence and its decision."""
    memory.speech = decision if decision.voice in SPEECH else None
    memory.line = sentence.line
    _remember_subject(sentence, memory, decision)
    sides = set()
    for group in sentence.groups:
        for part in (group, *group.joined):
            for mark in part.members:
                entry = mark.entry
                if isinstance(entry, Name):
                    memory.seen.add(entry.name)
                    if entry.stands_for == "body":
                        memory.body = VOICE_OF[entry.side], entry.name
                    if entry.stands_for not in ("media", "group", "place", "past"):
                        sides.add(entry.side)
    memory.sides |= sides
    if decision.rule == "meeting":
        memory.several = len(sides) > 1
    joined = any("-" in term and TOGETHER.match(term) for term in sentence.terms)
    if joined or {"china", "russia"} <= sides:
        memory.pair = BOTH
    elif decision.rule in ("meeting", "heading") and "other" in sides and len(sides) > 1:
        memory.pair = "other", "both sides"
    ends_in_colon = sentence.raw[sentence.start : sentence.end].endswith(":")
    if ends_in_colon and decision.voice in SPEECH:
        memory.bullets_of = decision._replace(rule="list")
    elif sentence.opens_line and not is_bulleted(sentence):
        memory.bullets_of = None


def _remember_subject(sentence: Sentence, memory: Memory, decision: Decision) -> None:
    """Keep the person or pair that was the subject, for the pronouns and roles to come."""
    if decision.start < sentence.start or decision.start >= sentence.end:
        return
    for group in sentence.groups:
        place = sentence.starts[group.first]
        if not decision.start <= place < decision.end:
            continue
        memory.several = group.is_plural
        if group.is_plural:
            if resolved := resolve(sentence, group, memory):
                memory.subject = memory.pair = resolved
            memory.person = None
            return
        resolved = resolve(sentence, group, memory)
        if resolved is None:
            return
        memory.subject = resolved
        head = group.head
        if head and head.stands_for in ("person", "woman", "role"):
            woman = head.stands_for == "woman" or "woman" in head.form.casefold()
            if woman:
                memory.woman = resolved
            else:
                memory.person = resolved
                memory.woman = resolved if head.stands_for == "role" else memory.woman
            for role in ROLES:
                if role in head.note:
                    memory.roles[role] = resolved
            memory.roles["official"] = resolved
        elif group.stand_in and group.stand_in.role in ("he", *ROLES):
            memory.person = resolved
        return


def is_bulleted(sentence: Sentence) -> bool:
    """Whether a sentence begins with a bullet, a dash or an emoji."""
    return bool(BULLET.match(sentence.raw, sentence.start))
