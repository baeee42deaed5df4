"""Series are complete, add up, and refuse what few texts can't support."""

from dataclasses import replace
from zlib import crc32

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis.counting.provenance import evidence
from analysis.counting.series import MIN_WORDS, series
from analysis.counting.statistics import SEED, bootstrap_interval, wilson
from analysis.counting.topics import topic_names, topic_series
from analysis.counting.words import count_terms
from analysis.finding.lexicon import topic_hits
from analysis.finding.search import concordance, search
from analysis.tables import InputError

DENOMINATORS = ("hits", "per_1000_words", "per_item", "share_of_items", "share_of_sentences")


def pages(*texts):
    """Return one article per (day, sentence), with the day in its lead."""
    return {f"p{n:02}": f"Heading {n}\n\nOn {day} {text}\n" for n, (day, text) in enumerate(texts)}


def test_an_empty_year_is_missing_and_a_year_without_hits_zero(read):
    """2021 holds no item; 2022 holds one, which does not say "cooperation"."""
    corpus = read(
        a="Cooperation grows\n\nOn May 2, 2020 they met.\n",
        b="Talks held\n\nOn May 2, 2022 they met.\n",
    )
    table = series(corpus, ["cooperation"], denominator="hits").set_index("year")
    assert table.index.tolist() == [2020, 2021, 2022]
    assert table["hits"].isna().tolist() == [False, True, False]
    assert table["value"].isna().tolist() == [False, True, False]
    assert table["refused"].tolist() == ["", "no items", ""]
    assert table.loc[2022, "hits"] == table.loc[2022, "item_share"] == 0


def test_one_query_need_not_be_a_list(corpus):
    """Its letters are no words to look for."""
    pd.testing.assert_frame_equal(series(corpus, "trade"), series(corpus, ["trade"]))


def test_an_uncertain_year_is_weighed(read):
    """31 December or 1 January: half of its hits in each year, none of them certain."""
    corpus = read(
        a="Cooperation grows\n\nOn December 31, 2020 they met.\n",
        b="Cooperation\n\nOn May 2, 2021 they met.\n",
    )
    items = corpus.items.copy()
    items.loc[0, "event_edtf"] = "[2020-12-31..2021-01-01]"
    items.loc[1, "event_edtf"] = "[2020-05-02,2020-05-03]"
    table = series(replace(corpus, items=items), ["cooperation"], denominator="share_of_items")
    assert table["year"].tolist() == [2020, pd.NA]
    first, rest = table.iloc[0], table.iloc[1]
    assert first[["hits", "hits_certain", "hits_possible"]].tolist() == [1.5, 1, 2]
    assert first[["items_in_group", "items_possible", "item_weight"]].tolist() == [1, 2, 1.5]
    assert rest[["hits", "hits_certain", "item_weight"]].tolist() == [0.5, 0, 0.5]
    assert evidence(table, 0)["weight"].tolist() == [0.5, 1]
    assert evidence(table, 1)["weight"].tolist() == [0.5]


def test_quarters_and_months_are_complete(read):
    """November 2023 to February 2024: two quarters, four months."""
    corpus = read(**pages(("November 5, 2023", "talks."), ("February 1, 2024", "talks.")))
    quarters = series(corpus, ["talks"], by="quarter", denominator="hits")
    assert quarters[["quarter", "hits"]].values.tolist() == [["2023-Q4", 1], ["2024-Q1", 1]]
    months = series(corpus, ["talks"], by="month", denominator="hits")
    assert months["month"].tolist() == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert months["hits"].isna().tolist() == [False, True, True, False]


def test_periods_of_publication_are_others(corpus):
    """Items without a day of publication have no month of it, and are counted all the same."""
    table = series(corpus, ["china"], by="month", dates="publication", denominator="hits")
    assert table["month"].iloc[0] == "2020-11"
    placed = table[table["month"].notna()]
    assert placed["item_weight"].sum() < 9
    assert table["item_weight"].sum() == pytest.approx(9)


