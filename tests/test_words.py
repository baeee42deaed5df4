"""Counts are right, and each equals the number of its concordance lines."""

import itertools

import nltk
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an
from analysis import lexicons
from analysis.counting import words
from analysis.counting.groups import item_groups
from analysis.finding.search import CONCORDANCE, concordance
from analysis.finding.store import WIDE, Store, _split, find_in
from analysis.finding.tokens import KINDS
from analysis.finding.words import is_said
from analysis.finding.words import read as read_corpus
from analysis.tables import InputError

TEXT = """World order and world trade

The world order changes. China’s trade grows, and #China trades 5 goods; world order 2024 order.
"""


@pytest.fixture
def small(read):
    return read(
        a=TEXT, b="Talks on trade\n\nOn May 2, 2024 the trade talks of Tokáyev and Tokaev began.\n"
    )


def hits(table):
    return dict(zip(table["term"], table["hits"], strict=True))


def test_counts_worked_by_hand(small):
    """World 4, order 4, trade 4: twice among the 19 words of a and twice among the 13 of b."""
    counts = words.count_terms(small)
    assert hits(counts)["world"] == 4
    assert hits(counts)["order"] == 4
    trade = counts.set_index("term").loc["trade"]
    assert (trade["hits"], trade["items"], trade["words"]) == (4, 2, 32)
    assert trade["per_1000"] == pytest.approx(1000 * 4 / 32)


def test_stop_words_leave_the_list_but_not_the_denominator(small):
    """With all words listed the denominator is the same."""
    everything = words.count_terms(an.words(small, stopwords=()))
    assert hits(everything)["and"] == 3
    assert "and" not in hits(words.count_terms(small))
    assert everything["hits"].sum() == everything["words"][0]


def test_aliases_count_two_spellings_as_one(small):
    """Tokáyev and Tokaev; the text still has both."""
    assert hits(words.count_terms(small))["tokayev"] == 2
    assert concordance(small, "Tokaev")["keyword"].tolist() == ["Tokáyev", "Tokaev"]


def test_lemmas_unite_word_forms(small):
    """Trade and trades, China's and #China."""
    counts = hits(words.count_terms(an.words(small, lemmatize=True)))
    assert counts["trade"] == 5
    assert counts["china"] == 2


def test_names_keep_their_nominative_in_any_case(read):
    """Lavrov is no laurel, Peskov no sand, Kyiv no cue; a Ukrainian case stays Ukrainian."""
    text = "Лавров и Лаврову, Лавровым. Песков, Пескова. Киев, Киева. Си Цзиньпина. Путіну.\n"
    counts = hits(words.count_terms(an.words(read(a=text), lemmatize=True, stopwords=())))
    expected = {"лавров": 3, "песков": 2, "киев": 2, "си": 1, "цзиньпин": 1, "путін": 1}
    assert {name: counts.get(name) for name in expected} == expected
    assert counts.keys().isdisjoint(("лавр", "песок", "кий", "минор"))


OF_US = "The US’s part in US-China talks and of the USSR.\n"


def test_us_in_capitals_is_a_country(read):
    """The pronoun is left out as a stop-word; a query in capitals finds the country alone."""
    corpus = read(a="Talks\n\nThe US told us that US trade with the USA helps us. #US\n", b=OF_US)
    for lemmatize in (False, True):
        given = an.words(corpus, lemmatize=lemmatize).where(items=corpus.items["item_id"][:1])
        counts = hits(words.count_terms(given))
        assert counts["usa"] == 4 and "us" not in counts
        assert len(concordance(given, "US")) == 4
        assert len(concordance(given, "US trade")) == 1
        assert set(concordance(given, "us")["keyword"]) <= {"us"}
    given = an.words(corpus, lemmatize=True).where(items=corpus.items["item_id"][1:])
    assert hits(words.count_terms(given))["usa"] == 1
    parts = an.words(corpus, split_compounds=True).where(items=corpus.items["item_id"][1:])
    assert len(concordance(parts, "US-China")) == len(concordance(parts, "us-china")) + 1 == 1
    assert {*concordance(given, "US*")["keyword"]} == {"US’s", "US-China", "USSR"}
    assert "usa" not in hits(words.count_terms(an.words(corpus, stopwords=["US"])))


