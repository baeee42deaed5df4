"""Corpus → figures of its words: how often, when, near which others, and who says them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.counting import changes, chronology, groups, provenance, series, topics
from analysis.counting import passport as tried
from analysis.counting.words import collocates as near_words
from analysis.counting.words import collocations, count_terms, dispersion, words_of_hits
from analysis.finding import lexicon, tokens
from analysis.finding.search import search
from analysis.finding.voices import VOICES, voices
from analysis.finding.words import Words, words
from analysis.lexicons import names
from analysis.reading.corpus import Corpus, once
from analysis.reading.dating.days import Period
from analysis.showing.charts import legible, outlet_colours
from analysis.showing.export import Figure
from analysis.showing.figures import facts
from analysis.showing.pages.readable import count

MAX_TERMS, MAX_PAIRS, MAX_SERIES = 20, 18, 5
MIN_PAIR_HITS, MIN_PAIR_TEXTS = 3, 2
CYRILLIC = "\u0400"  # where its letters begin; names in them have cases
CHANCE = 3.84  # G² of a word that stands near another by chance once in twenty times
MAX_CLAIMS = 3  # of a caption, each tried in every way of counting
MAX_SPECIFICATIONS = 480  # dots; of more, every second, third, … is drawn
TITLES = ("minister", "premier", "president")  # "Minister Wang": the title is a word of its own


def frequent_words(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw the most frequent words in dictionary form."""
    lemmas = _with_names(words(corpus, lemmatize=True))
    return facts.draw(corpus, "03-words-overall", dispersion(lemmas, top=top), shown=lemmas)