def test_a_rate_needs_words(corpus):
    """The 27 words of 2021 give no rate per thousand."""
    table = series(corpus, ["foreign"]).set_index("year")
    assert table.loc[2021, "words_in_group"] < MIN_WORDS
    assert table["value"].isna().tolist() == [False, True, False, False, False]
    assert table.loc[2021, "refused"] == "no rate: fewer than 100 words"


def test_few_texts_have_no_interval(corpus):
    """No year of the seeds has five texts; all nine together have intervals."""
    for denominator in DENOMINATORS[1:]:
        by_year = series(corpus, ["china"], denominator=denominator)
        assert by_year["low"].isna().all()
        assert (by_year["refused"] != "").all()
        overall = series(corpus, ["china"], by=None, denominator=denominator).iloc[0]
        assert overall["low"] < overall["value"] < overall["high"]
        assert overall["refused"] == ""


def test_hits_have_no_interval(corpus):
    """A count is what was counted."""
    table = series(corpus, ["china"], by=None, denominator="hits")
    assert table["low"].isna().all()
    assert table["refused"].tolist() == [""]


def test_shares_worked_by_hand(read):
    """Eight texts of one year, two of them copies with the word: Wilson takes 64/10 trials."""
    day = "May 2, 2020"
    words = ("peace", "b", "c", "d", "e", "f", "g")
    corpus = read(**pages(*[(day, f"text {word}.") for word in words]))
    (text,) = corpus.items.loc[corpus.items["doc_id"] == "p00", "raw"]
    corpus = read(p07=text)
    assert (corpus.items["duplicate_of"] != "").sum() == 1
    row = series(corpus, ["peace"], denominator="share_of_items").iloc[0]
    assert row[["items", "item_weight", "texts_in_group"]].tolist() == [2, 8, 6.4]
    assert row["value"] == pytest.approx(2 / 8)
    assert (row["low"], row["high"]) == pytest.approx(wilson(1.6, 6.4))
    once = series(an.words(corpus, "distinct"), ["peace"], denominator="share_of_items").iloc[0]
    assert once[["items", "item_weight"]].tolist() == [1, 7]
    sentence = series(corpus, ["peace"], denominator="share_of_sentences").iloc[0]
    assert sentence["value"] == pytest.approx(2 / 16)  # a heading and a sentence each
    each = series(corpus, ["peace"], denominator="per_item").iloc[0]
    assert each["value"] == pytest.approx(2 / 8)


def test_many_copies_of_one_text_are_hardly_more_than_it(read):
    """Fifty copies and five other texts: (Σ m)² / Σ m² is 1.2, and the interval is refused."""
    texts = {f"q{n}": "Heading\n\nOn May 2, 2020 peace.\n" for n in range(50)}
    others = pages(*[("May 2, 2020", f"word {n}.") for n in "abcde"])
    row = series(read(**texts, **others), ["peace"], denominator="share_of_items").iloc[0]
    assert row["texts_in_group"] == pytest.approx(55**2 / (50**2 + 5))
    assert row["refused"] == "no interval: fewer than 5 texts"


def test_copies_are_drawn_together(read):
    """Three copies of a text and nine others: the interval is wider than of twelve texts."""
    texts = [("May 2, 2020", f"{word} and words.") for word in ("peace", *"bcdefghij")]
    few = series(read(**pages(*texts)), ["peace"], denominator="per_item").iloc[0]
    copied = {f"q{n}": "Heading 0\n\nOn May 2, 2020 peace and words.\n" for n in range(2)}
    many = series(read(**copied), ["peace"], denominator="per_item").iloc[0]
    assert many["item_weight"] == 12
    assert many["low"] == 0  # some draws hold no copy of it
    assert many["high"] - many["low"] > few["high"] - few["low"]


def test_a_word_no_text_has_is_bounded(read):
    """None of six texts: from 0 to Wilson's bound for 0 of 6, times one hit a text."""
    corpus = read(**pages(*[("May 2, 2020", f"word {n}.") for n in "abcdef"]))
    row = series(corpus, ["peace"], denominator="per_item").iloc[0]
    assert (row["value"], row["low"], row["refused"]) == (0, 0, "")
    assert row["high"] == pytest.approx(wilson(0, 6)[1])