@pytest.mark.parametrize("stopwords", [["China", "П’ять"], ("china", "п'ять"), {"CHINA", "П`ять"}])
def test_stop_words_are_folded_as_the_text_is(read, stopwords):
    """Capitals and another apostrophe make no other word; one word may be given alone."""
    corpus = read(a="China and п’ять.\n")
    assert list(hits(words.count_terms(an.words(corpus, stopwords=stopwords)))) == ["and"]
    assert "china" not in hits(words.count_terms(an.words(corpus, stopwords="China")))


def test_ties_are_in_alphabetical_order(small):
    """The order of the list is total."""
    counts = words.count_terms(small)
    keys = list(zip(-counts["hits"], counts["term"], strict=True))
    assert keys == sorted(keys)


@pytest.mark.parametrize("by", [None, "year", "outlet", "item_id"])
@pytest.mark.parametrize("text", ["cleaned", "raw"])
@pytest.mark.parametrize("lemmatize", [False, True])
def test_every_count_equals_its_concordance(corpus, by, text, lemmatize):
    """For each of the 15 most and 15 least frequent terms, in every group."""
    table = words.count_terms(an.words(corpus, text, lemmatize=lemmatize, stopwords=()), by=by)
    overall = words.count_terms(an.words(corpus, text, lemmatize=lemmatize))
    for term in [*overall["term"].head(15), *overall["term"].tail(15)]:
        lines = concordance(an.words(corpus, text, lemmatize=lemmatize), term)
        mine = table[table["term"] == term]
        assert len(lines) == mine["hits"].sum()
        if by:
            if by != "item_id":
                lines = lines.merge(item_groups(corpus, by), on="item_id")
            counted = lines.groupby(by, dropna=False).size().rename("lines").reset_index()
            both = mine.merge(counted, on=by, how="outer")
            assert (both["hits"] == both["lines"]).all()


def test_groups_add_up_to_the_whole(corpus):
    """Years and the missing year, outlets, items: each sums to the overall hits."""
    overall = words.count_terms(an.words(corpus, stopwords=()))
    for by in ("year", "outlet", "item_id"):
        table = words.count_terms(an.words(corpus, stopwords=()), by=by)
        assert table["hits"].sum() == overall["hits"].sum()
        sizes = table.drop_duplicates(by)["words"]
        assert sizes.sum() == overall["words"][0]


def test_the_seeds_are_2979_running_words(corpus):
    """2,967 words and 12 hashtags inside sentences, as notebook 03 says."""
    tokens = read_corpus(corpus, "cleaned")
    counts = np.bincount(tokens.store.kind[tokens.token], minlength=len(KINDS)).tolist()
    kinds = dict(zip(KINDS, counts, strict=True))
    assert kinds == {"word": 2967, "number": 22, "hashtag": 12, "url": 0}


def test_a_possessive_ending_alone_is_a_word(read):
    """With a letter for an apostrophe, nothing would be left of it without its ending."""
    words = an.words(read(a="ʼs came.\n"), lemmatize=True, stopwords=())
    assert an.count_terms(words)["term"].tolist() == ["'s", "come"]


def test_repeats_inflate(corpus):
    """Leaving the repeats in doubles "strategic" in 002-6 from 3 to 6."""
    for text, expected in (("cleaned", 3), ("raw", 6)):
        table = words.count_terms(an.words(corpus, text), by="item_id")
        row = table[(table["item_id"] == "002-6") & (table["term"] == "strategic")]
        assert row["hits"].tolist() == [expected]


