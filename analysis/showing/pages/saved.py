"""Folder of figures → what the report needs of each: picture, caption, table, passages."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from markupsafe import Markup, escape

from analysis.showing.export import NAME, REPORT, evidence_anchor, title_of
from analysis.showing.files import from_csv
from analysis.showing.pages.display import count, is_number, tidy, visible
from analysis.tables import InputError

MAX_KEYS = 3  # columns that name a mark, at most
SMALLEST, LARGEST = 1.15, 1.65  # pixels of the page per point of a picture
NOUNS = ("hits", "items", "characters", "words", "sentences")
PHRASES = {
    "hits": "{} hits",
    "items": "{} items",
    "per_1000": "{} per 1,000 words",
    "item_share": "share of items {}",
    "log_ratio": "log ratio {}",
}
PERIODS = ("year", "quarter", "month")
ELEMENTS = frozenset(
    (
        *("svg", "title", "desc", "style", "metadata", "defs", "g", "path", "use", "a", "text"),
        *("tspan", "rect", "circle", "line", "clipPath", "pattern", "image"),
    )
)
_CORPUS = re.compile(r"corpus sha256:([0-9a-f]{64})")
_DROPPED = re.compile(
    r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>|\s*<defs>\s*</defs>", re.DOTALL
)
_ROOT = re.compile(r'<svg\s[^>]*viewBox="0 0 ([\d.]+) [\d.]+"[^>]*>')
_DECIMALS = re.compile(r'(\s(?:d|x|y|transform|points)=")([^"]*)(")')
_BEHIND = re.compile(r'<a href="#([a-z0-9-]+)-evidence-(\d+)">')


@dataclass(frozen=True)
class Passage:
    """One hit behind a mark: where it stands, and what it counts for."""

    item: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Mark:
    """One row of a figure's table: what it is in words, and the passages that are listed."""

    anchor: str
    name: str  # what it counts
    value: str  # the number it shows, with its unit
    passages: tuple[Passage, ...]
    of: int  # passages in all; a large figure lists a sample


@dataclass(frozen=True)
class Drawn:
    """A saved figure as the report shows it."""

    name: str
    title: str
    caption: str
    svg: str
    columns: list[str]
    rows: list[list[str]]
    marks: list[Mark]

    @property
    def labels(self) -> dict[str, str]:
        """Anchor of a mark → what it counts and the number."""
        return {m.anchor: f"{m.name}: {m.value}" if m.value else m.name for m in self.marks}

    @property
    def passages(self) -> int:
        """How many passages stand behind all marks."""
        return sum(mark.of for mark in self.marks)


def read_figures(folder: Path, *, corpus: str) -> list[Drawn]:
    """Read every figure that `figures.save` left in a folder, in order of name.

    Parameters
    ----------
    corpus
        Fingerprint of the documents the report is about.

    Raises
    ------
    InputError
        When a figure is incomplete, was drawn from other documents, or holds in its picture what
        this package does not draw.
    """
    captions = sorted(folder.glob("*.caption.txt"))
    names = [path.name.removesuffix(".caption.txt") for path in captions]
    return [_read(folder, name, corpus) for name in names if NAME.fullmatch(name)]


def read_table(text: str) -> tuple[list[str], list[list[str]]]:
    """Return columns and rows of a table written by `to_csv`, every cell as text."""
    header = next(csv.reader(io.StringIO(text, newline="")))
    cells = from_csv(text, dict.fromkeys(header, "str"))
    return list(cells.columns), cells.to_numpy().tolist()


def name_marks(
    columns: list[str], rows: list[list[str]], values: Mapping[int, str]
) -> list[tuple[str, str]]:
    """Say in words what every row of a table is: what it counts, and the number.

    The words are the leading columns up to the first number that is no period, and as many more
    as tell the rows apart; the number is the column that the figure shows.

    Parameters
    ----------
    values
        Row → the value that is repeated beside its passages, which tells the column shown.

    >>> name_marks(["year", "term", "hits"], [["2020", "china", "6"], ["", "china", "1"]], {0: "6"})
    [('china · 2020', '6 hits'), ('china · not known', '1 hit')]
    """
    if not rows:
        return []
    numeric = [is_number_column(column) for column in zip(*rows, strict=True)]
    keys = 1
    while keys < min(MAX_KEYS, len(columns)) and (
        not numeric[keys]
        or columns[keys] in PERIODS
        or len({tuple(row[:keys]) for row in rows}) < len(rows)
    ):
        keys += 1
    shown = next(
        (n for n in range(len(columns)) if all(_same(rows[k][n], v) for k, v in values.items())),
        None,
    )
    if not values:
        shown = columns.index("hits") if "hits" in columns else None
    first = 1 if columns[:2] == ["doc_id", "item"] else 0  # an item names its document
    named = []
    for row in rows:
        order = sorted(range(first, keys), key=lambda n: columns[n] in PERIODS)  # periods last
        words = [_word(columns[n], row[n], numeric[n]) for n in order]
        value = "" if shown is None or shown < keys else _value(columns, row, shown)
        named.append((" · ".join(words), value))
    return named


