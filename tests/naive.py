"""A slow reader of posts, written from the description of the rules alone, to compare with ours.

What README and boilerplate.tsv say, step by step and without a thought for speed: the label of
every character, and for a repeat where the text stands that it repeats.
"""

import re
from itertools import pairwise
from pathlib import Path

import analysis

TABLE = Path(analysis.__file__).parent / "lexicons" / "boilerplate.tsv"
INVISIBLE = "\ufeff\u200b\u2060\u200e\u200f\u2800"


def rules():
    """Return (scope, pattern, label, row) of every row, lines before blocks as they are tried."""
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:]]
    listed = [(r[2], re.compile(r[0], re.I), r[1], n) for n, r in enumerate(rows)]
    return sorted(listed, key=lambda rule: ("line", "block", "end").index(rule[0]))


RULES = rules()


def bare(line):
    """Return a line without white space and marks that show nothing around it."""
    while line and (line[0].isspace() or line[0] in INVISIBLE):
        line = line[1:]
    while line and (line[-1].isspace() or line[-1] in INVISIBLE):
        line = line[:-1]
    return line


def rule_of(line):
    """Return label and row of the first rule that is the whole line; no rule is text."""
    text = bare(line)
    if not text:
        return "blank", None
    for scope, pattern, label, row in RULES:
        if scope != "end" and len(text) <= 2000 and pattern.fullmatch(text):
            return label, row
    return "body", None


def is_prose(line):
    """At least four words and the end of a sentence, quotation marks and brackets aside."""
    text = line.rstrip().rstrip("\"'”’»)] ")
    return len(line.split()) >= 4 and text.endswith((".", "!", "?", "…"))


def title_and_names(line):
    """Return a headline's own length, and the places and labels of the names of sites behind it."""
    end, names = len(line), []
    while len(line) <= 2000:
        for start in range(end):
            found = [
                label
                for scope, pattern, label, _ in RULES
                if scope == "end"
                and re.compile(rf"(?:{pattern.pattern})\s*\Z", re.I).match(line[:end], start)
            ]
            if found:
                break
        else:
            break
        if start < end - start or rule_of(line[:start])[0] != "body":
            break
        names.insert(0, (start, end, found[0]))
        end = start
    return end, names


def twice(lines):
    """Return how many lines end the list that stand right before them, too: the most there are."""
    for size in range(len(lines) // 2, 0, -1):
        if lines[-size:] == lines[-2 * size : -size]:
            return size
    return 0


def label_post(raw):
    """Return the label of every character of a post."""
    ends = [m.end() for m in re.finditer(r"\r\n|\r|\n", raw)]
    bounds = [0, *ends] + ([len(raw)] if ends[-1:] != [len(raw)] and raw else [])
    places = list(pairwise(bounds))
    lines = [raw[a:b].rstrip("\r\n") for a, b in places]
    labels = [rule_of(line) for line in lines]
    blocks = {row for scope, _, _, row in RULES if scope == "block"}
    text = [n for n, (label, _) in enumerate(labels) if label == "body"]
    first = text[0] if text else len(lines)
    for n, (label, _) in enumerate(labels):
        name_below = label == "site_title" and n > first
        credit_above = (
            label == "credit" and n < first and not lines[n].lstrip().startswith(("(", "[", "©"))
        )
        if name_below or credit_above:
            labels[n] = ("body", None)
    block, seen = None, False
    for n, (label, row) in enumerate(labels):
        if row in blocks and label not in ("body", "blank"):
            block = (label, row) if seen else None
        elif label in ("body", "date_stamp"):
            block = None if is_prose(lines[n]) else block
            labels[n] = block or labels[n]
            seen = seen or (label == "body" and is_prose(lines[n]))  # of a post, prose
    order = [n for n, (label, _) in enumerate(labels) if label not in ("blank", "forward_header")]
    text = [n for n, (label, _) in enumerate(labels) if label == "body"]
    headline = text[0] if text else None
    repeats = {}

    def drop(order, shown):
        while size := twice([shown[n] for n in order]):
            for n in order[-size:]:
                repeats[n] = order[order.index(n) - size]
            order = order[:-size]

    drop(order, lines)
    text = [n for n in text if n not in repeats]
    if headline is not None:
        own = lines[headline][: title_and_names(lines[headline])[0]]
        shown = [own if n == headline else line for n, line in enumerate(lines)]
        copies = []
        for n in text[1:]:
            if lines[n][: title_and_names(lines[n])[0]] != own:
                break
            copies.append(n)
        repeats |= dict.fromkeys(copies, headline)
        drop([n for n in text if n not in copies], shown)
    result = []
    for n, (start, stop) in enumerate(places):
        _, names = title_and_names(lines[n])
        if n in repeats:
            same = lines[n] == lines[repeats[n]]
            result += ["repeat"] * (stop - start) if same else ["a repeat"] * (stop - start)
        elif n == headline:
            made = ["heading"] * (stop - start)
            for left, right, label in names:
                made[left:right] = [label] * (right - left)
            result += made
        else:
            result += [labels[n][0]] * (stop - start)
    return result
