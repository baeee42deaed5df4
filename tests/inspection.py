"""What an editor would send a picture back for: texts that overlap or are cut, ink at the edge."""

from itertools import combinations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis.showing.charts import theme
from analysis.showing.rendering import About, render
from analysis.showing.settings import DPI

TOUCH = 1.0  # pixels at 300 dpi that two boxes of text may share: their corners are blank
INK = 250  # of 255: darker is ink


def faults(figure: Figure) -> list[str]:
    """Name what is wrong with a picture as it is laid out for print, nothing if nothing is."""
    render(figure, "png", About("", "", "", ""), links={})  # lays it out, once for all formats
    with theme.styled():
        figure.set_dpi(DPI)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    texts = _texts_of(figure)
    found = []
    for (one, box), (other, beside) in combinations(texts, 2):
        across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        along = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        if across > TOUCH and along > TOUCH:
            found.append(f"{one!r} overlaps {other!r} by {across:.0f} × {along:.0f}")
    edge = figure.bbox
    for text, box in texts:
        if box.x0 < 0 or box.y0 < 0 or box.x1 > edge.x1 or box.y1 > edge.y1:
            found.append(f"{text!r} is cut")
    shown = np.asarray(canvas.buffer_rgba())[..., :3].min(axis=2)
    edges = {"top": shown[0], "bottom": shown[-1], "left": shown[:, 0], "right": shown[:, -1]}
    return found + [f"ink at the {side}" for side, line in edges.items() if line.min() < INK]


def _texts_of(figure: Figure) -> list[tuple[str, Bbox]]:
    """Return every text that can be seen, with its box in pixels."""
    undrawn = {
        id(label)
        for ax in figure.axes
        for axis in (ax.xaxis, ax.yaxis)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
        if tick not in set(axis._update_ticks())  # beyond the scale: made, but not drawn
        for label in (tick.label1, tick.label2)
    }
    seen = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    boxes = [
        (text.get_text(), text.get_window_extent()) for text in seen if id(text) not in undrawn
    ]
    return [(text, box) for text, box in boxes if box.width > 0]
