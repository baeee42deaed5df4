"""A comparison is tried in every way it could have been counted, and against exchanged dates."""

import pandas as pd
import pytest

from analysis import evidence, figures, load_corpus, passport, topic_hits
from analysis.counting.passport import PLACEBOS, Passport

PEACE = "The ministers spoke of peace and peace again in long and friendly talks on many matters."
TRADE = "The ministers spoke of trade and trade again in long and friendly talks on many matters."
SHIPS = "They also saw a museum of old ships and of the maps that showed the way."


@pytest.fixture
def corpus_of(tmp_path):
    def write(texts):
        rows = ["file,outlet,kind,language,note,sha256"]
        for n, (outlet, year, text) in enumerate(texts):
            body = " ".join(
                [text] * 8 + [SHIPS] * (n % 4)
            )  # a hundred words, no two rates the same
            (tmp_path / f"t{n}.txt").write_text(
                f"On May {n + 1}, {year} they met. {body}\n", "utf-8"
            )
            rows.append(f"t{n}.txt,{outlet},,,,")
        (tmp_path / "manifest.csv").write_text("\n".join(rows) + "\n", "utf-8")
        return load_corpus(tmp_path)

    return write


def test_what_holds_everywhere_is_stated(corpus_of):
    """Two outlets, each with six texts: all of 2023 say peace, none of 2022 does."""
    corpus = corpus_of([(o, 2023, PEACE) for o in "ABABAB"] + [(o, 2022, TRADE) for o in "ABABAB"])
    claim = passport(corpus, "peace", higher=2023, lower=2022)
    assert claim.is_sure and claim.held == claim.tried >= 72
    assert str(claim).startswith("peace is more frequent in 2023 than in 2022 (")
    assert not passport(corpus, "peace", higher=2022, lower=2023).is_sure


def test_a_difference_between_outlets_is_not_one_between_years(corpus_of):
    """One outlet has all of 2023: exchanging dates within outlets changes nothing."""
    corpus = corpus_of([("A", 2023, PEACE)] * 6 + [("B", 2022, TRADE)] * 6)
    claim = passport(corpus, "peace", higher=2023, lower=2022)
    assert claim.held == claim.tried
    assert claim.beaten == 0
    assert "too few to say so" in str(claim)


def test_leaving_out_an_outlet_can_turn_it(corpus_of):
    """Only outlet A says peace more often in 2023; without it, 2022 has more."""
    corpus = corpus_of(
        [
            ("A", 2023, PEACE),
            ("B", 2023, TRADE),
            ("A", 2022, TRADE),
            ("B", 2022, PEACE + " " + TRADE),
        ]
    )
    table = passport(corpus, "peace", higher=2023, lower=2022).table
    held = table.groupby("without")["holds"].mean()
    assert held["B"] == 1 and held["A"] == 0


def test_every_specification_keeps_its_passages(corpus):
    claim = passport(corpus, "cooperation", higher=2023, lower=2022)
    assert claim.tried >= 100
    cleaned = claim.table.query(
        "reading == 'cleaned' and words == 'dictionary forms' and denominator == 'per_item'"
        " and dates == 'event' and without == ''"
    ).iloc[0]
    passages = evidence(claim.table, cleaned)
    years = passages["date"].str.extract(r"(20\d\d)")[0]
    assert (years == "2023").sum() / 2 == cleaned["value_higher"]
    assert (years == "2022").sum() / 1 == cleaned["value_lower"]


def test_hits_of_any_kind_can_be_compared(corpus):
    claim = passport(
        corpus,
        lambda words: topic_hits(words).query("topic == 'Pandemic'"),
        higher=2020,
        lower=2023,
        name="Pandemic",
    )
    assert claim.held == claim.tried
    assert str(claim).startswith("Pandemic: more frequent in 2020")


def test_the_same_seed_gives_the_same_passport(corpus):
    one, other = (passport(corpus, "china", higher=2024, lower=2022) for _ in range(2))
    assert one.table.equals(other.table) and one.beaten == other.beaten


def test_periods_without_items_cannot_be_compared(corpus):
    claim = passport(corpus, "china", higher=2015, lower=2022)
    assert claim.tried == 0
    assert str(claim) == "china: 2015 and 2022 cannot be compared."


def test_a_caption_says_higher_only_with_its_passport(corpus_of):
    """Intervals support the difference, and so do all ways of counting it."""
    both = corpus_of([(o, 2023, PEACE) for o in "ABABAB"] + [(o, 2022, TRADE) for o in "ABABAB"])
    caption = figures.words_by_year(both, ["peace"]).caption
    assert "peace is more frequent in 2023 than in 2022 (" in caption
    assert "of 200 exchanges of dates" in caption


def test_a_caption_states_the_share_of_what_is_not_sure(corpus_of):
    """One outlet has all of 2023: what could be outlets is not called a change."""
    split = corpus_of([("A", 2023, PEACE)] * 6 + [("B", 2022, TRADE)] * 6)
    caption = figures.words_by_year(split, ["peace"]).caption
    assert "peace: more frequent in 2023 than in 2022 in" in caption
    assert "which is too few to say so" in caption


@pytest.mark.parametrize(
    ("held", "beaten", "sure"), [(95, 0.95, True), (94, 1.0, False), (100, 0.94, False)]
)
def test_sure_means_95_per_cent_of_both(held, beaten, sure):
    claim = Passport("x", 2, 1, pd.DataFrame(), 100, held, beaten)
    assert claim.is_sure is sure
    assert f"{100 * beaten:.0f} % of {PLACEBOS}" in str(claim)


def test_placebos_exchange_the_dates_that_were_compared(tmp_path):
    """Of publications alone: what holds in every specification is above the exchanges, too."""
    rows = [(f"20{22 + n // 6}-05-0{n % 6 + 1}", (TRADE, PEACE)[n // 6]) for n in range(12)]
    table = pd.DataFrame(rows, columns=["date", "text"])
    table["text"] = [" ".join([text] * 8 + [SHIPS] * (n % 4)) for n, text in enumerate(table.text)]
    table.assign(outlet=["A", "B"] * 6).to_csv(tmp_path / "posts.csv", index=False)
    claim = passport(load_corpus(tmp_path), "peace", higher=2023, lower=2022)
    assert set(claim.table.dropna(subset="holds")["dates"]) == {"publication"}
    assert claim.is_sure and claim.beaten > 0.95
