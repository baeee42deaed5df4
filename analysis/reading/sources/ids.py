"""Path of a file → the short id of its document, which depends on that path alone."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

# "000_34093a0f0dff4853.txt": a running number and a hash; the number alone is the id.
NUMBERED = re.compile(r"([0-9]+)_[0-9a-f]{8,64}\.txt")
# "talks.txt" is talks, "talks.pdf" stays whole; a folder, a second dot or ~ is not plain.
_PLAIN = re.compile(r"([^\W_][\w -]{0,59})(\.[a-z0-9]{1,8})")
HASH_DIGITS = 12  # of the path: among a million files of one name two share them once in 500 times
_MAX_SLUG_CHARS = 40


def document_ids(names: Iterable[str], *, listed: Iterable[str] = ()) -> dict[str, str]:
    """Give each file its number, its plain name, or for any other path a name and a hash.

    Of two files with one number both take a hash, unless the manifest lists one, which keeps it.

    >>> document_ids(["000_34093a0f0dff4853.txt", "talks.txt", "b/talks.txt"])
    {'000_34093a0f0dff4853.txt': '000', 'talks.txt': 'talks', 'b/talks.txt': 'talks~8dcb630b45b1'}
    """
    listed = frozenset(listed)
    ids = {name: _short_id(name) for name in names}
    for digits in (HASH_DIGITS, None):  # the whole hash if even its first digits are shared
        claims = Counter(ids.values())
        listed_claims = Counter(id_ for name, id_ in ids.items() if name in listed)
        for name, id_ in list(ids.items()):
            if claims[id_] > 1 and not (name in listed and listed_claims[id_] == 1):
                ids[name] = _hashed_id(name, digits)
    return ids


def _short_id(name: str) -> str:
    if numbered := NUMBERED.fullmatch(name):
        return numbered[1]
    plain = _PLAIN.fullmatch(name)
    if plain and unicodedata.normalize("NFC", name.casefold()) == name:
        return plain[1] if plain[2] == ".txt" else name
    return _hashed_id(name, HASH_DIGITS)


def _hashed_id(name: str, digits: int | None) -> str:
    numbered = NUMBERED.fullmatch(name)
    slug = numbered[1] if numbered else Path(name).stem[:_MAX_SLUG_CHARS]
    path_hash = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:digits]
    return "".join(c if c.isprintable() else "_" for c in slug) + f"~{path_hash}"
