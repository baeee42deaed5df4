"""HTML → elements, so that tests can say what a page must and must not hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "input", "wbr", "br", "img", "link", "hr"}


@dataclass
class Element:
    """An element with its attributes and, in order, its children and texts."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """Yield the element and all inside it, in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def find(self, tag: str | None = None, **attributes: str) -> list["Element"]:
        """Return all elements inside with this tag and these attributes; klass is one class."""
        klass = attributes.pop("klass", None)
        return [
            element
            for element in self.walk()
            if element is not self
            and (tag is None or element.tag == tag)
            and (klass is None or klass in element.attributes.get("class", "").split())
            and all(element.attributes.get(name) == value for name, value in attributes.items())
        ]

    @property
    def text(self) -> str:
        """All text inside."""
        return "".join(c if isinstance(c, str) else c.text for c in self.children)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"<{tag}> has an attribute twice: {attrs}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        last = self.open.pop()
        assert last.tag == tag, f"</{tag}> closes <{last.tag}>"

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read_page(html: str) -> Element:
    """Parse a page; fail when an element is not closed in its parent."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].tag}> is not closed"
    return reader.root


def ids(page: Element) -> list[str]:
    return [e.attributes["id"] for e in page.walk() if "id" in e.attributes]


def problems(page: Element) -> list[str]:
    """List what a report must never hold, whatever the documents say."""
    known = ids(page)
    found = [f"id {name} twice" for name in set(known) if known.count(name) > 1]
    for element in page.walk():
        for name, value in element.attributes.items():
            if name.startswith("on") or name in ("src", "srcset", "action", "formaction", "ping"):
                found.append(f"<{element.tag} {name}={value}>")
            picture = element.tag == "image" and value.startswith("data:image/png;base64,")
            if name == "href" and not picture and value.removeprefix("#") not in known:
                found.append(f"<{element.tag}> leads to {value}")
            if name in ("aria-labelledby", "for", "aria-describedby"):
                found += [f"{name} {part}" for part in value.split() if part not in known]
    tags = [element.tag for element in page.walk()]
    found += [f"{tags.count('script')} scripts"] * (tags.count("script") != 1)
    foreign = {"iframe", "object", "embed", "form", "base", "img", "link", "foreignobject"}
    found += [f"<{tag}>" for tag in tags if tag in foreign]
    return found