def test_ngrams_stay_inside_sentences_and_stop_at_numbers(small):
    """The pair "world order" stands here three times; numbers and line ends interrupt."""
    grams = hits(words.count_ngrams(small, 2))
    assert grams["world order"] == 3
    assert "order order" not in grams
    assert "trade world" not in grams


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_ngrams_equal_nltk_and_their_concordance(corpus, n):
    """The same counts as nltk.ngrams over runs of words, and as many lines as hits."""
    table = words.count_ngrams(an.words(corpus, stopwords=()), n)
    forms = an.words(corpus)
    running = forms.hits().assign(position=forms.token)
    gap = running["position"].diff().ne(1) | running["sentence"].diff().ne(0)
    gap |= running["item_id"].ne(running["item_id"].shift())
    runs = running["term"].groupby(gap.cumsum())
    expected = nltk.FreqDist(
        itertools.chain.from_iterable(nltk.ngrams(list(run), n) for _, run in runs)
    )
    assert {tuple(t.split()): h for t, h in hits(table).items()} == dict(expected)
    for term, count in table[["term", "hits"]].head(5).itertuples(index=False):
        assert len(concordance(corpus, term)) == count


def test_a_hashtag_with_an_underscore_has_its_concordance(read):
    """Counted and found, alone and in a sequence."""
    corpus = read(a="Heading\n\nThe #Russia_China talks and #Russia_China ties.\n")
    assert hits(words.count_terms(corpus))["russia_china"] == 2
    assert len(concordance(corpus, "russia_china")) == 2
    assert len(concordance(corpus, "russia_china talks")) == 1
    assert len(concordance(corpus, "#Russia_China")) == 2


def test_hashtags_have_a_concordance(corpus):
    """As many lines as hits, and no word of a repeated block in the context."""
    counts = hits(words.count_hashtags(corpus))
    for tag in ("#russiachina", "#lavrov"):
        assert len(concordance(corpus, tag)) == counts[tag]


def test_context_is_text_that_is_counted(corpus):
    """The removed teaser between lines 15 and 19 of 003 is not in the context."""
    lines = concordance(corpus, "neighboring countries", window=200)
    line = lines[lines["item_id"] == "003-1"].iloc[0]
    assert line["line"] == 15
    assert "Wang Yi emphasized" in line["right"]
    assert "Байден" not in line["right"]


def test_concordance_lines_quote_the_file(corpus):
    """Keyword and line are those of the file."""
    for hit in concordance(corpus, "multilateralism").itertuples():
        place = corpus.locate(hit.item_id, hit.start, hit.end)
        assert (place.first_line, place.quote) == (hit.line, hit.keyword)


def test_unknown_options_are_named(corpus):
    """A misspelt option is an error that lists the right ones."""
    with pytest.raises(ValueError, match=r"use one of year, quarter, month, week, day"):
        words.count_terms(corpus, by="mood")
    with pytest.raises(ValueError, match="reading is 'clean'; use one of raw, cleaned, distinct"):
        an.words(corpus, "clean")
    with pytest.raises(ValueError, match="n is 0"):
        words.count_ngrams(corpus, 0)
    with pytest.raises(ValueError, match="window is -5; use 1 or more"):
        words.diversity(corpus, window=-5)
    with pytest.raises(ValueError, match="no item '999-9'"):
        an.words(corpus).where(items=["001-1", "999-9"])
    with pytest.raises(InputError, match="nothing to look for in '…'"):
        concordance(corpus, "…")


def test_an_empty_corpus_gives_empty_tables(read):
    """No items, no words: tables with their columns and no rows."""
    corpus = read(empty="")
    assert words.count_terms(corpus).empty
    assert words.count_terms(corpus, by="year").empty
    assert words.count_ngrams(corpus, 2).empty
    assert words.count_hashtags(corpus).empty
    assert concordance(corpus, "china").dtypes.to_dict() == CONCORDANCE


def test_a_published_table_comes_out(read):
    """Function words left out, possessives apart, ties in alphabetical order, ranks shared."""
    corpus = read(
        a="Our nation\n\nWe must; we must. The nation's time: new time, new nation. America, now.\n"
    )
    listed = lexicons.stopwords("function")
    table = words.count_terms(an.words(corpus, "raw", stopwords=listed))
    assert table[["term", "hits", "rank"]].values.tolist() == [
        ["must", 2, 1],
        ["nation", 2, 1],
        ["new", 2, 1],
        ["time", 2, 1],
        ["america", 1, 5],
        ["nation's", 1, 5],
        ["now", 1, 5],
    ]


