"""Figure → bytes: the same every time, with links on its marks, its text and where it is from."""

import re
from base64 import b64encode
from collections import namedtuple
from collections.abc import Iterable, Mapping
from html import escape, unescape
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from fontTools import subset
from fontTools.ttLib import TTFont
from markupsafe import Markup
from matplotlib.artist import Artist
from matplotlib.backends import backend_agg, backend_pdf, backend_svg
from matplotlib.collections import Collection, PathCollection
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from analysis.showing.charts.theme import FONT, FONT_FILE, MARK, styled
from analysis.showing.settings import DPI
from analysis.tables import refusal, refuse

REPORT = "report.html"  # where marks lead
_BACKENDS: dict[str, Any] = {"svg": backend_svg, "png": backend_agg, "pdf": backend_pdf}
MIN_LINK_POINTS = 6  # a smaller mark is hard to hit
_NAMED = re.compile(r'(\bid="|url\(#|href="#)')
_LINKED = re.compile(r'<a xlink:href="([^"]*)"[^>]*>')  # how matplotlib writes a mark that links
_TEXT = re.compile(r">([^<>]+)</(?:text|tspan)>")
# All that matplotlib writes for us; a script or foreignObject came from elsewhere.
ELEMENTS = "svg title desc defs g path use a text tspan rect circle line clipPath pattern image"
_OUTSIDE = re.compile(r"url\((?!#)")  # fill="url(//x.example/a)", not "url(#h3f)"
_DROPPED = re.compile(
    r'(?s)<!--.*?-->|<(metadata|style)\b.*?</\1>|\s*<defs>\s*</defs>| target="_blank"'
)  # what a page has once for all pictures, or has no use for
_ROOT = re.compile(r'<svg\s[^>]*viewBox="0 0 ([\d.]+) [\d.]+"[^>]*>')
# A picture of 504 points is 655 to 833 px wide, its labels 10 to 13 px; in less room it scrolls.
SMALLEST, LARGEST = 1.3, 1.65  # pixels of the page per point of a picture
# What every text of a picture repeats (the page says it once), and indents; names nobody asks for.
_REPEATED = re.compile(r"(?<=>\n) +(?=<)|(?<=[\"; ])font-family: [^;\"]*; ?")
_ID, _REFERRED = re.compile(r'\sid="([^"]*)"'), re.compile(r'[("]#([^)"]+)|labelledby="([^"]*)')
# Coordinates: d="M 12.345678 9" -> d="M 12.34 9"; a hundredth of a point is not seen.
_COORDINATES = re.compile(r'\s(?:d|x|y|transform|points)="[^"]*"')
_PICTURE = re.compile(r"(?s)(<svg role=[^>]*>)(.*?)(?=</svg>)")  # of a page
_TAG, _LOOK = re.compile(r"(<[a-zA-Z]+\s[^<>]*?)(/?>)"), re.compile(r' (clip-path|style)="([^"]*)"')
# What a figure says about itself; corpus is the fingerprint of the documents it was counted from.
About = namedtuple("About", "name title caption alt corpus", defaults=[""])
Links = Mapping[int, tuple[str, str]]  # row drawn → where its mark leads, and its name in words


@styled()
def render(fig: Figure, ending: str, about: About, *, links: Links, dpi: int = DPI) -> bytes:
    """Draw a figure, the same bytes whatever clock or rc file say; marks in SVG and PDF link."""
    if engine := fig.get_layout_engine():  # once for all formats, so that links have their places
        engine.execute(fig)
        fig.set_layout_engine("none")
    marks, buffer, title = find_marks(fig), BytesIO(), about.title
    source = f"corpus sha256:{about.corpus}" if about.corpus else None
    unsaid = dict.fromkeys(("CreationDate", "Creator", "Producer"))
    told = {
        "svg": {"Date": None, "Creator": None, "Title": title, "Source": source},
        "png": {"Software": None, "Title": title, "Description": about.caption, "Source": source},
        "pdf": {**unsaid, "Title": title, "Subject": about.caption, "Keywords": source},
    }
    for row, artists in marks.items():
        url = links[row][0] if ending == "svg" and row in links else None
        for artist in artists:
            artist.set_url(url)
            if isinstance(artist, Collection):
                artist.set_urls([url])
    before, canvas = fig.dpi, _BACKENDS[ending].FigureCanvas(fig)
    fig.set_dpi(dpi)  # of images in it
    getattr(canvas, f"print_{ending}")(buffer, metadata=told[ending])  # savefig draws twice
    fig.set_dpi(before)
    if ending == "svg":
        return _finish_svg(buffer.getvalue().decode(), about, dict(links.values())).encode()
    if ending == "pdf" and links:
        return _link_pdf(buffer, fig, [(links[n][0], marks[n]) for n in links if n in marks])
    return buffer.getvalue()


def find_marks(fig: Figure) -> dict[int, list[Artist]]:
    """Return the artists that draw each row of the table behind a figure."""
    found: dict[int, list[Artist]] = {}
    for artist in fig.findobj(lambda a: str(a.get_gid() or "").startswith(MARK)):
        row = str(artist.get_gid()).removeprefix(MARK).split("-")[0]
        found.setdefault(int(row), []).append(artist)
    return dict(sorted(found.items()))


