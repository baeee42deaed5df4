"""The longest word sequences that texts share: exact, inflected, and one word apart."""

import pandas as pd
import pytest

from analysis import evidence, formulas, load_corpus, words
from analysis.showing import figures


@pytest.fixture
def corpus_of(tmp_path):
    def write(*texts):
        for number, text in enumerate(texts):
            (tmp_path / f"t{number}.txt").write_text(f"Headline\n\n{text}\n", "utf-8")
        return load_corpus(tmp_path)

    return write


def found(corpus, **options):
    table = formulas(corpus, **options)
    return {
        name: dict(zip(rows["item_id"], rows["hits"], strict=True))
        for name, rows in table.groupby("formula")
    }


def test_a_shorter_sequence_inside_a_longer_one_is_no_formula(corpus_of):
    """*republic of china* only stands inside *people's republic of china*."""
    corpus = corpus_of(
        "Envoys of the People's Republic of China spoke.",
        "Trade with the People's Republic of China grew.",
    )
    assert found(corpus) == {"the People's Republic of China": {"t0-1": 1, "t1-1": 1}}


def test_a_shorter_sequence_counts_where_it_stands_alone(corpus_of):
    """Two further texts share only the end: they have a formula of their own."""
    corpus = corpus_of(
        "Envoys of the People's Republic of China spoke.",
        "Trade with the People's Republic of China grew.",
        "An old republic of China museum opened.",
        "A second republic of China museum closed.",
    )
    assert found(corpus)["republic of China museum"] == {"t2-1": 1, "t3-1": 1}


def test_one_text_alone_has_no_formula(corpus_of):
    corpus = corpus_of("Joint efforts for lasting peace. Joint efforts for lasting peace.")
    assert found(corpus) == {}


def test_copies_are_one_text(corpus_of):
    text = "Joint efforts for lasting peace were praised."
    assert found(corpus_of(text, text)) == {}


def test_function_words_alone_are_no_formula(corpus_of):
    corpus = corpus_of("It was one of the many.", "That is one of the few.")
    assert found(corpus) == {}


def test_inflected_words_are_the_same(corpus_of):
    corpus = corpus_of("The minister praises lasting ties.", "Two ministers praise lasting tie.")
    assert found(corpus) == {"minister praises lasting ties": {"t0-1": 1, "t1-1": 1}}
    forms = words(corpus, stopwords=())
    assert formulas(forms).empty


def test_a_word_apart_is_near(corpus_of):
    """Another word, or one more, in the middle; at an end it is another formula."""
    corpus = corpus_of(
        "They want new forms of practical cooperation.",
        "We want new areas of practical cooperation.",
        "Both want new and further areas of practical cooperation.",
    )
    table = formulas(corpus).set_index("item_id")
    assert table["formula"].unique().tolist() == [
        "want new forms of practical cooperation",
        "areas of practical cooperation",
    ]
    near = table[table["words"] == 6]
    assert near["near"].to_dict() == {"t0-1": 0, "t1-1": 1}
    assert found(corpus, near=False) == {"areas of practical cooperation": {"t1-1": 1, "t2-1": 1}}


def test_a_variant_belongs_to_the_exact_formula(corpus_of):
    corpus = corpus_of(
        "They praised entirely new forms of practical cooperation.",
        "Experts saw entirely new forms of practical cooperation.",
        "Nobody wanted entirely new areas of practical cooperation.",
    )
    table = formulas(corpus)
    assert set(table["formula"]) == {"entirely new forms of practical cooperation"}
    assert dict(zip(table["item_id"], table["near"], strict=True)) == {
        "t0-1": 0,
        "t1-1": 0,
        "t2-1": 1,
    }


def test_no_formula_crosses_a_sentence_or_a_number(corpus_of):
    corpus = corpus_of(
        "Lasting peace. Trade grew.", "A lasting peace trade grew.", "Peace 5 trade grew."
    )
    assert "peace Trade grew" not in found(corpus)
    assert found(corpus) == {}


def test_every_count_is_its_passages(corpus):
    table = formulas(corpus)
    for _, row in table.iterrows():
        passages = evidence(table, row)
        assert len(passages) == row["hits"]
        assert set(passages["item_id"]) == {row["item_id"]}
    assert (
        table.groupby("formula")["item_id"].nunique() == table.groupby("formula")["items"].first()
    ).all()


