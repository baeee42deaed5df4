"""Items with the same text point to the first of them."""

import pandas as pd

from analysis.reading.loading import _find_copies


def test_later_copies_point_to_the_first(read):
    """Case and white space do not make a text another; an empty text is no duplicate."""
    corpus = read(a="Talks held\n", b="TALKS  held\n", c="Other\n", d="\n", e="\n")
    copies = dict(zip(corpus.items["item_id"], corpus.items["duplicate_of"], strict=True))
    assert copies == {"a-1": "", "b-1": "a-1", "c-1": "", "d-1": "", "e-1": ""}


def test_the_seeds_hold_no_duplicates(corpus):
    """Ten items, ten texts."""
    assert (corpus.items["duplicate_of"] == "").all()


def test_every_copy_points_to_the_first_not_to_another_copy():
    """The third copy names the first."""
    rows = [
        {"item_id": n, "text": "x", "copy_key": "1", "message": "", "edited": ""} for n in "abc"
    ]
    items = pd.DataFrame(rows).assign(published_status="undated")
    items = items.assign(published_from=pd.NaT, published_to=pd.NaT)
    assert list(_find_copies(items)[0]) == [0, 0, 0]
