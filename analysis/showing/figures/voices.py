"""Corpus → figures of who speaks: voices by outlet, topics by voice, words of two sides."""

import pandas as pd

from analysis.counting.keyness import compare
from analysis.counting.series import MIN_WORDS, series
from analysis.counting.statistics import LEVEL
from analysis.counting.topics import count_by_voice, topic_names
from analysis.finding.lexicon import topic_hits
from analysis.finding.voices import VOICES, voices
from analysis.finding.words import words
from analysis.reading.corpus import Corpus
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures.facts import CLEANED, CannotDraw, facts_of, make
from analysis.showing.pages.readable import count

TERMS_PER_SIDE = 8
BY_RULE = (
    "Attributed by rule: only where the sentence, its quotation or the head of its text names the "
    "speaker; the rest is unattributed."
)
SAID = "Clauses that only attribute what is said are not counted."
# How a voice is called in figures.
NAMES = {
    "chinese": "Chinese side",
    "russian": "Russian side",
    "both": "both sides together",
    "other": "others",
    "unattributed": "unattributed",
}


def voices_by_outlet(corpus: Corpus) -> Figure:
    """Draw the share of each outlet's sentences attributed to each voice."""
    attributed = voices(corpus)
    if not len(attributed):
        raise CannotDraw("there are no sentences")
    table = series(
        corpus,
        attributed,
        label="voice",
        names=VOICES,
        by="outlet",
        denominator="share_of_sentences",
    )
    shown = table.assign(voice=table["voice"].map(NAMES))
    unit = "share of n sentences; numbers: sentences"
    look = {"label": "voice", "by": "outlet", "value": "value", "number": "sentences"}
    return make(
        charts.parts(shown, unit=unit, **look),
        "04-voices",
        table,
        "Voices by outlet: the share of the outlet's sentences attributed to each voice; numbers: "
        f"sentences. {count(len(attributed), 'sentences')}, {facts_of(corpus).n}. {CLEANED} "
        f"{BY_RULE}",
        f"Bars of {len(VOICES)} voices for {count(table['outlet'].nunique(), 'outlets')}.",
        value="value",
    )


def topics_by_voice(corpus: Corpus) -> Figure:
    """Draw the topics of each voice, per thousand words of that voice."""
    attributed, hits = voices(corpus), topic_hits(corpus)
    if not len(hits):
        raise CannotDraw("no term of topics.tsv occurs")
    table = count_by_voice(corpus, hits, attributed, names=topic_names(corpus.lexicons))
    voiced = table["voice"].nunique()
    return make(
        charts.heat(table.assign(voice=table["voice"].map(NAMES)), label="topic", by="voice"),
        "04-topics-by-voice",
        table,
        "Topics by the voice of the sentence. Colour: hits per 1,000 words of the voice, not drawn "
        f"below {MIN_WORDS} words; number: hits. {count(len(attributed), 'sentences')}, "
        f"{facts_of(corpus).n}. {CLEANED} {BY_RULE} {SAID}",
        f"A heat map of {len(topic_names(corpus.lexicons))} topics by {count(voiced, 'voices')}.",
        value="per_1000",
    )


def sides(corpus: Corpus, target: str = "chinese", reference: str = "russian") -> Figure:
    """Draw the words that two sides use most differently, as ratios of their rates."""
    attributed, lemmas = voices(corpus), words(corpus, lemmatize=True)
    parts = [
        lemmas.where(sentences=attributed[attributed["voice"] == side])
        for side in (target, reference)
    ]
    if not all(map(len, parts)):
        raise CannotDraw(f"no sentence is attributed to the {target} or the {reference} side")
    likely = compare(*parts, measure="g2")
    strongest = pd.concat([likely.head(TERMS_PER_SIDE), likely.tail(TERMS_PER_SIDE)])["term"]
    ratios = compare(*parts, measure="log_ratio")
    table = ratios[ratios["term"].isin(strongest)].reset_index(drop=True)
    items = [pd.unique(part.item).size for part in parts]
    supported = int((table["p_items_bh"] < LEVEL).sum())
    names = [NAMES[side] for side in (target, reference)]
    return make(
        charts.keyness(table, target=names[0], reference=names[1]),
        "04-sides",
        table,
        f"Words of the {names[0]} against the {names[1]}. Log ratio of rates with 95 % interval "
        f"over words; the {TERMS_PER_SIDE} words with the largest G² on either side, counts at the "
        f"right ({names[0]} : {names[1]}). Sentences attributed to each side in {items[0]} and "
        f"{items[1]} items; {facts_of(corpus).n}, dictionary forms. Filled: splits of the texts "
        f"support the difference ({supported} of {len(table)}). {SAID}",
        f"Dots with intervals on both sides of a line; {supported} of {len(table)} filled.",
        value="log_ratio",
    )