def is_number_column(cells: Iterable[str]) -> bool:
    """Whether a column holds numbers and nothing else but missing ones."""
    known = [cell for cell in cells if cell]
    return bool(known) and all(map(is_number, known))


def inline_svg(svg: str, place: str, labels: Mapping[str, str]) -> Markup:
    """Return a figure's picture as part of a page.

    Fonts, metadata and namespaces are left out, links lead to places on the page, and every mark
    gets its name.

    Parameters
    ----------
    place
        File name, for errors.
    labels
        Anchor of a mark → its name.

    Raises
    ------
    InputError
        When the picture holds an element, script or address that this package does not draw.
    """
    _check(svg, place)
    inside = _DROPPED.sub("", svg[svg.index("<svg") :])
    inside = inside.replace("xlink:href=", "href=").replace(f'href="{REPORT}#', 'href="#')
    inside = inside.replace(' target="_blank"', "")
    inside = _DECIMALS.sub(lambda m: m[1] + re.sub(r"(\.\d\d)\d+", r"\1", m[2]) + m[3], inside)

    def name(link: re.Match[str]) -> str:
        anchor = evidence_anchor(link[1], int(link[2]))
        if anchor not in labels:
            raise InputError(f"{place}: its table has no row for {anchor}; draw it again")
        return f'<a href="#{anchor}"><title>{escape(visible(labels[anchor]))}</title>'

    def root(tag: re.Match[str]) -> str:
        wide = float(tag[1])
        kept = "".join(re.findall(r'\s(?:viewBox|aria-labelledby)="[^"]*"', tag[0]))
        size = f"min-width:{wide * SMALLEST:.0f}px;max-width:{wide * LARGEST:.0f}px"
        return f'<svg role="group"{kept} style="{size}">'

    inside = _ROOT.sub(root, _BEHIND.sub(name, inside), count=1)
    return Markup(inside.strip())


def _read(folder: Path, name: str, corpus: str) -> Drawn:
    try:
        files = {
            ending: (folder / f"{name}.{ending}").read_bytes().decode()
            for ending in ("svg", "csv", "evidence.csv", "caption.txt")
        }
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{folder / name}: incomplete ({error}); draw it again") from None
    drawn_from = _CORPUS.search(files["svg"])
    if drawn_from and drawn_from[1] != corpus:
        raise InputError(f"{folder / name}.svg: drawn from other documents; draw it again")
    columns, rows = read_table(files["csv"])
    passages: dict[int, list[Passage]] = {}
    of, values = {}, {}
    header, listed = read_table(files["evidence.csv"])
    for cells in listed:
        found = dict(zip(header, cells, strict=True))
        row = int(found["mark"])
        of[row], values[row] = int(found["of"]), found["value"]
        place = (found["item"], int(found["start"]), int(found["end"]))
        passages.setdefault(row, []).append(Passage(*place, float(found["weight"])))
    marks = [
        Mark(evidence_anchor(name, row), *words, tuple(passages.get(row, ())), of.get(row, 0))
        for row, words in enumerate(name_marks(columns, rows, values))
    ]
    caption = files["caption.txt"].split("\n\n")[0]
    return Drawn(name, title_of(caption), caption, files["svg"], columns, rows, marks)


def _same(cell: str, value: str) -> bool:
    numbers = is_number(cell) and is_number(value)
    return float(cell) == float(value) if numbers else cell == value


def _word(column: str, cell: str, numeric: bool) -> str:
    if column in PERIODS:
        return cell or "not known"
    return f"{column} {tidy(cell)}" if numeric else cell or "(no name)"


def _value(columns: list[str], row: list[str], shown: int) -> str:
    """Say the number a mark shows, after its hits if it shows another."""
    parts = []
    for n in dict.fromkeys([columns.index("hits") if "hits" in columns else shown, shown]):
        column, cell = columns[n], row[n]
        if not is_number(cell):
            parts.append(cell.replace("_", " "))
        elif column in NOUNS and float(cell).is_integer():
            parts.append(count(int(float(cell)), column))
        else:
            parts.append(PHRASES.get(column, column.replace("_", " ") + " {}").format(tidy(cell)))
    return ", ".join(filter(None, parts))


def _check(svg: str, place: str) -> None:
    """Raise `InputError` unless a picture holds only what this package draws."""
    try:
        elements = list(ElementTree.fromstring(svg).iter())
    except ElementTree.ParseError as error:
        raise InputError(f"{place}: not well-formed ({error}); draw it again") from None
    for element in elements:
        namespace, _, tag = str(element.tag).rpartition("}")
        if namespace.endswith("2000/svg") and tag not in ELEMENTS:
            raise InputError(f"{place}: holds an element {tag}; draw it again")
        for attribute, value in element.attrib.items():
            local = attribute.rpartition("}")[2]
            safe = value.startswith(("#", f"{REPORT}#", "data:image/png;base64,"))
            if local.startswith("on") or (local == "href" and not safe):
                raise InputError(f"{place}: holds {local}={value[:40]!r}; draw it again")