@pytest.mark.parametrize(("times", "most"), [(1, "one hit a text"), (60, "the rate elsewhere")])
def test_a_word_that_other_texts_have_is_bounded_by_their_rate(read, times, most):
    """None of six texts in 2020: Wilson's bound for 0 of 6 times the rate where the word stands."""
    long = "peace " * times + "calm " * 400
    corpus = read(
        **pages(*[("May 2, 2020", "calm " * 20) for _ in "abcdef"], ("May 2, 2021", long))
    )
    table = series(corpus, ["peace"]).set_index("year")
    row, other = table.loc[2020], table.loc[2021]
    per_word = {
        "one hit a text": 6 / row["words_in_group"],  # 1 in 23 words is more than 1 in 403
        "the rate elsewhere": 60 / other["words_in_group"],  # 60 in 463 is more than 1 in 23
    }
    assert row["high"] == pytest.approx(1000 * wilson(0, 6)[1] * per_word[most])


def test_equal_texts_have_no_width(read):
    """Where every text has the word once the bootstrap knows nothing, and says so."""
    corpus = read(**pages(*[("May 2, 2020", f"word {n}.") for n in "abcdef"]))
    row = series(corpus, ["word"], denominator="per_item").iloc[0]
    assert row["value"] == 1
    assert pd.isna(row["low"])
    assert row["refused"] == "no interval: every text has the same rate"


def test_intervals_of_few_texts_cover_what_they_should():
    """Eight texts with gamma-distributed rates: at least 92 of 100 intervals hold the truth."""
    random = np.random.default_rng(11)
    held = 0
    for n in range(400):
        top = random.poisson(random.gamma(2, 2, size=8))
        low, high = bootstrap_interval(top[:, None].astype(float), np.ones(8), 8, seed=n)
        held += low[0] <= 4 <= high[0]
    assert held / 400 > 0.92


def test_hashtag_lines_are_in_no_sentence(read):
    """Tags in lines of their own are counted, and have no rate among the words."""
    corpus = read(a="Forwarded from A\nTalks on May 2, 2020\nOf #peace\n#talks #peace\n")
    table = series(corpus, ["#peace"], by=None, denominator="share_of_sentences")
    assert table.iloc[0][["hits", "sentences", "items"]].tolist() == [2, 1, 1]
    assert table["refused"].tolist() == ["no rate: hashtag lines are not among the words"]
    assert pd.isna(table.iloc[0]["value"])
    assert len(evidence(table, 0)) == 2
    assert series(corpus, ["#peace"], by=None, denominator="per_item").iloc[0]["value"] == 2


def test_open_dates_are_in_no_period(read):
    """A date open at an end says nothing about how likely each year is."""
    corpus = read(
        **pages(("May 2, 2020", "peace."), ("May 2, 2022", "peace."), ("May 2, 2021", "x"))
    )
    items = corpus.items.copy()
    items.loc[2, "event_edtf"] = "[2020-05-03..]"
    table = series(replace(corpus, items=items), ["peace"], denominator="hits")
    assert table["item_weight"].tolist() == [1, 0, 1, 1]
    assert table["year"].tolist() == [2020, 2021, 2022, pd.NA]


def test_hits_of_another_reading_are_left_out(read):
    """Hits in copies are neither counted nor shown in the distinct text; outlets are filled in."""
    corpus = read(a="Heading\n\nPeace.\n", b="Heading\n\nPeace.\n")
    hits = search(corpus, "peace")
    table = series(an.words(corpus, "distinct"), hits, by=None, denominator="hits")
    assert table["hits"].tolist() == [1] == [len(evidence(table, 0))]
    by_outlet = series(corpus, hits, by="outlet", denominator="hits")
    assert len(evidence(by_outlet, 0)) == by_outlet.loc[0, "hits"] == 2