def frequent_words_by_year(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw the most frequent words by year, or by the period that suits the corpus."""
    lemmas, key = _with_names(words(corpus, lemmatize=True)), "03-words-by-year"
    overall = count_terms(lemmas).head(top)
    if not len(overall):
        return facts.draw(corpus, key, overall)
    terms, drawn = list(overall["term"]), facts.dated(corpus)
    table = drawn.count(lemmas, series.series, terms)
    periods = count(table[drawn.by].nunique(), f"{drawn.by}s")
    look = {**drawn.look, "least": series.MIN_ITEMS}  # texts that carry a rate
    return facts.draw(corpus, key, table, look, shown=lemmas, periods=periods)


def words_by_year(corpus: Corpus, terms: Sequence[str]) -> Figure:
    """Draw the rates of chosen words by year, or by the period that suits the corpus."""
    lemmas = words(corpus, lemmatize=True)
    table = facts.dated(corpus).count(lemmas, series.series, terms)
    hollow = (table["value"].notna() & table["low"].isna()).sum
    return _trends(corpus, "03-keywords-by-year", table, shown=lemmas, hollow=hollow)


def repeats(corpus: Corpus, *, top: int = MAX_TERMS) -> Figure:
    """Draw what cleaning does to the words most frequent as scraped."""
    table = changes.compare_readings(corpus, lambda w: count_terms(_with_names(w)), lemmatize=True)
    raw = _with_names(words(corpus, "raw", lemmatize=True))
    return facts.draw(corpus, "03-repeats", table.head(top), shown=raw)


def pairs_of_words(corpus: Corpus, *, top: int = MAX_PAIRS) -> Figure:
    """Draw the pairs of neighbouring words that attract each other most."""
    given, least = words(corpus), MIN_PAIR_HITS
    table = collocations(_with_names(given, apart=False), min_hits=least)
    texts = min(MIN_PAIR_TEXTS, (given.per_item > 0).sum())  # of one text all its pairs
    table = table[table["items"] >= texts].head(top)
    return facts.draw(corpus, "03-collocations", table, shown=given, least=least, texts=texts)


def collocates(corpus: Corpus, term: str, *, by: Any = "year", window: int = 5) -> Figure:
    """Draw the words that stand near a word most exclusively, and when (by) or by which voice."""
    lemmas, key = words(corpus, lemmatize=True), "03-collocates"
    found = search(lemmas, term)
    ranked = near_words(lemmas, found, window=window, min_hits=MIN_PAIR_HITS)
    ranked = ranked[ranked["log_likelihood"] >= CHANCE].head(MAX_PAIRS)
    told = {"term": term, "window": window, "least": MIN_PAIR_HITS, "found": len(found), "by": by}
    if not len(ranked):
        return facts.draw(corpus, key, ranked, **told)
    sides, heads = voices(corpus)[["item_id", "sentence", "voice"]], facts.captions()["voices"]
    if by != "voice":
        sides = groups.item_groups(corpus, by)[["item_id", by]]
        heads = {str(period): str(period) for period in groups.complete_groups(corpus, by)}
    sides["group"] = sides[by].astype("str").map(heads).fillna("not known")
    near = pd.concat([provenance.source_of(ranked).behind(row)[0] for _, row in ranked.iterrows()])
    near, found = (hits.merge(sides, on=list(sides.columns[:-2])) for hits in (near, found))
    sizes = found["group"].value_counts()
    names = [name for name in heads.values() if by != "voice" or name in sizes]
    names += ["not known"] * ("not known" in sizes)
    if len(names) > MAX_TERMS:
        raise facts.CannotDraw(f"{len(names)} {by}s are too many; take a longer period")
    table = near.groupby(["term", "group"]).size().rename("hits").reset_index()
    sizes_of = table["group"].map(sizes)
    table["share"] = (table["hits"] / sizes_of).where(sizes_of >= series.MIN_ITEMS)
    table = ranked[["term", "word_hits", "log_dice", "log_likelihood"]].merge(table, on="term")
    look: dict[str, Any] = {"texts": {name: (name, f"n = {sizes.get(name, 0)}") for name in names}}
    look["unit"] = f"times near it per hit of {legible(term)} (n); numbers: times near it"
    look["beside"] = {"log-Dice": ranked["log_dice"], "G²": ranked["log_likelihood"]}
    table = provenance.trace(table, corpus, ("term", "group"), near)
    return facts.draw(corpus, key, table, look, shown=lemmas, words=len(ranked), **told)


@once
def _with_names(given: Words, *, apart: bool = True) -> Words:
    """Return words in which a person's name is one word, for its short forms too."""
    # "Wang Yi said that Wang …" has him twice, in as many running words unless not ``apart``.
    hits = lexicon.name_hits(given)[lambda of: of["name"].isin(lexicon.persons(given.corpus))]
    shown = list(dict.fromkeys(hits["name"]))
    nth, n_terms = pd.Index(shown).get_indexer(hits["name"]), len(given.terms)
    first, behind = words_of_hits(given, hits)
    first += np.isin(given.term[first], [given.code(title) for title in TITLES])
    # "Minister Wang" and "Путина" are forms: of "Minister Wang Yi", "Владимира Путина" a part.
    forms: dict[str, set[str]] = {name: set() for name in shown}
    for entry in (entry for entry in names(given.corpus.lexicons) if entry.name in forms):
        forms[entry.name] |= {*tokens.fold(entry.term).split()} - {*TITLES}

    def is_form(name: str, term: str) -> bool:  # in whatever case: "владимиром" of "Владимир"
        stems = (word.rstrip("йьаяо") for word in forms[name] if word > CYRILLIC)
        cases = (stem for stem in stems if 3 < len(stem) <= len(term) <= len(stem) + 3)
        return term in forms[name] or any(map(term.startswith, cases))

    free = np.ones(len(given), bool)
    free[first] = free[behind - 1] = False  # "Wang, Wang Yi" are two mentions

    def is_part(rows: Any) -> Any:
        at = rows.clip(0, len(given) - 1)
        near = (rows == at) & (given.sentence_row[at] == given.sentence_row[first])
        pair, pairs = pd.factorize(nth * n_terms + given.term[at])
        named = (divmod(pair, n_terms) for pair in pairs.tolist())
        known = np.array([is_form(shown[n], given.terms[code]) for n, code in named], bool)
        return near & known[pair] & free[at]

    first, behind = first - is_part(first - 1), behind + is_part(behind)
    term, last, listed = given.term.copy(), given.last.copy(), given.listed.copy()
    kept = np.ones(len(given), bool)
    term[first] = n_terms + nth
    last[first], listed[first] = given.last[behind - 1], True
    for n in range(1, int((behind - first).max(initial=0))):  # "Yi" is no word of its own
        kept[(first + n)[first + n < behind]] = False
    parts: dict[str, Any] = {"term": term, "last": last, "listed": listed & kept}
    joined = replace(given, terms=[*given.terms, *shown], whole=False, **parts)
    return joined if apart else joined.take(kept)


def passport(corpus: Corpus, term: str, *, higher: Any, lower: Any, by: Period = "year") -> Figure:
    """Draw in how many ways of counting one period has more of a word than another."""
    claim = tried.passport(corpus, term, higher=higher, lower=lower, by=by)
    table = claim.table.dropna(subset=["holds"])
    shown = table.iloc[:: -(-len(table) // MAX_SPECIFICATIONS) or 1].reset_index(drop=True)
    look: dict[str, Any] = {"choices": [choice for choice in tried.CHOICES if choice != "draw"]}
    look |= {"higher": str(higher), "lower": str(lower)}
    which = f"{len(shown):,} of" if len(shown) < len(table) else "all"
    told = {"which": f"{which} {len(table):,} specifications", "share": table["holds"].mean}
    told |= {"term": term, "claim": claim, "placebos": tried.PLACEBOS}
    return facts.draw(corpus, "03-passport", shown, look, **told)


def topic_terms(corpus: Corpus, *, top: int = MAX_SERIES) -> Figure:
    """Draw the topic terms with the most hits by the period that suits the corpus."""
    hits = lexicon.topic_hits(corpus)
    terms = hits["term"].value_counts(sort=False).sort_index().nlargest(top).index
    mine = hits[hits["term"].isin(terms)]
    key, look = "04-topic-terms", {"label": "term", "names": list(terms)}
    if not len(hits):
        return facts.draw(corpus, key, mine)

    def find(term: str) -> Any:
        return lambda given: lexicon.topic_hits(given)[lambda hits: hits["term"] == term]

    table = facts.dated(corpus).count(corpus, series.series, mine, **look)
    return _trends(corpus, key, table, find, terms=len(terms))


def _trends(corpus: Corpus, key: str, table: pd.DataFrame, find: Any = str, **told: Any) -> Figure:
    """Draw a series of terms by period, and say its strongest changes, tried by `passport`."""
    if table["value"].isna().all():
        raise facts.CannotDraw(f"no period has {series.MIN_WORDS} words")
    drawn, compared = facts.dated(corpus), changes.changes(table)
    sure, claims = compared[compared["verdict"].isin(("higher", "lower"))], []
    for row in sure.sort_values("p_holm", kind="stable").head(MAX_CLAIMS).itertuples(index=False):
        name, ends = str(row[0]), (row.later, row.earlier)
        higher, lower = ends if row.verdict == "higher" else ends[::-1]
        ways: dict[str, Any] = {"higher": higher, "lower": lower, "name": legible(name)}
        claims.append(tried.passport(corpus, find(name), by=drawn.by, dates=drawn.dates, **ways))
    few = f"The strongest {len(claims)} of" if len(claims) < len(sure) else "All"
    how = facts.captions()["phrases"]["tried"].format(few, len(sure), len(compared))
    told["changed"] = " ".join([how, *map(str, claims)]) if claims else changes.finding(compared)
    look = {"composition": drawn.count(corpus, chronology.composition), **drawn.look}
    look["colours"] = outlet_colours(corpus.items["outlet"])
    return facts.draw(corpus, key, table, look, **told)


def voices_by_outlet(corpus: Corpus) -> Figure:
    """Draw the share of each outlet's sentences attributed to each voice."""
    attributed = voices(corpus)
    per: dict[str, Any] = {"denominator": "share_of_sentences", "by": "outlet"}
    table = series.series(corpus, attributed, label="voice", names=VOICES, **per)
    return _of_voices(corpus, "04-voices", table, len(attributed))


def topics_by_voice(corpus: Corpus) -> Figure:
    """Draw the topics of each voice, per thousand words of that voice."""
    attributed, hits = voices(corpus), lexicon.topic_hits(corpus)
    names = topics.topic_names(corpus.lexicons)
    table = facts.most_first(topics.count_by_voice(corpus, hits, attributed, names=names))
    table = table if len(hits) else table[:0]
    return _of_voices(corpus, "04-topics-by-voice", table, len(attributed))


def _of_voices(corpus: Corpus, key: str, table: pd.DataFrame, sentences: int) -> Figure:
    table = table if sentences else table[:0]
    shown = table.assign(voice=table["voice"].map(facts.captions()["voices"]))
    return facts.draw(corpus, key, table, shown=shown, sentences=sentences)
