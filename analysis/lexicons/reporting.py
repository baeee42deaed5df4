"""reporting.tsv → `Cue`: the words that tell who speaks."""

from dataclasses import dataclass
from functools import cache

from analysis.lexicons.rows import PACKAGE, Lexicons
from analysis.lexicons.terms import LANGUAGES, counted_form

SPEAKING = ("say", "tell", "attitude", "together")  # the classes that are verbs
CUES = (*SPEAKING, "source", "piece", "joint", "office")


@dataclass(frozen=True)
class Cue:
    """One way to write that someone speaks: a verb, a phrase, or a word that stands for someone."""

    term: str  # as it is written
    role: str
    language: str
    plural: bool  # "agree": a verb only after several speakers, elsewhere it may be a noun

    side = ""
    match = "phrase"  # of one word or more
    is_acronym = False


@cache
def reporting(lexicons: Lexicons = PACKAGE) -> tuple[Cue, ...]:
    """Read the words that tell who speaks.

    Columns: forms (alternatives separated by ``|``), class, language (en | ru | uk), note. Classes:
    say (X said; also "…", said X), tell (X thanked Y), attitude (X supports …), together (X and Y
    discussed: no verb of one alone), source (according to X), piece (an interview, an article),
    joint (both sides), office (the minister, the ministry: part of a name, nobody by itself). An
    English form whose row also has it with -s is read as a verb only after a plural.
    """
    line_of: dict[tuple[str, ...], int] = {}
    result = []
    columns = ("forms", "class", "language", "note")
    for row in lexicons.rows("reporting.tsv", columns, required=("forms", "class", "language")):
        role, language = row.choice("class", CUES), row.choice("language", LANGUAGES)
        forms = row["forms"].split("|")
        for form in forms:
            if not form or form != form.strip() or form != form.casefold():
                raise row.fail(f"form {form!r} is empty, spaced or has capitals", "mend it")
            key = counted_form(form, lexicons)
            if key in line_of and line_of[key] != row.line:
                raise row.fail(f"{form!r} stands already in line {line_of[key]}", "keep one")
            if key in line_of:
                continue  # two spellings that are counted as one
            line_of[key] = row.line
            thirds = {f"{form}s", f"{form}es", f"{form[:-1]}ies"}
            plural = role in SPEAKING and language == "en" and not thirds.isdisjoint(forms)
            result.append(Cue(form, role, language, plural))
    return tuple(result)
