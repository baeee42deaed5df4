"""Tokens and sentences slice to their characters, and folding never loses its way."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

import analysis as an
from analysis.finding.tokens import TOKEN, find_sentences, find_tokens, fold
from analysis.finding.words import read as read_corpus


def found(text):
    return [(text[a:b], kind) for a, b, kind in find_tokens(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("China's good-neighbourliness", [("China's", "word"), ("good-neighbourliness", "word")]),
        ("large‑scale", [("large‑scale", "word")]),
        ("नई दिल्ली में", [("नई", "word"), ("दिल्ली", "word"), ("में", "word")]),
        ("שָׁלוֹם עולם", [("שָׁלוֹם", "word"), ("עולם", "word")]),
        ("وَزِيرُ الخارجية", [("وَزِيرُ", "word"), ("الخارجية", "word")]),
        ("'quoted' -dash- end-", [("quoted", "word"), ("dash", "word"), ("end", "word")]),
        ("$227.8 billion in 2019", [("227.8", "number"), ("billion", "word"), ("in", "word")]),
        ("75th, 20-летие, G20, COVID-19", ["75th", "20-летие", "G20", "COVID-19"]),
        ("2021–2024", [("2021", "number"), ("2024", "number")]),
        ("#Guilin, #Russia_China #2024", [("#Guilin", "hashtag"), ("#Russia_China", "hashtag")]),
        ("(https://is.gd/fg56SL).", [("https://is.gd/fg56SL", "url")]),
        ("see t.me/MFARussia and www.mid.ru", ["see", "t.me/MFARussia", "and", "www.mid.ru"]),
        ("[One](t.me/a)[two](t.me/b)", ["One", "t.me/a", "two", "t.me/b"]),
        ("Тока́ев ще об'єднання", [("Тока́ев", "word"), ("ще", "word"), ("об'єднання", "word")]),
        ("snake_case", [("snake", "word"), ("case", "word")]),
        ("🇷🇺 ✔️ … —", []),
    ],
)
def test_what_a_token_is(text, expected):
    """Letters, digits, inner apostrophes and hyphens; the rest is kept apart or is nothing."""
    got = found(text)
    if expected and isinstance(expected[0], str):
        got = [surface for surface, _ in got]
    assert got[: len(expected)] == expected


@given(st.one_of(texts(), st.text()))
def test_token_spans_are_ordered_and_do_not_overlap(text):
    """Every token begins where or after the last one ended, and is not empty."""
    end = 0
    for left, right, kind in find_tokens(text, 0, len(text)):
        assert end <= left < right <= len(text)
        assert kind in ("word", "hashtag", "number", "url")
        end = right


@pytest.mark.parametrize(("text", "size"), [("18, 2", 2), ("2024. It", 4), ("Credits- a", 7)])
def test_no_version_of_python_keeps_what_a_failed_turn_has_read(text, size):
    """3.11.2 gave "18," where a possessive group was tried again; no such group may come back."""
    assert found(text)[0][0] == text[:size]
    groups = re.findall(r"\)(?:[*+?]|\{[^}]*\})\+", TOKEN.pattern)
    runs = TOKEN.pattern.count("[^\\W_]*+)*+")  # whose turns fail at their first character
    assert groups.count(")*+") == runs and set(groups) == {")*+", ")++"}


@given(st.text())
def test_folding_is_idempotent(text):
    """Folding what is folded changes nothing."""
    assert fold(fold(text)) == fold(text)


def test_piles_of_marks_take_linear_time():
    """Combining marks of two kinds in turn, and a barrage of exclamation marks."""
    start = time.process_time()
    fold("e" + "\u0301\u0323" * 100_000)
    find_sentences("!" * 100_000)
    assert time.process_time() - start < 2
    assert fold(fold("и\u0301\u0306")) == fold("и\u0301\u0306")


def test_folding_unites_what_looks_the_same():
    """NFC and NFD, hyphens, apostrophes, case, invisible joins."""
    assert fold("Toka\N{COMBINING ACUTE ACCENT}yev") == fold("Toká" + "yev") == "tokáyev"
    assert fold("large‑scale") == fold("LARGE-SCALE") == fold("large\N{SOFT HYPHEN}-scale")
    assert fold("China’s") == "china's"


@given(texts())
def test_sentences_are_ordered_and_hold_every_token(text):
    """No sentence begins or ends with white space, and none overlaps another."""
    end = 0
    for left, right in find_sentences(text):
        assert end <= left < right <= len(text)
        assert text[left:right].strip() == text[left:right]
        end = right


def test_initials_and_abbreviations_end_no_sentence():
    """С.В. Лавров, в т.ч., U.S.; the price is that a name like Ван И. ends none either."""
    text = "С.В. Лавров встретился с Ван И. Они обсудили вопросы, в т.ч. по ООН."
    assert [text[a:b][:9] for a, b in find_sentences(text)] == ["С.В. Лавр"]
    assert len(find_sentences("The U.S. side agreed. Talks went on.")) == 2
    state = (
        "The U.S. Secretary of State left. U.S. Congress met in the U.S. They agreed in the U.S."
    )
    assert [state[a:b][:11] for a, b in find_sentences(state)] == [
        "The U.S. Se",
        "U.S. Congre",
        "They agreed",
    ]
    for other in ("However, he", '"We agree," he', "Our side", "After that"):
        assert len(find_sentences(f"He left the U.S. {other} came.")) == 2
    street = "Он был на ул. Арбат, с ним акад. Примаков и проф. Иванов. Встреча, т. е. беседа. Всё."
    assert [street[a:b][:6] for a, b in find_sentences(street)] == ["Он был", "Встреч", "Всё."]


def test_tokens_of_the_seeds(corpus):
    """Each token slices to its surface and stands in the sentence it names."""
    raw = corpus.items.set_index("item_id")["raw"]
    table = an.words(corpus).hits()
    surfaces = [
        raw[i][a:b]
        for i, a, b in zip(*(table[c] for c in ("item_id", "start", "end")), strict=True)
    ]
    assert [an.words(corpus).terms[code] for code in an.words(corpus).folded] == [
        fold(surface).removeprefix("#") for surface in surfaces
    ]
    placed = table.merge(
        read_corpus(corpus, "cleaned").sentences, on=["item_id", "sentence"], suffixes=("", "_s")
    )
    assert len(placed) == len(table)
    assert (placed["start"] >= placed["start_s"]).all()
    assert (placed["end"] <= placed["end_s"]).all()


def test_removed_spans_change_no_token(read):
    """Another stamp, counter or teaser gives the same tokens."""
    page = "Headline of the page\n\n{}\n\nThe ministers met in Beijing on Tuesday.\n"
    corpus = read(a=page.format("19.11.2020 139 просмотров"), b=page.format("1.1.1999 7 views"))
    table = an.words(corpus).hits()
    first, second = (table[table["item_id"] == i] for i in ("a-1", "b-1"))
    assert first["term"].tolist() == second["term"].tolist() != []


def test_raw_holds_all_characters_of_words(corpus):
    """The raw reading has repeats and furniture too."""
    assert len(an.words(corpus, "raw")) > 1.3 * len(an.words(corpus))


def test_hashtags_come_from_text_and_from_lines_set_aside(corpus):
    """#RussiaChina: once in each of the five readable posts, repeats not counted."""
    tags = an.words(corpus).hashtags().hits()
    assert (tags["term"] == "#russiachina").sum() == 5
    assert (tags["sentence"] == 0).any()
    assert (tags["sentence"] > 0).any()


@pytest.mark.parametrize(
    "hostile",
    ["1", ".", "1.", "1-", "a-", "a'", "#", "#_", "_", "http://", "www.", "1.1x", "á", "́"],
)
def test_work_is_linear(hostile):
    """Three doublings of hostile input multiply the work by at most 2.3 each.

    Processor time, best of five: quadratic work would multiply it by 64, not 12.
    """

    def seconds(text):
        taken = []
        for _ in range(5):
            start = time.process_time()
            list(find_tokens(text, 0, len(text)))
            taken.append(time.process_time() - start)
        return min(taken)

    text = hostile * (25_000 // len(hostile))
    assert seconds(text * 8) <= 2.3**3 * seconds(text) + 0.02


def test_examples_of_folded_words_and_sentences():
    """One hyphen, no stress, no case; an initial ends no sentence."""
    assert list(map(fold, ("Large‑Scale", "Тока́ев", "#SCO"))) == ["large-scale", "токаев", "#sco"]
    assert find_sentences("С.В. Лавров прибыл. Talks began.") == [(0, 19), (20, 32)]
