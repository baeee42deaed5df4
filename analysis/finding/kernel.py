"""Texts → their tokens, compiled: `tokens.TOKEN` as a machine of states, for large corpora."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, product
from typing import Any

import numba
import numpy as np

from analysis.finding import tokens
from analysis.finding.tokens import HASHTAG, NUMBER, URL, WORD

# Classes of characters; what is in none of them, an emoji, ends everything but an address.
_LETTERS = {"h": "hH", "t": "t", "T": "T", "p": "pP", "s": "sSſ", "w": "wW", "m": "m", "e": "e"}
_SIGNS = {"mark": tokens.MARKS, "join": tokens.APOSTROPHES, "hyphen": tokens.HYPHENS}
_SIGNS |= {"stop": tokens.URL_END, "#": "#＃", **{sign: sign for sign in ".,:/_"}}
_CLASSES = ["other", *_SIGNS, "digit", "letter", *_LETTERS]
_WORDLIKE = _CLASSES.index("_")  # from here on the classes are those of \w
# Read so far, one of these, read then: 75th, 20-летие, Xi's; 1,234.5; of "1-," the token is "1".
_STEPS = """
^ a a- 1 1- 1-1 → letter → a | a a- → digit → a | a → mark → a | a → join hyphen → a-
^ 1 → digit → 1 | 1 → hyphen → 1- | 1- 1-1 → digit → 1-1
1 1.1 → . , → 1. | 1. 1.1 → digit → 1.1
^ → # → # | # → digit _ → # | # #a #a_ → letter → #a | #a #a_ → digit → #a
#a → mark → #a | #a #a_ → _ → #a_
"""
_KINDS = {"a": WORD, "1": NUMBER, "1.1": NUMBER, "#a": HASHTAG, "#a_": HASHTAG, "url": URL}
_TAIL = np.array(list(map(ord, tokens.URL_TAIL)), np.uint32)
compiled = numba.njit(cache=True, nogil=True)


def find(texts: Sequence[str]) -> tuple[Any, Any, Any, Any, list[str]]:
    """Return `store.Found` of texts."""
    joined = "".join(texts)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    borders = np.cumsum([0, *map(len, texts)])
    start, end, kind, size = _scan(points, *_machine(), borders)
    surface, examples = intern(points, start, end)
    spans = zip(start[examples].tolist(), end[examples].tolist(), strict=True)
    own = (start - np.repeat(borders[:-1], size)).astype(np.int32)
    return own, kind, surface, size, [joined[a:b] for a, b in spans]


@lru_cache(maxsize=1)
def _machine() -> tuple[Any, Any, Any]:  # involved, as the rules it writes out are
    """Return the class of every character; per state and class the next; the kind a state ends."""
    classes, every = np.zeros(0x110000, np.int8), list(map(chr, range(0x110000)))
    members_of: dict[str, Iterable[str]] = {**_SIGNS, "letter": filter(str.isalnum, every)}  # ʼ too
    members_of |= {"stop": chain(_SIGNS["stop"], filter(str.isspace, every))}
    members_of |= {"digit": filter(str.isdecimal, every), **_LETTERS}
    for name, members in members_of.items():
        classes[list(map(ord, members))] = _CLASSES.index(name)
    steps: dict[tuple[str, str], str] = {}
    every_letter = " ".join(["letter", *_LETTERS])
    for row in _STEPS.strip().replace("letter", every_letter).replace("\n", "|").split("|"):
        read, signs, (after,) = map(str.split, row.split("→"))
        steps |= dict.fromkeys(product(read, signs), after)
    kinds = dict(_KINDS)
    word = {sign: after for (begun, sign), after in steps.items() if begun == "a"}
    for address in ("http://", "https://", "www.", "t.me/"):
        for n, sign in enumerate(address):
            begun = address[:n] or "^"
            if begun.isalpha():  # "htt" may be any word
                kinds[begun] = WORD
                steps = {(begun, same): after for same, after in word.items()} | steps
            for same in "tT" if n and sign == "t" else sign:
                steps[begun, same] = address[: n + 1]
        for begun in (address, "url"):
            steps |= {(begun, sign): "url" for sign in _CLASSES if sign != "stop"}
    # Behind a letter or "_" begins no t.me: "1.5t.me/x".
    inside = [(sign, after) for (begun, sign), after in steps.items() if begun == "^"]
    steps |= {("inside", sign): "a" if sign == "t" else after for sign, after in inside}
    states = list(dict.fromkeys(["^", "inside", *(begun for begun, _ in steps), "url"]))
    table = np.full((len(states), len(_CLASSES)), -1, np.int8)  # -1: no state comes next
    for (begun, sign), after in steps.items():
        table[states.index(begun), _CLASSES.index(sign)] = states.index(after)
    return classes, table, np.array([kinds.get(state, -1) for state in states], np.int8)


@compiled
def _scan(points: Any, classes: Any, steps: Any, kind_of: Any, borders: Any) -> Any:
    starts, ends = np.empty(len(points), np.int32), np.empty(len(points), np.int32)
    kinds, sizes = np.empty(len(points), np.int8), np.zeros(len(borders) - 1, np.int32)
    n = 0
    for text in range(len(sizes)):
        begin, stop = borders[text], borders[text + 1]
        while begin < stop:
            at, end, kind = begin, begin + 1, -1
            inside = begin > borders[text] and classes[points[begin - 1]] >= _WORDLIKE
            state = steps[int(inside), classes[points[at]]]
            while state >= 0:
                at += 1
                if kind_of[state] >= 0:
                    end, kind = at, kind_of[state]
                state = steps[state, classes[points[at]]] if at < stop else -1
            if kind >= 0:
                starts[n], ends[n], kinds[n] = begin, end, kind
                while kind == URL and (points[ends[n] - 1] == _TAIL).any():  # "https://t.me/x)."
                    ends[n] -= 1
                n += 1
                sizes[text] += 1
            begin = end
    return starts[:n].copy(), ends[:n].copy(), kinds[:n].copy(), sizes


@compiled
def intern(points: Any, starts: Any, ends: Any) -> Any:
    """Give distinct stretches numbers in order of appearance; and the first of each."""
    size = 16
    while size < 2 * len(starts):
        size *= 2
    slots = np.full(size, -1, np.int32)
    codes, examples = np.empty(len(starts), np.int32), np.empty(len(starts), np.int32)
    n = 0
    for token in range(len(starts)):
        begin, end = starts[token], ends[token]
        hashed = np.uint64(14695981039346656037)  # FNV-1a (Fowler, Noll & Vo 1991), by characters
        for at in range(begin, end):
            hashed = (hashed ^ np.uint64(points[at])) * np.uint64(1099511628211)
        slot = np.int64((hashed ^ (hashed >> np.uint64(32))) & np.uint64(size - 1))
        while slots[slot] >= 0:
            first = examples[slots[slot]]
            same, at = ends[first] - starts[first] == end - begin, begin
            while same and at < end:  # slices would take twice the time
                same, at = points[starts[first] - begin + at] == points[at], at + 1
            if same:
                break
            slot = (slot + 1) & (size - 1)
        if slots[slot] < 0:
            slots[slot], examples[n] = n, token
            n += 1
        codes[token] = slots[slot]
    return codes, examples[:n].copy()


@compiled
def mixed(values: Any, starts: Any, size: int) -> Any:
    """Return for stretches numbers that look random (SplitMix64, Steele, Lea & Flood 2014)."""
    numbers = np.zeros(len(starts), np.uint64)
    for n in range(len(starts)):
        for value in values[starts[n] : starts[n] + size]:
            mixed = (numbers[n] ^ np.uint64(value)) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(1)
            mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            numbers[n] = mixed ^ (mixed >> np.uint64(31))
    return numbers


@compiled
def _as_set(row: Any) -> int:
    """Make a row of values a sorted set at its beginning; return the size of the set."""
    row.sort()
    size = 0
    for n in range(len(row)):
        if n == 0 or row[n] != row[size - 1]:
            row[size] = row[n]
            size += 1
    return size


@compiled
def jaccard(values: Any, offsets: Any, sizes: Any, ones: Any, others: Any) -> Any:
    """Return |A ∩ B| / |A ∪ B| of pairs of rows (Jaccard 1912), which are sorted at first use."""
    shares = np.zeros(len(ones), np.float64)
    for n in range(len(ones)):
        for row in (ones[n], others[n]):
            if sizes[row] == 0:  # no set yet
                sizes[row] = _as_set(values[offsets[row] : offsets[row + 1]])
        one = values[offsets[ones[n]] :][: sizes[ones[n]]]
        other = values[offsets[others[n]] :][: sizes[others[n]]]
        i = j = both = 0
        while i < len(one) and j < len(other):
            both += one[i] == other[j]
            i, j = i + (one[i] <= other[j]), j + (other[j] <= one[i])
        shares[n] = both / max(1, len(one) + len(other) - both)
    return shares


@compiled
def sketch(values: Any, offsets: Any, bins: int) -> Any:
    """Sketch rows: two sets agree in a bin with the probability of their similarity."""
    # Fast similarity sketching (Dahlgaard, Knudsen & Thorup 2017, FOCS): round by round every value
    # is thrown into a bin at random, later rounds fill what is left; a bin keeps the smallest.
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


@compiled
def tally(words: Any, bounds: Any, n: int, size: int) -> Any:
    """Count as `Words.tally` does, of units whose words lie between two bounds each."""
    # Rows of words are put in the order of their groups, then of what they begin with, word by
    # word: there a last word that was met before (number < opened) is of another beginning.
    token, sentence, listed, group, term = words
    found, names = np.empty((len(token), 4), np.int32), np.empty(len(token), np.int32)
    rows, ends, m = np.empty((len(token), 3), np.int32), np.zeros(group.max() + 1, np.int64), 0
    for one in np.argsort(group, kind="mergesort"):
        for row in range(bounds[one], min(bounds[one + 1], len(token) - n + 1)):
            last = row + n - 1
            together = token[last] - token[row] == n - 1 and sentence[last] == sentence[row]
            if together and listed[row] and listed[last]:
                rows[m, 0], rows[m, 1], rows[m, 2] = row, one, term[row]
                m += 1
        ends[group[one]] = m
    for k in range(1, n + 1):
        known = np.full(size, -1, np.int32)
        count = at = 0
        for end in ends:
            opened = count
            while at < end:
                row, one, code = rows[at, 0], rows[at, 1], rows[at, 2]
                own = known[code]
                if own < opened:  # first row, hits, units, the last unit
                    known[code] = own = count
                    found[own, 0], found[own, 1], found[own, 2] = row, 1, 1
                    count += 1
                else:
                    found[own, 1] += 1
                    found[own, 2] += found[own, 3] != one
                found[own, 3], names[at] = one, own
                at += 1
        if k < n:
            ends, before = np.cumsum(found[:count, 1]), rows
            rows, place = np.empty((m, 3), np.int32), ends - found[:count, 1]
            for at in range(m):
                to, row = place[names[at]], before[at, 0]
                rows[to, 0], rows[to, 1], rows[to, 2] = row, before[at, 1], term[row + k]
                place[names[at]] += 1
    return found[:count, :3].copy().T
