"""Self-evaluation forms (绩效自评表), whatever they are printed in: grids, lines with tabs, flattened lines."""

from collections.abc import Sequence

from shebao.reading.document import Block
from shebao.reading.forms.drawn import with_drawn_grids
from shebao.reading.forms.reader import read_form
from shebao.reading.forms.regions import find_regions
from shebao.report.forms import Form

__all__ = ["read_forms"]


def read_forms(blocks: Sequence[Block]) -> tuple[tuple[Form, ...], frozenset[int]]:
    """The self-evaluation forms in reading order, and the indexes of the blocks that they are made of."""
    blocks, drawn = with_drawn_grids(blocks)
    forms: list[Form] = []
    consumed: set[int] = set()
    for region in find_regions(blocks):
        form = read_form([blocks[index] for index in region.used], region)
        if form.indicators or form.executions:
            forms.append(form)
            consumed.update(region.used)
            consumed.update(line for index in region.used for line in drawn.get(index, ()))
    return tuple(forms), frozenset(consumed)
