"""A query finds what the counts count, and nothing it can be asked breaks it."""

from contextlib import suppress
from functools import partial

import pytest
from effort import calls

import analysis as an
from analysis.counting import words
from analysis.counting.series import series
from analysis.finding.search import concordance, context_lines, keywords, search, split_queries
from analysis.finding.words import read as read_corpus
from analysis.tables import InputError

HITS = {"item_id": "str", "sentence": "int64", "start": "int64", "end": "int64", "term": "str"}
READINGS = ("cleaned", "raw", "distinct")
ANSWER_CALLS = 180_000


@pytest.mark.parametrize("text", READINGS)
@pytest.mark.parametrize("n", [1, 2, 3])
def test_there_are_as_many_hits_as_counted(corpus, text, n):
    """For the 30 most and the 30 least frequent words, pairs and triples, overall."""
    index = an.words(corpus, text, stopwords=())
    table = words.count_ngrams(index, n)
    chosen = [*table.head(30).itertuples(), *table.tail(30).itertuples()]
    for row in chosen:
        assert len(search(index, row.term)) == row.hits, row.term


@pytest.mark.parametrize("text", READINGS)
@pytest.mark.parametrize(
    "query",
    ["China", "strategic partnership", "Tokaev", "#RussiaChina", "СНГ", "talks … in", "2024"],
)
def test_hits_are_the_lines_of_the_concordance(corpus, text, query):
    """The same places and the same context."""
    index = an.words(corpus, text)
    is_tag = query.startswith("#")
    lines = context_lines(corpus, search(index, query), text, set_aside=is_tag)
    expected = concordance(index, query)
    assert lines.to_dict("records") == expected.to_dict("records")


def test_a_context_shows_where_lines_end(read):
    """A headline does not run into the text below it; blank lines are one end, too."""
    lines = concordance(read(a="Talks held\n\n  Ministers met in\tBeijing\r\nand Guilin.\n"), "met")
    assert lines[["left", "right"]].values.tolist() == [
        ["Talks held | Ministers ", " in Beijing | and Guilin. | "]
    ]


def test_columns_and_places(corpus):
    """Every hit slices to its keyword and lies in its sentence."""
    hits = search(corpus, "cooperation")
    assert hits.dtypes.astype(str).to_dict() == HITS
    raws = corpus.items.set_index("item_id")["raw"]
    known = read_corpus(corpus, "cleaned").sentences.set_index(["item_id", "sentence"])
    for hit in hits.itertuples():
        assert raws[hit.item_id][hit.start : hit.end].casefold() == "cooperation"
        sentence = known.loc[(hit.item_id, hit.sentence)]
        assert sentence["start"] <= hit.start < hit.end <= sentence["end"]


@pytest.fixture
def small(read):
    text = "Heading\n\nA strategic plan, a strategy; strategists of Tokáyev plan 3 trade talks.\n"
    return read(a=text + "\nOn 2 May #Trade talks, state-to-state: trade is trade.\n")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("strateg*", ["strategic", "strategy", "strategists"]),
        ("strategic* pl*", ["strategic plan"]),
        ("a * plan", ["A strategic plan"]),
        ("tokae*", []),  # neither written nor counted so
        ("tokaev*", []),
        ("tokay*", ["Tokáyev"]),
        ("Tokaev", ["Tokáyev"]),
        ("state-to*", ["state-to-state"]),
        ("#tra*", ["#Trade"]),
        ("trade talks", ["trade talks", "#Trade talks"]),
        ("3", ["3"]),  # no word, so it is looked up as written
        ("plan 3 tr*", ["plan 3 trade"]),
        ("plan 3 * talks", ["plan 3 trade talks"]),
        ("2 may", ["2 May"]),
        ("2 ma", []),
        ("/3 trade/", ["3 trade"]),
        ("/TRADE (is|talks)/", ["trade talks", "Trade talks", "trade is"]),
        ("/plan 3.*On/", []),  # not across sentences
    ],
)
def test_queries_worked_by_hand(small, query, expected):
    """Words, beginnings of words, phrases, hashtags, patterns."""
    assert keywords(small, search(small, query)) == expected


NUMBERS = "Talks\n\nIt costs 1.5 million and 5 million, 2,000 and 2. Covid-19 grew 19 times in\n"
NUMBERS += (
    "Russia’s 2030 plan. The 2030 agendas of unit-19: see https://a.org/x. #2023_год #trade met.\n"
)


