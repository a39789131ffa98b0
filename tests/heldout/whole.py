"""Composes documents: whole reports, excerpts, single forms."""

from heldout import budget
from heldout.blocks import Block, Document, Grid, Heading, Para
from heldout.form_grid import FormLayout, form_blocks, indicator_rows, layouts
from heldout.forms import Form, forms
from heldout.narrative import SECTIONS
from heldout.outline import CN, Outline, glossary, narrative, overview, work
from heldout.pairs import year_before
from heldout.province_forms import province_form
from heldout.region_forms import region_form
from heldout.tables import LAYOUTS, Tables, table_layout
from heldout.vocabulary import Draw
from heldout.words import Words
from heldout.world import World, world

KINDS = ["whole", "excerpt", "form", "budget", "province", "region"]


def document(seed: int, kind: str) -> Document:
    made = {
        "whole": whole,
        "excerpt": excerpt,
        "form": single_form,
        "budget": budget.disclosure,
        "province": province_form,
        "region": region_form,
    }
    return made[kind](seed)


def _forms(seed: int, w: World, all_forms: list[Form]) -> tuple[list[Block], FormLayout]:
    draw = Draw(seed, "form layout")
    layout = draw.split(layouts())
    blocks = [
        b for at, f in enumerate(all_forms) for b in form_blocks(f, layout, draw, w.printing, f"form{at}", w.year)
    ]
    return blocks, layout


def contents(parts: list[Block], tables: list[Grid]) -> list[Block]:
    lines: list[Block] = [Heading("目录", 2)]
    for block in parts:
        if isinstance(block, Heading) and block.level <= 2:
            lines.append(Para(block.text, "contents"))
            if block.text.endswith("决算表"):
                lines += [Para(f"{n}、{t.title[6:]}", "contents") for n, t in zip([*CN], tables, strict=False)]
    return lines


def last_year(seed: int) -> Document:
    """The whole report of the year before the one that `whole` tells of."""
    return whole(seed, year_before(world(seed), seed))


def whole(seed: int, given: World | None = None) -> Document:
    draw, w = Draw(seed, "outline"), given or world(seed)
    words, outline, own_forms = Words(seed, w), Outline.of(Draw(seed, "outline")), forms(seed, w)
    look = table_layout(draw)
    tables = Tables(w, look).all(outline.order.index("three") < outline.order.index("fund"))
    told = {name: section(w, words, own_forms) for name, section in SECTIONS.items()}
    sheets, layout = _forms(seed, w, own_forms)
    name = f"{w.unit}"
    parts: list[Block] = [outline.parted(1, f"{name}概况"), *overview(w, words)]
    parts += [outline.parted(2, f"{w.year}年度{w.kind}决算表"), *tables]
    parts += [outline.parted(3, f"{w.year}年度{w.kind}决算情况说明"), *narrative(outline, told)]
    number = 4
    if draw.chance(0.75):
        parts += work(w, words, outline.parted(number, f"{w.year}年度重点工作完成情况").text)
        number += 1
    parts += [outline.parted(number, "名词解释"), *glossary(w, words)]
    if draw.chance(0.85):
        parts += [outline.parted(number + 1, "附件"), *sheets]
    else:
        own_forms = []
    front: list[Block] = [Heading(f"{name}{w.year}年度{w.kind}决算", 1)]
    front += contents(parts, tables) if draw.chance(0.7) else []
    rows = [row for form in own_forms for row in indicator_rows(form)]
    return Document(front + parts, f"{name}{w.year}年度{w.kind}决算", rows,
                    {"form": str(layout.number), "tables": str(LAYOUTS.index(look)), "outline": outline.order[6], "year": "last" if given and given.year < world(seed).year else "this"})  # fmt: skip


def excerpt(seed: int) -> Document:
    """One part of a report: a section or a few, a page of tables, the three-public page, key work."""
    draw, w = Draw(seed, "excerpt"), world(seed)
    words, own_forms = Words(seed, w), forms(seed, w)
    choice = draw.of(
        ["totals", "income spending", "detail", "three", "three table", "procurement assets", "work", "tables", "basic"]
    )
    tables = Tables(w, look := table_layout(draw))
    blocks: list[Block] = [Heading(f"{w.unit}{w.year}年度{w.kind}决算（节选）", 1)]
    if choice == "work":
        blocks += work(w, words, f"{w.year}年度重点工作完成情况")
    elif choice == "tables":
        blocks += [tables.spending(), tables.general()]
    else:
        blocks += [tables.three(9)] if "table" in choice else []
        blocks += [tables.basic()] if choice == "basic" else []
        for name in choice.replace(" table", "").split():
            blocks += SECTIONS[name](w, words, own_forms)
    return Document(blocks, f"{w.unit}节选", [], {"excerpt": choice, "tables": str(LAYOUTS.index(look))})


def single_form(seed: int) -> Document:
    w = world(seed)
    own = forms(seed, w)
    form = Draw(seed, "single").of(own)
    blocks, layout = _forms(seed, w, [form])
    return Document(blocks, f"{form.name}绩效自评表", indicator_rows(form), {"form": str(layout.number)})
