"""Texts → their tokens, compiled: `tokens.TOKEN` written out, for corpora too large for it.

Every function below is one alternative of the expression and says where its match ends; a test
holds both to the same tokens on hostile text. Each character is looked up once in a table of
classes, and each token's spelling by its hash.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numba
import numpy as np

from analysis.finding.tokens import (
    APOSTROPHES,
    HASHTAG,
    HYPHENS,
    MARKS,
    NUMBER,
    URL,
    URL_END,
    URL_TAIL,
    WORD,
)

# Classes of characters; one may be in several.
ALNUM, DIGIT, MARK, JOIN, HYPHEN, URL_STOP, TAIL, SHARP, POINT, UNDERSCORE = (
    1 << n for n in range(10)
)
HTTPS, HTTP, WWW, TELEGRAM = (
    np.array(list(map(ord, word))) for word in ("https://", "http://", "www.", "t.me/")
)
compiled = numba.njit(cache=True)


def find(texts: Sequence[str]) -> tuple[Any, ...]:
    """Return the columns of `store.Found` for texts."""
    joined = "".join(texts)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    borders = np.cumsum([0, *map(len, texts)])
    start, end, kind, size = _scan(points, _classes(), borders)
    surface, examples = _intern(points, start, end)
    spans = zip(start[examples].tolist(), end[examples].tolist(), strict=True)
    own = (start - np.repeat(borders[:-1], size)).astype(np.int32)
    return own, kind, surface, size, [joined[a:b] for a, b in spans]


@lru_cache(maxsize=1)
def _classes() -> Any:
    """Return the classes of every character there is."""
    table = np.zeros(0x110000, np.uint16)
    for point in range(len(table)):
        sign = chr(point)
        if sign.isalnum():  # [^\W_]
            table[point] = ALNUM | DIGIT * sign.isdecimal()
        elif sign.isspace():
            table[point] = URL_STOP
    sets = (
        *((MARKS, MARK), (APOSTROPHES + HYPHENS, JOIN), (HYPHENS, HYPHEN), (URL_END, URL_STOP)),
        *((URL_TAIL, TAIL), ("#＃", SHARP), (".,", POINT), ("_", UNDERSCORE)),
    )
    for signs, flag in sets:
        table[list(map(ord, signs))] |= flag
    return table


@compiled
def _scan(points: Any, classes: Any, borders: Any) -> Any:
    starts, ends = np.empty(len(points), np.int32), np.empty(len(points), np.int32)
    kinds, sizes = np.empty(len(points), np.int8), np.zeros(len(borders) - 1, np.int32)
    n = 0
    for text in range(len(sizes)):
        at, stop = borders[text], borders[text + 1]
        first = at
        while at < stop:
            end, kind = _url(points, classes, first, at, stop), URL
            if end < 0:
                end, kind = _hashtag(points, classes, at, stop), HASHTAG
            if end < 0:
                end, kind = _word(points, classes, at, stop), WORD
            if end < 0:
                end, kind = _number(points, classes, at, stop), NUMBER
            if end < 0:
                at += 1
                continue
            starts[n], ends[n], kinds[n] = at, end, kind
            at = end
            while kind == URL and classes[points[ends[n] - 1]] & TAIL:  # "https://t.me/x)."
                ends[n] -= 1
            n += 1
            sizes[text] += 1
    return starts[:n].copy(), ends[:n].copy(), kinds[:n].copy(), sizes


@compiled
def _skip(points: Any, classes: Any, at: int, stop: int, wanted: int) -> int:
    """Return the first place whose character is in none of the classes."""
    while at < stop and classes[points[at]] & wanted:
        at += 1
    return at


@compiled
def _spells(points: Any, at: int, stop: int, word: Any, any_case: bool) -> bool:
    """Whether a word of small letters stands there."""
    if stop - at < len(word):
        return False
    for n in range(len(word)):
        point, letter = points[at + n], word[n]
        is_capital = 97 <= letter <= 122 and point == letter - 32
        # Without case the long s is an s, to the expression as well.
        other = any_case and (is_capital or (letter == 115 and point == 0x17F))
        if point != letter and not other:
            return False
    return True


@compiled
def _url(points: Any, classes: Any, first: int, at: int, stop: int) -> int:
    r"""Read (?:(?i:https?://|www\.)|\bt\.me/)[^\s<>"«»“”]++."""
    begin = -1
    for word in (HTTPS, HTTP, WWW):
        if begin < 0 and _spells(points, at, stop, word, True):
            begin = at + len(word)
    inside = at > first and classes[points[at - 1]] & (ALNUM | UNDERSCORE)
    if not inside and _spells(points, at, stop, TELEGRAM, False):
        begin = at + len(TELEGRAM)
    if begin < 0:
        return -1
    end = begin
    while end < stop and not classes[points[end]] & URL_STOP:
        end += 1
    return end if end > begin else -1


@compiled
def _run(points: Any, classes: Any, at: int, stop: int) -> int:
    """Read _RUN behind its first character: letters, digits and the marks among them."""
    return _skip(points, classes, at, stop, ALNUM | MARK)


@compiled
def _hashtag(points: Any, classes: Any, at: int, stop: int) -> int:
    r"""Read [#＃](?=[\d_]*+[^\W\d_])(?:_RUN|_)++."""
    if not classes[points[at]] & SHARP:
        return -1
    letter = _skip(points, classes, at + 1, stop, DIGIT | UNDERSCORE)
    if letter >= stop or not classes[points[letter]] & ALNUM:
        return -1
    end = at + 1
    while end < stop and classes[points[end]] & (ALNUM | UNDERSCORE):
        if classes[points[end]] & ALNUM:
            end = _run(points, classes, end, stop)
        else:
            end += 1
    return end


@compiled
def _word(points: Any, classes: Any, at: int, stop: int) -> int:
    r"""Read (?:\d++-)?+\d*+[^\W\d_]MARK*+_RUN?+(?:['-]_RUN)*+: "75th", "2-й", "Xi's"."""
    letter = _skip(points, classes, at, stop, DIGIT)
    if at < letter < stop and classes[points[letter]] & HYPHEN:
        letter = _skip(points, classes, letter + 1, stop, DIGIT)
    if letter >= stop or not classes[points[letter]] & ALNUM:
        return -1
    end = _run(points, classes, letter + 1, stop)
    while end + 1 < stop and classes[points[end]] & JOIN and classes[points[end + 1]] & ALNUM:
        end = _run(points, classes, end + 1, stop)
    return end


@compiled
def _number(points: Any, classes: Any, at: int, stop: int) -> int:
    r"""Read \d++(?:[.,]\d++)*+: "1,234.5"."""
    end = _skip(points, classes, at, stop, DIGIT)
    if end == at:
        return -1
    while end + 1 < stop and classes[points[end]] & POINT and classes[points[end + 1]] & DIGIT:
        end = _skip(points, classes, end + 1, stop, DIGIT)
    return end


@compiled
def _intern(points: Any, starts: Any, ends: Any) -> Any:
    """Give distinct spellings numbers in order of appearance; the first token of each."""
    size = 16
    while size < 2 * len(starts):
        size *= 2
    slots = np.full(size, -1, np.int32)
    codes, examples = np.empty(len(starts), np.int32), np.empty(len(starts), np.int32)
    n = 0
    for token in range(len(starts)):
        hashed = np.uint64(14695981039346656037)  # FNV-1a (Fowler, Noll & Vo 1991), by characters
        for at in range(starts[token], ends[token]):
            hashed = (hashed ^ np.uint64(points[at])) * np.uint64(1099511628211)
        slot = np.int64((hashed ^ (hashed >> np.uint64(32))) & np.uint64(size - 1))
        while slots[slot] >= 0 and not _is_same(points, starts, ends, examples[slots[slot]], token):
            slot = (slot + 1) & (size - 1)
        if slots[slot] < 0:
            slots[slot], examples[n] = n, token
            n += 1
        codes[token] = slots[slot]
    return codes, examples[:n].copy()


@compiled
def _is_same(points: Any, starts: Any, ends: Any, one: int, other: int) -> bool:
    if ends[one] - starts[one] != ends[other] - starts[other]:
        return False
    for n in range(ends[one] - starts[one]):
        if points[starts[one] + n] != points[starts[other] + n]:
            return False
    return True


@compiled
def sort_rows(values: Any, offsets: Any) -> Any:
    """Make each row of values a sorted set at its beginning; return the sizes of the sets."""
    sizes = np.zeros(len(offsets) - 1, np.int64)
    for row in range(len(sizes)):
        own = values[offsets[row] : offsets[row + 1]]
        own.sort()
        for n in range(len(own)):
            if n == 0 or own[n] != own[sizes[row] - 1]:
                own[sizes[row]] = own[n]
                sizes[row] += 1
    return sizes


@compiled
def jaccard(values: Any, offsets: Any, sizes: Any, ones: Any, others: Any) -> Any:
    """Return |A ∩ B| / |A ∪ B| of pairs of sets from `sort_rows` (Jaccard 1912)."""
    shares = np.zeros(len(ones), np.float64)
    for n in range(len(ones)):
        i, j = np.int64(offsets[ones[n]]), np.int64(offsets[others[n]])
        end, stop = i + sizes[ones[n]], j + sizes[others[n]]
        both, total = 0, end - i + stop - j
        while i < end and j < stop:
            if values[i] == values[j]:
                both, i, j = both + 1, i + 1, j + 1
            elif values[i] < values[j]:
                i += 1
            else:
                j += 1
        shares[n] = both / max(1, total - both)
    return shares


@compiled
def sketch(values: Any, offsets: Any, bins: int) -> Any:
    """Sketch each row of values: two sets agree in a bin with the probability of their similarity.

    Fast similarity sketching (Dahlgaard, Knudsen & Thorup 2017, FOCS): round by round every value
    is thrown into a bin at random, later rounds fill what is left; a bin keeps the smallest.
    """
    empty = np.uint64(2**64 - 1)
    table = np.full((len(offsets) - 1, bins), empty, np.uint64)
    for row in range(len(table)):
        own, filled, turn = table[row], 0, 0
        while filled < bins and turn < 2 * bins:
            for n in range(offsets[row], offsets[row + 1]):
                mixed = (values[n] ^ np.uint64(turn)) * np.uint64(0x9E3779B97F4A7C15)
                mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0xD6E8FEB86659FD93)
                mixed = mixed ^ (mixed >> np.uint64(32))
                at = np.int64(mixed % np.uint64(bins)) if turn < bins else turn - bins
                key = (np.uint64(turn) << np.uint64(56)) | (mixed >> np.uint64(8))
                if key < own[at]:
                    filled += own[at] == empty
                    own[at] = key
            turn += 1
    return table