@pytest.mark.parametrize(
    ("query", "words", "parts"),  # found among words as written, and among parts of compounds
    [
        ("5 million", ["5 million"], ["5 million"]),
        ("2", ["2"], ["2"]),
        ("2,000", ["2,000"], ["2,000"]),
        ("19", ["19"], ["19", "19", "19"]),
        ("Russia's 2030 plan", ["Russia’s 2030 plan"], ["Russia’s 2030 plan"]),
        ("2030 agend*", ["2030 agendas"], ["2030 agendas"]),
        ("203* *", ["2030 plan", "2030 agendas"], ["2030 plan", "2030 agendas"]),
        ("unit-19", ["unit-19"], ["unit-19"]),
        ("https://a.org/x", ["https://a.org/x"], ["https://a.org/x"]),
        ("2023_год trade", ["#2023_год #trade"], ["#2023_год #trade"]),
        ("2024", [], []),
    ],
)
def test_numbers_and_addresses_are_found_whole(read, query, words, parts):
    """No part of another number or word; folded as the text is; in a series and a part, too."""
    corpus = read(a=NUMBERS)
    for split, expected in ((False, words), (True, parts)):
        for lemmatize in (False, True):
            given = an.words(corpus, split_compounds=split, lemmatize=lemmatize)
            assert keywords(corpus, search(given, query)) == expected
            assert series(given, query, denominator="hits")["hits"].sum() == len(expected)
            whole = given.where(items=corpus.items["item_id"])
            assert keywords(corpus, search(whole, query)) == expected
            assert search(given.where(items=[]), query).empty


def test_a_number_that_is_not_said_is_none_of_the_said_words(read):
    """Of a quotation and its frame only the first agenda is Wang Yi's."""
    corpus = read(
        a='Talks\n\n"The 2030 agenda grows," Wang Yi told TASS at the 2030 agenda forum.\n'
    )
    said = an.words(corpus).where(sentences=an.voices(corpus).query("voice == 'chinese'"))
    assert len(search(said, "agenda")) == len(search(said, "2030 agenda")) == 1
    assert len(search(said, "2030")) == 1


@pytest.mark.parametrize("query", ["*19", "1*5", "ta*lks 27"])
def test_a_misplaced_star_beside_a_number_is_refused(corpus, query):
    """As beside a word."""
    with pytest.raises(InputError, match="is not at the end"):
        search(corpus, query)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("talks", ["Talks", "talk"]),  # of talk
        ("United Nations", ["United Nations"]),
        ("talk*", ["Talks", "talk"]),
        ("saw", ["saws"]),  # counted itself, so not see
        ("seen", ["seen"]),
        ("переговоров", ["переговоров", "переговоры"]),
        ("переговорами", ["переговоров", "переговоры"]),  # not in the text itself
        ("talked", ["Talks", "talk"]),
        ("Лавровым", ["Лаврова"]),
        ("unheard", []),
    ],
)
def test_a_form_is_found_among_dictionary_forms(read, query, expected):
    """A query that is none stands for its own, as counted; in a part and a series, too."""
    text = "Talks\n\nThey talk at the United Nations of saws seen. После переговоров "
    text += "переговоры Лаврова.\n"
    given = an.words(read(a=text), lemmatize=True)
    assert keywords(given.corpus, search(given, query)) == expected
    assert series(given, query, by=None, denominator="hits")["hits"].sum() == len(expected)
    part = given.where(items=given.corpus.items["item_id"])
    assert keywords(given.corpus, search(part, query)) == expected


@pytest.mark.parametrize("query", ["strateg*", "* order", "#russia*", "/china/"])
def test_wider_queries_hold_the_narrow_ones(corpus, query):
    """A prefix finds each of its words, a pattern each of its spellings."""
    hits = search(corpus, query)
    narrow = {keyword.lower() for keyword in keywords(corpus, hits)}
    assert len(narrow) >= 1
    if query.startswith("strateg"):
        assert sum(len(search(corpus, word)) for word in narrow) == len(hits)


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("", []),
        (" , ;\n", []),
        ("trade", ["trade"]),
        ("trade; Trade\ntrade,talks on, ", ["trade", "Trade", "talks on"]),
        ("/a{1,3}/, /x;y/,b", ["/a{1,3}/", "/x;y/", "b"]),
        (r"/a\/,b/", [r"/a\/,b/"]),
        ("a, b c*; /[0-9]{1,3} d/, a", ["a", "b c*", "/[0-9]{1,3} d/"]),
        ("and/or, x/y", ["and/or", "x/y"]),
        ("/open, end", ["/open", "end"]),
    ],
)
def test_queries_are_divided(text, queries):
    """By commas, semicolons and line ends, not inside a pattern; each one once."""
    assert split_queries(text) == queries


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("", "nothing to look for in ''"),
        ("*", "nothing to look for"),
        ("* **", "nothing to look for"),
        ("…!", "nothing to look for"),
        ("#", "nothing to look for in '#'; give a hashtag"),
        ("a*b", r"the \* is not at the end"),
        ("/open", "begins a pattern; end it with /"),
        ("/", "begins a pattern"),
        ("//", "begins a pattern"),
        ("/(/", "never closed"),
        ("x" * 100_000, "100,000 characters; use up to 1,000"),
    ],
)
def test_what_cannot_be_looked_for_is_named(corpus, query, problem):
    """One sentence, no traceback of another kind."""
    with pytest.raises(InputError, match=problem):
        search(corpus, query)