def test_distinct_text_leaves_copies_out(read):
    """Two files with the same text: its words count once, in rates too."""
    corpus = read(a="Heading\n\nPeace talks.\n", b="Heading\n\nPeace talks.\n")
    cleaned, distinct = (words.count_terms(an.words(corpus, t)) for t in ("cleaned", "distinct"))
    assert hits(cleaned)["peace"] == 2
    assert hits(distinct)["peace"] == 1
    assert cleaned["per_1000"].tolist() == distinct["per_1000"].tolist()


def test_compounds_and_possessives_are_counted_as_the_reader_chooses(read):
    """Whole: russia-china is a word of its own; split: a hit of each part, with its own place."""
    text = "Talks\n\nRussia-China talks, China’s trade. UNIT-19 and the 20-year об'єднання #A-B.\n"
    corpus = read(a=text)
    whole = an.words(corpus, stopwords=())
    split = an.words(corpus, stopwords=(), split_compounds=True)
    counts = [an.count_terms(words).set_index("term")["hits"] for words in (whole, split)]
    expected = {"russia-china": (1, 0), "china's": (1, 0), "china": (0, 2), "russia": (0, 1)}
    expected |= {"unit-19": (1, 0), "unit": (0, 1), "year": (0, 1), "об'єднання": (1, 1)}
    for term, pair in expected.items():
        assert tuple(table.get(term, 0) for table in counts) == pair
    raw = corpus.items["raw"].iloc[0]
    hits = split.hits()
    surfaces = [raw[a:b] for a, b in zip(hits["start"], hits["end"], strict=True)]
    assert surfaces[1:6] == ["Russia", "China", "talks", "China", "trade"]
    assert hits["sentence"].tolist() == sorted(hits["sentence"])
    # Number and place of the hits of a query are those of the counts, also of a compound.
    assert len(an.search(split, "china")) == len(an.concordance(split, "China's")) == 2
    (found,) = an.search(split, "Russia-China").to_dict("records")
    assert raw[found["start"] : found["end"]] == "Russia-China"
    pairs = an.count_ngrams(split, 2).set_index("term")["hits"]
    assert pairs["russia china"] == 1 and "year об'єднання" in pairs
    assert an.count_hashtags(whole).equals(an.count_hashtags(split))
    row = an.count_terms(split).set_index("term").loc[["china"]].reset_index()
    assert len(an.evidence(an.count_terms(split), row.iloc[0])) == 2


@given(st.text(alphabet="ab'’-‐7 .#", max_size=40))
def test_parts_of_compounds_stand_in_order_inside_their_tokens(text):
    """Every part is a piece of a token, none overlaps another, and a part is never empty."""
    start, kind, surface, _, surfaces = find_in([text])
    whole = Store(start, kind, surface, surfaces, np.zeros_like(start), np.zeros(1, np.int32))
    parts = _split(whole)
    every, tokens = np.arange(len(parts.start)), np.arange(len(whole.start))
    begins, ends = parts.start, parts.end(every)
    assert (begins < ends).all() and (begins[1:] >= ends[:-1]).all()
    assert (begins >= whole.start[parts.origin]).all()
    assert (ends <= whole.end(tokens)[parts.origin]).all()
    for begin, end, spelt in zip(begins, ends, parts.surface, strict=True):
        assert text[begin:end] == parts.surfaces[spelt]


