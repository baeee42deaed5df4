"""Actors and places are found once each, with the side they speak for."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import texts

from analysis import lexicons
from analysis.finding.lexicon import name_hits
from analysis.finding.search import keywords
from analysis.tables import InputError

MANY_FILES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
COLUMNS = ["item_id", "sentence", "start", "end", "name", "kind", "side"]
HEADER = "form\tname\tkind\tside\tnote\n"


def found(corpus):
    hits = name_hits(corpus)
    hits["keyword"] = keywords(corpus, hits)
    return hits[["name", "side", "keyword"]].values.tolist()


def test_the_longest_form_wins(read):
    """The Chinese foreign minister is a role of China, and the country in it is no hit."""
    corpus = read(a="Heading\n\nThe Chinese Foreign Minister Wang Yi left.\n")
    assert found(corpus) == [
        ["Chinese foreign minister", "china", "Chinese Foreign Minister"],
        ["Wang Yi", "china", "Wang Yi"],
    ]


def test_spelling_variants_possessives_and_hashtags_are_one_name(read):
    """Sergei is Sergey, with 's, as hashtag, with initials, and in the genitive."""
    corpus = read(a="Heading\n\nSergei Lavrov’s, #Lavrov, S. Lavrov, С.В.Лавров and Лаврова.\n")
    assert [name for name, *_ in found(corpus)] == ["Sergey Lavrov"] * 5


def test_capitals_are_places_with_a_side_and_the_kremlin_is_an_actor(read):
    """Beijing is counted as a place; a city that governs nobody has no side."""
    corpus = read(a="Heading\n\nBeijing, the Kremlin and Guilin.\n")
    hits = name_hits(corpus)[["name", "kind", "side"]].values.tolist()
    assert hits == [
        ["Beijing", "place", "china"],
        ["Kremlin", "actor", "russia"],
        ["Guilin", "place", ""],
    ]


def test_acronyms_match_capitals_only(read):
    """WHO is an organisation, who a pronoun."""
    corpus = read(a="Heading\n\nThose who told us so asked the WHO and the US.\n")
    assert [keyword for *_, keyword in found(corpus)] == ["WHO", "US"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Wang said so. Minister Wang Meets Xi Today", ["Wang Yi", "Wang Yi", "Xi Jinping"]),
        ("WANG SAYS SO TO XI", ["Wang Yi", "Xi Jinping"]),
        ("Wang, Lavrov and Xi. Zakharova", ["Wang Yi", "Sergey Lavrov", "Xi Jinping"]),
        ("Wang\nSergey came", ["Wang Yi"]),
        ("Xi's Vladivostok trip", ["Xi Jinping"]),
        ("Commerce Minister Wang Wentao, skater Wang Meng, Wang Xiaodan", []),
        ("Wang Yi met Wang Huning", ["Wang Yi", "Wang Huning"]),  # both have rows
    ],
)
def test_a_surname_that_goes_on_is_somebody_elses(read, text, names):
    """Behind "Wang" a capital that begins no English word is a given name."""
    corpus = read(a=f"Talks\n\nThen {text}.\n")
    persons = {"Wang Yi", "Xi Jinping", "Sergey Lavrov", "Wang Huning"}
    assert [name for name, *_ in found(corpus) if name in persons] == names


def test_hits_quote_the_text_in_order(corpus):
    """Offsets slice to the keyword, in document order, without overlap."""
    hits = name_hits(corpus)
    assert list(hits.columns) == COLUMNS
    order = {item: n for n, item in enumerate(corpus.items["item_id"])}
    places = [(order[row.item_id], row.start, row.end) for row in hits.itertuples()]
    assert places == sorted(places)
    for (item, _, end), (next_item, start, _) in pairwise(places):
        assert item != next_item or end <= start
    spelled = {entry.name: set() for entry in lexicons.names()}
    for entry in lexicons.names():
        spelled[entry.name].add(entry.term.casefold())
    for row, keyword in zip(hits.itertuples(), keywords(corpus, hits), strict=True):
        assert corpus.locate(row.item_id, row.start, row.end).quote.split() == keyword.split()
        assert row.name in spelled


def test_the_seeds_name_both_ministers_most(corpus):
    """All five documents are about the two ministers."""
    hits = name_hits(corpus)
    counts = hits[hits["kind"] == "actor"].groupby("name").size().sort_values(ascending=False)
    assert set(counts.index[:4]) == {"China", "Russia", "Wang Yi", "Sergey Lavrov"}


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(texts())
def test_any_text_gives_a_table(read, text):
    """Also one without a word."""
    assert list(name_hits(read(a=text)).columns) == COLUMNS


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Wang Yi\tWang Yi\tactor\tchina", "4 cells instead of 5"),
        ("Wang Yi\tWang Yi\tperson\tchina\tperson: x", "kind 'person' is unknown"),
        ("Wang Yi\tWang Yi\tactor\tprc\tperson: x", "side 'prc' is unknown"),
        ("Wang Yi\tWang Yi\tactor\t\tperson: x", "an actor has no side"),
        ("Wang Yi\tWang Yi\tactor\tchina\tminister: x", "note begins with 'minister'"),
        ("Wang Yi\tWang Yi\tactor\tchina\tperson dative: x", "note begins with 'person dative'"),
        ("Guilin\tGuilin\tactor\tchina\tplace", "an? actor is no place"),
        ("Guilin\tGuilin\tplace\tchina\tplace", "a place has side 'china'"),
        ("Beijing\tBeijing\tplace\t\tcapital", "a capital has side ''"),
        ("(Wang)\tWang Yi\tactor\tchina\tperson: x", "is no word or phrase"),
        ("Wang Yi\t\tactor\tchina\tperson: x", "name is empty"),
    ],
)
def test_a_malformed_row_is_named_by_file_and_line(tmp_path, row, problem):
    """Whoever edits the names learns where and what to mend."""
    path = tmp_path / "names.tsv"
    path.write_text(f"{HEADER}{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=problem) as caught:
        lexicons.names(lexicons.Lexicons.of(tmp_path))
    assert str(caught.value).startswith(f"{path}:2: ")


def test_no_form_stands_twice_in_any_spelling(tmp_path):
    """Sergei Lavrov and Sergey Lavrov are counted as one."""
    path = tmp_path / "names.tsv"
    row = "{} Lavrov\tSergey Lavrov\tactor\trussia\tperson: x\n"
    path.write_text("# replace\n" + HEADER + row.format("Sergei") + row.format("Sergey"), "utf-8")
    with pytest.raises(InputError, match=r"names\.tsv:4: .*already in line 3"):
        lexicons.names(lexicons.Lexicons.of(tmp_path))


def test_one_name_is_one_thing():
    """All forms of a name have one kind and one side."""
    sides = {}
    for row in lexicons.names():
        assert sides.setdefault(row.name, (row.kind, row.side)) == (row.kind, row.side), row
    assert {"Wang Yi", "Sergey Lavrov", "Maria Zakharova", "SCO", "Guilin"} <= set(sides)
