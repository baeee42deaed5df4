"""Items that say the same: which earlier item each one copies."""

from collections.abc import Iterable


def exact_duplicates(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each item whose cleaned text stood before the id of the first such item.

    ``texts`` are (item_id, cleaned text) in document order. Case and white space are ignored;
    items without text are never duplicates.

    >>> exact_duplicates([("a-1", "Talks held"), ("b-1", "talks  held"), ("b-2", "")])
    {'b-1': 'a-1'}
    """
    first: dict[str, str] = {}
    copies = {}
    for item_id, text in texts:
        folded = " ".join(text.casefold().split())
        if folded and first.setdefault(folded, item_id) != item_id:
            copies[item_id] = first[folded]
    return copies