def test_formulas_agree_with_all_pairs_of_positions(corpus):
    """A slow count, written apart: every repeated sequence, longest first, by plain lists."""
    read = words(corpus, "distinct", lemmatize=True)
    sentences = {}
    for n in range(len(read)):
        sentences.setdefault((read.item[n], read.sentence[n]), []).append(n)
    runs = []
    for numbers in sentences.values():
        run = [numbers[0]]
        for n in numbers[1:]:
            if read.token[n] != read.token[run[-1]] + 1:
                runs.append(run)
                run = []
            run.append(n)
        runs.append(run)
    taken, expected = set(), {}
    for length in range(max(map(len, runs)), 2, -1):
        places = {}
        for run in runs:
            for k in range(len(run) - length + 1):
                span = (run[k], run[k] + length - 1)
                inside = any(a <= span[0] and span[1] <= b for a, b in taken)
                if not inside and read.listed[span[0] : span[1] + 1].sum() >= 2:
                    key = tuple(read.term[span[0] : span[1] + 1].tolist())
                    places.setdefault(key, []).append(span)
        for key, spans in places.items():
            if len({read.item[a] for a, _ in spans}) > 1:
                expected[key] = len(spans)
                taken.update(spans)
    table = formulas(corpus, near=False)
    sizes = pd.Series([len(key) for key in expected for _ in range(expected[key])]).value_counts()
    assert table.groupby("words")["hits"].sum().to_dict() == sizes.to_dict()
    assert table["formula"].nunique() == len(expected)


def test_formulas_of_outlets_add_up(corpus):
    """By outlet, the same hits stand in fewer rows, the outlet of the first text first."""
    texts, outlets = formulas(corpus), formulas(corpus, by="outlet")
    assert outlets["hits"].sum() == texts["hits"].sum()
    first = outlets.drop_duplicates("formula").set_index("formula")["outlet"]
    source = texts.drop_duplicates("formula").set_index("formula")["item_id"]
    named = source.map(corpus.items.set_index("item_id")["outlet"])
    assert (first == named.reindex(first.index)).all()
    assert len(evidence(outlets, outlets.iloc[0])) == outlets["hits"].iloc[0]


def test_of_many_words_those_of_drawn_texts_are_compared(corpus_of, monkeypatch):
    """Of 40 texts of eight words so many that hold about 160, the same ones again."""
    corpus = corpus_of(*(f"The friendship of both peoples lasts {n}ly." for n in range(40)))
    assert len(found(corpus)["The friendship of both peoples lasts"]) == 40
    monkeypatch.setattr("analysis.counting.formulas.MAX_WORDS", 160)
    some, again = found(corpus), found(corpus)
    assert some == again and 10 < len(some["The friendship of both peoples lasts"]) < 30


def test_what_stands_only_inside_a_longer_one_and_its_near_form_is_none(corpus_of):
    """*of practical cooperation* is a formula of its own in a third text only."""
    both = (
        "They want new forms of practical cooperation.",
        "We want new areas of practical cooperation.",
    )
    assert set(found(corpus_of(*both))) == {"want new forms of practical cooperation"}
    three = found(corpus_of(*both, "It is a kind of practical cooperation."))
    assert three["of practical cooperation"] == {"t0-1": 1, "t1-1": 1, "t2-1": 1}


@pytest.fixture
def posts(tmp_path):
    def write(*rows):
        columns = ["text", "outlet", "date"]
        pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "posts.csv", index=False)
        return load_corpus(tmp_path / "posts.csv")

    return write


SHARED = "guests praised the bright shared harbour of trust"


@pytest.mark.parametrize(
    ("days", "first"),
    [
        # by the day of the event, which comes from the text
        ([("On 1 March 2024", ""), ("On 3 January 2024", "")], "Small"),
        ([("On 1 March 2024", ""), ("On 3 April 2024", "")], "Big"),
        # else by that of the publication, wherever it stands in the file
        ([("So", "2024-06-02"), ("So", "2024-06-01")], "Small"),
        ([("So", "2024-06-01"), ("So", "2024-06-02")], "Big"),
    ],
)
def test_the_outlet_that_has_a_formula_first_is_blue(posts, days, first):
    """Also where its column is not the first one: outlets stand in the order of their size."""
    (big, big_day), (small, small_day) = days
    rows = [(f"{big} {SHARED}, item{n}.", "Big", big_day) for n in range(29)]
    corpus = posts(*rows, (f"{small} {SHARED}.", "Small", small_day))
    figure = figures.formulas(corpus)
    assert figure.table["outlet"].iloc[0] == first
    colours = {patch.get_gid(): patch.get_facecolor() for patch in figure.axes.patches}
    blue = [gid for gid, (red, _, sea, _) in colours.items() if sea > 2 * red]
    assert blue == ["mark-0"]