def test_the_interval_does_not_change(corpus):
    """Two runs agree, another seed does not; adding a term leaves the others alone."""
    one = series(corpus, ["china"], by=None)
    assert one.equals(series(corpus, ["china"], by=None))
    assert series(corpus, ["china", "peace"], by=None).iloc[0]["low"] == one.iloc[0]["low"]
    assert series(corpus, ["china"], by=None, seed=1).iloc[0]["low"] != one.iloc[0]["low"]


def test_the_series_agrees_with_the_counts(corpus):
    """Same hits and rates as `count_terms`, for outlets."""
    counts = count_terms(corpus, by="outlet").set_index(["outlet", "term"])
    for row in series(corpus, ["china", "russia"], by="outlet").itertuples():
        assert row.hits == counts["hits"].get((row.outlet, row.term), 0)
        if row.hits:
            assert row.per_1000 == pytest.approx(counts["per_1000"][row.outlet, row.term])


@pytest.mark.parametrize(
    ("by", "text", "denominators"),
    [
        ("year", "cleaned", DENOMINATORS),
        ("quarter", "raw", ["hits"]),
        ("outlet", "distinct", ["per_item"]),
        ("item_id", "raw", ["share_of_items"]),
        (None, "cleaned", ["share_of_sentences"]),
    ],
)
def test_every_cell_is_as_long_as_its_evidence(corpus, by, text, denominators):
    """Hits, items and sentences of each cell are those of its passages, for every denominator."""
    for denominator in denominators:
        table = series(an.words(corpus, text), ["china", "new era"], by=by, denominator=denominator)
        for row in table.index[table["hits"].fillna(0) > 0]:
            passages = evidence(table, row)
            assert len(passages) == table.loc[row, "hits"]
            assert passages["item_id"].nunique() == table.loc[row, "items"]
            assert passages["weight"].sum() == pytest.approx(float(table.loc[row, "hits"]))
        terms = table.groupby("term")["hits"].sum()
        for term in ("china", "new era"):
            assert terms[term] == len(concordance(an.words(corpus, text), term))


def test_topics_have_evidence(corpus):
    """The cells of a topic series are as long as their passages and add up to all hits."""
    table = topic_series(corpus)
    lengths = [len(evidence(table, row)) for row in table.index]
    assert lengths == table["hits"].fillna(0).tolist()
    assert sum(lengths) == len(topic_hits(corpus))
    assert len(table) == 5 * len(topic_names())


def test_group_sizes_add_up(corpus):
    """Outlets and items sum to the whole."""
    sizes = ["item_weight", "sentences_in_group", "words_in_group"]
    whole = series(corpus, ["china"], by=None)[sizes].iloc[0].tolist()
    for by in ("outlet", "item_id", "year", "month"):
        assert series(corpus, ["china"], by=by)[sizes].sum().tolist() == whole


def test_wrong_options_are_named(corpus):
    """Denominator, group and text."""
    with pytest.raises(ValueError, match="denominator is 'words'; use one of hits, per_1000"):
        series(corpus, ["china"], denominator="words")
    with pytest.raises(ValueError, match="by is 'decade'"):
        series(corpus, ["china"], by="decade")


def test_an_empty_corpus_gives_an_empty_series(read):
    """No items, no periods."""
    corpus = read(empty="")
    assert series(corpus, ["china"]).empty
    assert series(corpus, ["china"], by=None)["refused"].tolist() == ["no items"]


def test_the_best_date_is_that_of_the_event_else_of_the_publication(tmp_path):
    """Of three posts one tells its day; the others count by their stamps, and the table says so."""
    rows = ["2024-03-05,Trade grew.", '2024-01-02,"On December 30, 2023 ministers met on trade."']
    rows.append("2023-04-01,Trade talks.")
    (tmp_path / "posts.csv").write_text("\n".join(["date,text", *rows]) + "\n", "utf-8")
    corpus = an.load_corpus(tmp_path / "posts.csv")
    told = {"event": [(2023, 1)], "publication": [(2023, 1), (2024, 2)]}
    told["best"] = [(2023, 2), (2024, 1)]
    for dates, expected in told.items():
        table = series(corpus, ["trade"], dates=dates).dropna(subset="year")
        assert list(zip(table["year"], table["hits"], strict=True)) == expected
    assert table["items_by_publication"].tolist() == [1, 1]
    at = [*table].index("items_by_publication")
    assert at == [*table].index("items_in_group") - 1  # between what was counted and the sizes
    assert "items_by_publication" not in series(corpus, ["trade"])
    with pytest.raises(ValueError, match="use event, publication or best"):
        series(corpus, ["trade"], dates="published")


