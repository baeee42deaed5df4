"""A language is named only when its function words are there."""

import pytest

from analysis.reading.rows import _guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministers of the two countries met in Beijing.", "en"),
        ("Министры двух стран встретились в Пекине, и они обсудили вопросы.", "ru"),
        ("Міністри двох країн зустрілися в Пекіні, і вони обговорили питання.", "uk"),
        ("The ministers met in Beijing and discussed the forum.", "en"),  # 4 of 9 words
        ("Los ministros se reunieron en Pekín", "und"),
        ("#Briefing 2024", "und"),
        ("", "und"),
    ],
)
def test_languages(text, language):
    """English, Russian, Ukrainian, or undetermined."""
    assert _guess_language(text.casefold().split()) == language


def test_the_seeds_are_english(corpus):
    """All readable items but the line of hashtags and names, 002-1, are recognised."""
    languages = corpus.items.set_index("item_id")["language"]
    assert (languages.drop(["002-1", "002-5"]) == "en").all()