def _finish_svg(svg: str, about: About, names: Mapping[str, str]) -> str:
    # matplotlib leaves blanks at line ends, which editors and git dislike
    svg = _NAMED.sub(rf"\g<1>{about.name}-", "\n".join(line.rstrip() for line in svg.split("\n")))
    head, opening, body = svg.partition("<svg ")
    tag, _, inside = body.partition(">")
    inside = re.sub(r"\s*<title>.*?</title>", "", inside, count=1, flags=re.DOTALL)
    inside = _LINKED.sub(lambda a: f"{a[0]}<title>{escape(names[unescape(a[1])])}</title>", inside)
    title, alt = f"{about.name}-title", f"{about.name}-alt"
    said = f'\n <title id="{title}">{escape(about.title)}</title>'
    said += f'\n <desc id="{alt}">{escape(about.alt)}</desc>'
    said += f'\n <style class="fonts">{font_face(*_TEXT.findall(svg)).rstrip()}</style>'
    # A group, since links inside an image can't be reached.
    return f'{head}{opening}role="group" aria-labelledby="{title} {alt}" {tag}>{said}{inside}'


def font_face(*texts: str) -> Markup:
    """Return a CSS rule that brings the chart font along, with the characters of these texts."""
    if not (characters := "".join(sorted(set().union(*texts)))):
        return Markup("")
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[1, 2, 13, 14])
    font, buffer = TTFont(FONT_FILE, recalcTimestamp=False), BytesIO()
    for table in ("FFTM", "GDEF", "GPOS", "GSUB", "MATH", "kern"):  # before they take time
        del font[table]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    font.flavor = "woff"
    font.save(buffer)
    src = f"src:url(data:font/woff;base64,{b64encode(buffer.getvalue()).decode()}) format('woff')"
    return Markup(f"@font-face{{font-family:'{FONT}';font-weight:normal;{src}}}\n")


def _link_pdf(pdf: BytesIO, fig: Figure, marks: Iterable[tuple[str, list[Artist]]]) -> bytes:
    """Lay a link over every mark; matplotlib itself links only text in PDF."""
    from pypdf import PdfWriter
    from pypdf.annotations import Link

    writer, out = PdfWriter(clone_from=pdf), BytesIO()
    canvas, dpi = backend_agg.FigureCanvasAgg(fig), fig.dpi
    fig.set_dpi(72)  # points
    for url, artists in marks:
        for artist in artists:
            box = artist.get_window_extent(canvas.get_renderer())
            if isinstance(artist, PathCollection):  # a dot, whose extent may be unknown
                x, y = artist.get_offset_transform().transform(artist.get_offsets())[0]
                box = Bbox.from_extents(x, y, x, y).padded(artist.get_sizes()[0] ** 0.5 / 2)
            lacks = (max(0.0, MIN_LINK_POINTS - side) / 2 for side in (box.width, box.height))
            x0, y0, x1, y1 = (round(float(side), 2) for side in box.padded(*lacks).extents)
            writer.add_annotation(0, Link(rect=(x0, y0, x1, y1), url=url, border=[0, 0, 0]))
    fig.set_dpi(dpi)
    writer.metadata = {k: v for k, v in (writer.metadata or {}).items() if k != "/Producer"}
    writer.write(out)
    return out.getvalue()


def inline_svg(svg: str, place: str) -> Markup:
    """Return a picture as part of a page; `InputError` at anything that this package won't draw."""
    inside = _DROPPED.sub("", svg[max(0, svg.find("<svg")) :])
    try:
        elements = ElementTree.fromstring(inside).iter()
    except ElementTree.ParseError as error:
        raise refusal("picture", place, f"not well-formed ({error})") from None
    for element in elements:
        tag = str(element.tag).removeprefix("{http://www.w3.org/2000/svg}")
        refuse(tag not in ELEMENTS.split(), "picture", place, f"holds an element {tag}")
        for attribute, value in element.attrib.items():
            local = attribute.rpartition("}")[2]
            own = value.startswith(("#", f"{REPORT}#", "data:image/png;base64,"))
            if local.startswith("on") or (local == "href" and not own) or _OUTSIDE.search(value):
                raise refusal("picture", place, f"holds {local}={value[:40]!r}")
    inside = inside.replace("xlink:href=", "href=").replace(f'href="{REPORT}#', 'href="#')
    inside = _COORDINATES.sub(lambda found: re.sub(r"(\.\d\d)\d+", r"\1", found[0]), inside)
    asked = {name for pair in _REFERRED.findall(inside) for name in " ".join(pair).split()}
    inside = _ID.sub(lambda found: found[0] * (found[1] in asked), _REPEATED.sub("", inside))
    seen: set[str] = set()

    def link(found: re.Match[str]) -> str:
        again = found[1] in seen  # dot and bar of one row: one stop for the keyboard
        seen.add(found[1])
        return found[0] + ' tabindex="-1"' * again

    def root(tag: re.Match[str]) -> str:
        kept = "".join(re.findall(r'\s(?:role|viewBox|aria-labelledby)="[^"]*"', tag[0]))
        least, most = (float(tag[1]) * scale for scale in (SMALLEST, LARGEST))
        return f'<svg{kept} style="min-width:{least:.0f}px;max-width:{most:.0f}px">'

    return Markup(_ROOT.sub(root, re.sub(r'<a href="(#[^"]*)"', link, inside), count=1).strip())


def share_styles(page: str) -> str:
    """Say once in a page what the shapes of its pictures look like, in rules of classes."""
    classes: dict[str, str] = {}  # fill: #0072b2 → s7

    def name_looks(tag: re.Match[str]) -> str:
        looks = (": ".join(look).removeprefix("style: ") for look in _LOOK.findall(tag[1]))
        names = " ".join(classes.setdefault(look, f"s{len(classes)}") for look in looks)
        return _LOOK.sub("", tag[1]) + f' class="{names}"' * bool(names) + tag[2]

    page = _PICTURE.sub(lambda svg: svg[1] + _TAG.sub(name_looks, svg[2]), page)
    rules = "".join(f"svg .{name}{{{look}}}\n" for look, name in classes.items())
    return page.replace("</style>", f"{rules}</style>", 1)