def test_every_sequence_has_its_passages(read):
    """Also where its first word ends the corpus, and where one of its words stands elsewhere."""
    text = "Trade talks of peace. Trade war. Talks of peace and trade talks. Peace talks of trade\n"
    corpus = read(a=text)
    for n, most in ((1, "talks"), (2, "talks of"), (3, "talks of peace"), (4, None), (99, None)):
        table = words.count_ngrams(an.words(corpus, stopwords=()), n)
        lengths = [len(an.evidence(table, row)) for row in table.index]
        assert lengths == table["hits"].tolist()
        assert most is None or table["hits"][table["term"] == most].tolist() == [5 - n]
    assert table.empty
    listed = words.count_ngrams(corpus, 3)
    assert "trade talks of" not in hits(listed) and hits(listed)["talks of peace"] == 2
    assert [len(an.evidence(listed, row)) for row in listed.index] == listed["hits"].tolist()


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        *((0, 5, True), (0, 13, True), (5, 14, False), (13, 25, False), (24, 26, False)),
        *((25, 26, True), (36, 40, True), (36, 41, False), (-1, 5, False)),
    ],
)
def test_what_is_said_is_all_but_who_says_so(start, end, said):
    """Said are the characters 0 to 40, the clause that names the speaker is 13 to 25."""
    row = pd.DataFrame({"said_start": [0], "said_end": [40], "by_start": [13], "by_end": [25]})
    assert is_said(np.array([start]), np.array([end]), row).tolist() == [said]


def test_words_say_what_they_are_and_parts_may_be_empty(small):
    """How many of which reading; a part by no sentence and by several terms."""
    forms = an.words(small, stopwords=())
    assert repr(forms) == "<32 running words, cleaned text, word forms>"
    assert repr(read_corpus(small, "raw")).endswith("raw text, word forms>")
    assert repr(an.words(small, lemmatize=True)).endswith("dictionary forms>")
    assert len(forms.where(sentences=an.voices(small).head(0))) == 0
    assert len(forms.where(sentences=an.search(small, "zebra"))) == 0
    rows = forms.places("trade", "zebra", "order")
    assert [forms.terms[code] for code in forms.term[rows]].count("trade") == 4 == len(rows) - 4
    assert (np.diff(rows) > 0).all() and len(forms.places("zebra")) == 0


@pytest.mark.parametrize("part", [False, True])
def test_the_first_word_from_an_offset_on_is_found(corpus, part):
    given = an.words(corpus, "distinct")
    given = given.take(np.arange(len(given)) % 7 == 3) if part else given
    places = np.meshgrid(np.arange(len(corpus.items)), np.arange(0, 30_000, 13))
    items, offsets = (each.ravel() for each in places)
    expected = np.searchsorted(given.item * WIDE + given.start, items * WIDE + offsets)
    np.testing.assert_array_equal(given.at.first_from(items, offsets), expected)


def test_items_drawn_by_lot_are_whole(read):
    """About the words asked for, the same at every call; all of them where no more are there."""
    forms = an.words(read(**{f"d{n:02}": f"peace talks {n} of trade\n" for n in range(40)}))
    sizes = forms.per_item
    assert sizes.tolist() == [4] * 40
    assert forms.draw(sizes, 160) is forms and forms.draw(sizes, 159) is not forms
    drawn = forms.draw(sizes, 80)
    assert set(drawn.per_item) == {0, 4} and 40 < len(drawn) < 120
    assert drawn.token.tolist() == forms.draw(sizes, 80).token.tolist()
    # of what the sizes say only items with words count
    assert len(drawn.draw(sizes, len(drawn))) == len(drawn)


def test_counts_too_large_for_one_number_are_sorted_by_columns(small, monkeypatch):
    """The same order, ties and ranks."""
    tables = [words.count_ngrams(small, n, by=by) for n in (1, 2) for by in (None, "item_id")]
    monkeypatch.setattr(words, "prod", lambda _: 2**63)
    again = [words.count_ngrams(small, n, by=by) for n in (1, 2) for by in (None, "item_id")]
    assert all(one.equals(other) for one, other in zip(tables, again, strict=True))


def test_a_post_of_nothing_but_hashtags_counts_with_its_hashtags(read):
    """It has no words, so that no other count and no rate knows it."""
    corpus = read(a="#Talks #Minsk\n", b="hello #Talks\n")
    tags = words.count_hashtags(corpus).set_index("term")
    assert tags[["hits", "items"]].to_dict("index") == {
        "#talks": {"hits": 2, "items": 2},
        "#minsk": {"hits": 1, "items": 1},
    }
    assert len(an.search(corpus, "#minsk")) == 1
    assert words.count_terms(corpus)["items"].max() == 1