HOSTILE = [
    "$",
    "<script>",
    "\u202eabc",
    "/(a+)+$/",
    "/.*.*.*x/",
    "/<|>/",
    "nan",
    "\N{NULL}x",
    "(a+)+$",
]


@pytest.mark.parametrize(
    "query", [*HOSTILE, "the", "china", "strateg* partner*", "* * the", r"/\b\w+ing\b/"]
)
def test_answers_come_with_little_work(corpus, query):
    """Hits, the first 200 lines and the yearly series: 120,000 calls, a twentieth of a second."""

    def ask():
        with suppress(InputError):
            hits = search(corpus, query)
            context_lines(corpus, hits.head(200))
            series(corpus, hits)

    ask()
    assert calls(ask) < ANSWER_CALLS


@pytest.mark.parametrize("text", READINGS)
def test_series_of_what_was_found_are_those_of_the_words(corpus, text):
    """The same numbers, whether the words are given or what a search finds of them."""
    index = an.words(corpus, text)
    for term in ("china", "trade", "#russiachina"):
        count = partial(series, index, denominator="per_item", names=[term])
        assert count(search(index, term)).equals(count([term]))


def test_outlets_can_be_left_out(corpus):
    """Hits and words of one outlet only; its periods are those of the corpus."""
    items = corpus.items
    part = an.words(corpus).where(items=items.loc[items["outlet"] == "UNN", "item_id"])
    one, everything = series(part, search(part, "china")), series(corpus, ["china"])
    assert one["items_in_group"].sum() == 1
    assert one["year"].tolist() == everything["year"].tolist()
    assert 0 < one["hits"].sum() < everything["hits"].sum()


def test_a_part_is_searched_alone(corpus):
    """Words, hashtags and patterns of one item, and of no sentence at all."""
    part = an.words(corpus).where(items=["002-6"])
    for query in ("china", "#russiachina", "/china/"):
        assert set(search(part, query)["item_id"]) == {"002-6"}
        inside = search(corpus, query)["item_id"] == "002-6"
        assert len(search(part, query)) == inside.sum() > 0
    assert (
        len(an.words(corpus).where(sentences=read_corpus(corpus, "cleaned").sentences.head(0))) == 0
    )


def test_beginnings_asked_of_a_part_first_lose_nothing_of_the_whole(read):
    """Of a part the forms of the whole are kept: "trad*" in one text, then in all."""
    corpus = read(a="Trade grew.\n", b="Traders came. Trading began.\n")
    given = an.words(corpus)
    part = given.where(items=corpus.items["item_id"].head(1))
    assert len(search(part, "trad*")) == 1
    assert len(search(corpus, "trad*")) == 3


def test_hashtags_of_a_part_are_those_of_its_sentences(read):
    """One sentence has one of three tags; the whole item also has that of the line set aside."""
    post = "Forwarded from A\nTalks of #peace\nThey met. Then #trade grew.\n#talks\n"
    corpus = read(a=post)
    listed = read_corpus(corpus, "cleaned").sentences
    one = an.words(corpus).where(sentences=listed.tail(1))
    assert an.count_hashtags(one)["term"].tolist() == ["#trade"]
    every = an.words(corpus).where(items=["a-1"])
    assert set(an.count_hashtags(every)["term"]) == {"#peace", "#trade", "#talks"}


def test_an_empty_corpus_answers(read):
    """No rows, no error."""
    corpus = read(empty="")
    for query in ("china", "chi*", "#china", "/china/", "a * b"):
        hits = search(corpus, query)
        assert hits.dtypes.astype(str).to_dict() == HITS
        assert hits.empty
