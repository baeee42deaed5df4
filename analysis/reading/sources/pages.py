"""A web page → one raw item: its visible text, of which what is not the article is labelled."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.reading.lines import content, split_lines
from analysis.reading.sources.files import Text, need
from analysis.reading.sources.items import Parsed, RawItem, read_stamp
from analysis.reading.sources.telegram_html import parse_html
from analysis.tables import InputError

_UNSEEN = "script style noscript template head svg iframe object -comment"
# Elements that stand on lines of their own; all others are part of a line.
_BLOCKS = (
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre "
    "section select summary table td th title tr ul"
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
# Where a page states its day and its site; what stands in its text is for the dating to find.
_DAY = (
    *('meta[property="article:published_time"]', 'meta[itemprop="datePublished"]'),
    *('meta[name="date"]', 'meta[name="pubdate"]', 'meta[name="DC.date.issued"]'),
)
_SITE = 'meta[property="og:site_name"]'


def read_page(source: Text) -> Parsed:
    """Return the visible text of a page as one article, one line per block.

    Lines that are not in the text that trafilatura finds are left out and labelled so.
    """
    trafilatura = need("trafilatura", source.path)
    page = parse_html(source.text, source.path)
    spaced = "".join(_pieces(page.body)).split("\n") if page.body else []
    raw = "\n".join(filter(None, (_SPACES.sub(" ", line).strip(" ") for line in spaced)))
    if not raw:
        raise InputError(f"{source.path}: no visible text; save the page as it is displayed")
    found = trafilatura.extract(source.text, include_comments=False, include_tables=True)
    wanted = " ".join(map(content, split_lines(found or "")))
    title = _first(page, 'meta[property="og:title"]') or _inner(page.css_first("h1"))
    lines = [content(line) for line in split_lines(raw)]
    left_out = {n for n, line in enumerate(lines) if line and line not in wanted}
    left_out -= set([n for n, line in enumerate(lines) if line and line == content(title)][:1])
    note = ""
    if not found:  # a page of few words: nothing tells text from menu
        left_out, note = set(), "trafilatura finds no text; the whole page is kept"
    stamp = read_stamp(next(filter(None, (_first(page, where) for where in _DAY)), ""))
    site, left = _first(page, _SITE), frozenset(left_out)
    item = RawItem("1", "article", raw, "page", 0, site, stamp, left_out=left)
    return Parsed("page", [item], note)


def _pieces(top: LexborNode) -> Iterator[str]:
    """Yield visible texts, whose own line ends are spaces, and a line end around every block."""
    unseen, blocks = frozenset(_UNSEEN.split()), frozenset(_BLOCKS.split())
    stack: list[LexborNode | None] = [top]
    while stack:
        node = stack.pop()
        if node is None:
            yield "\n"
        elif node.tag == "-text":
            yield _SPACES.sub(" ", node.text_content or "")
        elif node.tag not in unseen:
            children: list[LexborNode | None] = list(node.iter(include_text=True))
            if node.tag in blocks:
                yield "\n"
                stack.append(None)
            stack += reversed(children)


def _first(page: LexborHTMLParser, where: str) -> str:
    node = page.css_first(where)
    return (node.attributes.get("content") or "").strip() if node else ""


def _inner(node: LexborNode | None) -> str:
    return _SPACES.sub(" ", node.text()).strip() if node else ""
