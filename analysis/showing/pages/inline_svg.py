"""A picture of this package → part of a page: links stay on it, fonts are the page's."""

import re
from xml.etree import ElementTree

from markupsafe import Markup

from analysis.showing.export import REPORT
from analysis.tables import InputError

# A picture of 504 points is 655 to 833 px wide, its labels 10 to 13 px; where there is less room,
# as on a phone, its box scrolls sideways.
SMALLEST, LARGEST = 1.3, 1.65  # pixels of the page per point of a picture
# All that matplotlib writes for us; a script or foreignObject came from elsewhere.
ELEMENTS = frozenset(
    (
        *("svg", "title", "desc", "style", "metadata", "defs", "g", "path", "use", "a", "text"),
        *("tspan", "rect", "circle", "line", "clipPath", "pattern", "image"),
    )
)
# What the page has once for all pictures, or has no use for.
_DROPPED = re.compile(
    r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>|\s*<defs>\s*</defs>", re.DOTALL
)
_ROOT = re.compile(r'<svg\s[^>]*viewBox="0 0 ([\d.]+) [\d.]+"[^>]*>')
# Coordinates: d="M 12.345678 9" -> d="M 12.34 9"; a hundredth of a point is not seen.
_COORDINATES = re.compile(r'(\s(?:d|x|y|transform|points)=")([^"]*)(")')
_LINK = re.compile(r'<a href="(#[^"]*)"')


def inline_svg(svg: str, place: str) -> Markup:
    """Return a figure's picture as part of a page: links lead to places on it.

    Raises `InputError`, which names the place, when the picture holds an element, script or
    address that this package does not draw.
    """
    _check(svg, place)
    inside = _DROPPED.sub("", svg[svg.index("<svg") :])
    inside = inside.replace("xlink:href=", "href=").replace(f'href="{REPORT}#', 'href="#')
    inside = inside.replace(' target="_blank"', "")
    inside = _COORDINATES.sub(
        lambda found: found[1] + re.sub(r"(\.\d\d)\d+", r"\1", found[2]) + found[3], inside
    )
    seen: set[str] = set()

    def link(found: re.Match[str]) -> str:
        again = found[1] in seen  # dot and bar of one row: one stop for the keyboard
        seen.add(found[1])
        return found[0] + ' tabindex="-1"' * again

    def root(tag: re.Match[str]) -> str:
        wide = float(tag[1])
        kept = "".join(re.findall(r'\s(?:role|viewBox|aria-labelledby)="[^"]*"', tag[0]))
        size = f"min-width:{wide * SMALLEST:.0f}px;max-width:{wide * LARGEST:.0f}px"
        return f'<svg{kept} style="{size}">'

    return Markup(_ROOT.sub(root, _LINK.sub(link, inside), count=1).strip())


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
            own = value.startswith(("#", f"{REPORT}#", "data:image/png;base64,"))
            if local.startswith("on") or (local == "href" and not own):
                raise InputError(f"{place}: holds {local}={value[:40]!r}; draw it again")