@pytest.mark.parametrize(("n", "rate", "why"), [(100, 1000, ""), (99, None, "no rate: fewer")])
def test_a_hundred_words_have_a_rate(read, n, rate, why):
    """And 99 none; a count of one text has no interval either way."""
    corpus = read(a="calm " * n + "\n")
    row = series(corpus, ["calm"], by=None).iloc[0]
    assert (row["hits"], row["words_in_group"]) == (n, n)
    for column in ("value", "per_1000"):
        assert pd.isna(row[column]) if rate is None else row[column] == rate
    assert row["refused"].startswith(why or "no interval: fewer than 5 texts")
    share = series(corpus, ["calm"], by=None, denominator="share_of_items").iloc[0]
    assert (share["value"], share["refused"]) == (1, "no interval: fewer than 5 texts")


@pytest.mark.parametrize(("n", "why"), [(5, ""), (4, "no interval: fewer than 5 texts")])
def test_five_texts_have_an_interval(read, n, why):
    """One of them with the word: Wilson's of 1 in 5."""
    words = ("peace", *"bcde")[:n]
    corpus = read(**pages(*[("May 2, 2020", f"text {word}.") for word in words]))
    row = series(corpus, ["peace"], denominator="share_of_items").iloc[0]
    assert (row["value"], row["refused"]) == (1 / n, why)
    assert why or (row["low"], row["high"]) == pytest.approx(wilson(1, 5))


def test_a_part_of_the_words_stands_for_the_items_it_has_words_of(read):
    """Another item is not in the group; hits of several words are told apart."""
    corpus = read(a="Peace and trade. Trade, peace.\n", b="Peace.\n", c="Trade.\n")
    part = an.words(corpus).where(items=["a-1", "b-1"])
    table = series(part, ["peace", "trade"], by=None, denominator="share_of_items")
    counts = ["hits", "items", "sentences", "items_in_group", "words_in_group"]
    assert table[counts].values.tolist() == [[3, 2, 3, 2, 6], [2, 1, 2, 2, 6]]
    assert table["value"].tolist() == [1, 0.5]
    both = search(corpus, "peace").assign(term="peace")
    both = pd.concat([search(corpus, "trade").assign(term="trade"), both])
    table = series(corpus, both, by=None, denominator="hits", names=["peace", "trade", "war"])
    assert table["hits"].tolist() == [3, 3, 0] and table["term"].tolist()[2] == "war"


def test_each_group_has_a_seed_of_its_own(read):
    """That of its name, or of "all": the same draws whatever other groups there are."""
    texts = [f"{'peace ' * n}{word}." for n, word in enumerate("bcdefg")]
    corpus = read(**pages(*[("May 2, 2020", text) for text in texts]))
    tops, ones = np.arange(6.0)[:, None], np.ones(6)
    for by, name in ((None, "all"), ("year", "2020")):
        row = series(corpus, ["peace"], by=by, denominator="per_item").iloc[0]
        seed = SEED + crc32(name.encode())
        low, high = bootstrap_interval(tops, ones, 6, seed=seed)
        assert (row["low"], row["high"]) == pytest.approx((low[0], high[0]))


@pytest.mark.parametrize("denominator", DENOMINATORS)
def test_names_are_all_there_are(corpus, denominator):
    """A label without a name has no row; its hits would be another's."""
    hits = topic_hits(corpus)
    with pytest.raises(InputError, match=r"names lacks a topic of the hits, '.+'; list"):
        series(corpus, hits, label="topic", names=["Ukraine"], denominator=denominator)
