"""A language is named only when its function words are there."""

import re

import pytest

from analysis.lexicons import stopwords
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


@pytest.mark.parametrize("joint", [" ", ", ", "-", "1", "_", "\u00a0", " «", "²", "\u0301", "\n\n"])
def test_words_are_runs_of_letters(joint):
    """Whatever stands between them: the same share as by looking for letters one after another."""
    told = "the of and minister was said и в не что і на що trade мир 2024 ИТОГИ Straße"
    words = told.split()
    lists = [stopwords("function", language=name) for name in ("en", "ru", "uk")]
    for n in range(len(words)):
        text = joint.join(words[n:] + words[: n // 2])
        found = re.findall(r"[^\W\d_]+", text.casefold())
        hits = [sum(word in some for word in found) for some in lists]
        best = ("en", "ru", "uk")[hits.index(max(hits))]
        expected = best if max(hits) >= 0.15 * len(found) else "und"
        assert _guess_language(text.casefold().split()) == expected, text
