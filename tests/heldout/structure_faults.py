"""Faults of structure, names and language: each changes the document and returns what is true, or None where it does not fit."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from heldout.blocks import Document, Grid, Heading, Para
from heldout.marks import MARK, plain


@dataclass
class Planted:
    stated: str
    expected: str
    quotes: list[str] = field(default_factory=list)
    severity: str = "warning"


def _paras(document: Document, least: int = 25) -> list[Para]:
    return [
        b
        for b in document.blocks
        if isinstance(b, Para) and len(plain(b.text)) >= least and b.tag not in ("contents", "glossary")
    ]


def _whole(document: Document) -> bool:
    return "outline" in document.layout


def _pick(items: list, draw: random.Random) -> object:
    return draw.choice(items) if items else None


def paragraph_repeated(d: Document, draw: random.Random) -> Planted | None:
    para = _pick(_paras(d), draw)
    if para is None:
        return None
    d.blocks.insert(d.blocks.index(para), Para(para.text))
    told = plain(para.text)
    return Planted(told[2:12], "", [told], "info")


def year_wrong_in_sentence(d: Document, draw: random.Random) -> Planted | None:
    year = re.search(r"\d{4}(?=年)", plain(d.blocks[0].text)) if isinstance(d.blocks[0], Heading) else None
    paras = [p for p in _paras(d, 15) if year and re.match(rf"(截至)?{year[0]}年", plain(p.text))]
    para = _pick(paras, draw)
    if para is None or year is None:
        return None
    wrong = str(int(year[0]) - draw.choice([2, 3]))
    para.text = para.text.replace(year[0], wrong, 1)
    return Planted(wrong, year[0], [plain(para.text), plain(para.text)[:12]])


def year_wrong_in_table_title(d: Document, draw: random.Random) -> Planted | None:
    grid = (
        _pick([b for b in d.blocks if isinstance(b, Grid) and re.match(r"\d{4}年", b.title)], draw)
        if _whole(d)
        else None
    )
    if grid is None:
        return None
    year = grid.title[:4]
    grid.title = str(int(year) - 2) + grid.title[4:]
    return Planted(str(int(year) - 2), year, [grid.title])


def section_number_skipped(d: Document, draw: random.Random) -> Planted | None:
    """A heading carries the number after its own."""
    heads = [b for b in d.blocks if isinstance(b, Heading) and re.match(r"[三四五六七]、", b.text)]
    head = _pick(heads, draw) if _whole(d) else None
    if head is None:
        return None
    right = head.text[0]
    wrong = "三四五六七八九"["三四五六七".index(right) + 2]
    head.text = wrong + head.text[1:]
    return Planted(wrong, right, [head.text], "info")


def item_number_repeated(d: Document, draw: random.Random) -> Planted | None:
    paras = [b for b in d.blocks if isinstance(b, Para) and b.tag == "item"]
    if len(paras) < 4:
        return None
    para = paras[2]
    found = re.search(r"3", para.text[:3])
    if not found:
        return None
    para.text = para.text.replace("3", "2", 1)
    return Planted("2", "3", [plain(para.text)[:20], plain(para.text)], "info")


def section_left_out(d: Document, draw: random.Random) -> Planted | None:
    """A heading and what is under it are gone, the contents still name it."""
    listed = {b.text for b in d.blocks if isinstance(b, Para) and b.tag == "contents"}
    heads = [
        b
        for b in d.blocks
        if isinstance(b, Heading) and b.level == 2 and b.text in listed and re.match(r"[七八九十]", b.text)
    ]
    head = _pick(heads, draw)
    if head is None:
        return None
    at = d.blocks.index(head)
    end = next(n for n in range(at + 1, len(d.blocks)) if isinstance(d.blocks[n], Heading) and d.blocks[n].level <= 2)
    del d.blocks[at:end]
    return Planted(head.text.split("、")[-1], "", [head.text])


def table_left_out(d: Document, draw: random.Random) -> Planted | None:
    grids = [b for b in d.blocks if isinstance(b, Grid) and re.fullmatch(r"table[2-6]", b.tag)]
    if not _whole(d) or len(grids) < 5:
        return None
    grid = draw.choice(grids)
    d.blocks.remove(grid)
    return Planted(grid.title[6:], "", [grid.title[6:]])


def contents_unlike_heading(d: Document, draw: random.Random) -> Planted | None:
    listed = [
        b for b in d.blocks if isinstance(b, Para) and b.tag == "contents" and "公经费" not in b.text and "、" in b.text
    ]
    para = _pick([b for b in listed if b.text.endswith(("说明", "情况"))], draw)
    if para is None:
        return None
    before = para.text
    para.text = para.text[0] + "、关于" + para.text.split("、", 1)[1][2:-2]
    return Planted(para.text.split("、", 1)[1], before.split("、", 1)[1], [para.text, before], "info")


def money_unit_lost(d: Document, draw: random.Random) -> Planted | None:
    return _after_money(d, draw, "", "warning")


def money_unit_changed(d: Document, draw: random.Random) -> Planted | None:
    return _after_money(d, draw, "other", "warning")


def _after_money(d: Document, draw: random.Random, new: str, severity: str) -> Planted | None:
    paras = [p for p in _paras(d) if p.tag != "keywork" and re.search(r"⟧ ?(万元|元)", p.text)]
    para = _pick(paras, draw)
    if para is None:
        return None
    found = draw.choice(list(re.finditer(r"⟦[^|]*\|([\d,.]+)⟧ ?(万元|元)", para.text)))
    unit = {"万元": "元", "元": "万元"}[found[2]] if new else ""
    para.text = para.text[: found.start(2)] + unit + para.text[found.end(2) :]
    told = plain(para.text)
    return Planted(found[1] + unit, found[1] + found[2], [told], severity)


def instruction_left(d: Document, draw: random.Random) -> Planted | None:
    para = _pick(_paras(d), draw)
    if para is None:
        return None
    note = draw.choice(
        ["（如持平作持平表述）", "（请根据实际情况填写）", "（说明：不涉及的不列）", "（此处逐项说明变动原因）"]
    )
    para.text = para.text.rstrip("。") + note + "。"
    return Planted(note.strip("（）"), "", [note, plain(para.text)])


def cause_left_open(d: Document, draw: random.Random) -> Planted | None:
    paras = [p for p in _paras(d) if re.search(r"原因[是：为](?!⟦)[^。；，]{3,}[。，；]", p.text)]
    para = _pick(paras, draw)
    if para is None:
        return None
    para.text = re.sub(r"(原因[是：为])[^。；，]{3,}(?=[。，；])", r"\1XXXX", para.text, count=1)
    return Planted("XXXX", "", [plain(para.text)])


def stop_doubled(d: Document, draw: random.Random) -> Planted | None:
    para = _pick([p for p in _paras(d) if p.text.endswith("。")], draw)
    if para is None:
        return None
    para.text += "。"
    return Planted("。。", "。", [plain(para.text)[-12:], plain(para.text)], "info")


def bracket_lost(d: Document, draw: random.Random) -> Planted | None:
    paras = [p for p in _paras(d) if p.tag == "item" and "（项）" in p.text]
    para = _pick(paras, draw)
    if para is None:
        return None
    para.text = para.text.replace("（项）", "（项", 1)
    return Planted("（项", "（项）", [plain(para.text)[:60], plain(para.text)], "info")


def unit_name_cut(d: Document, draw: random.Random) -> Planted | None:
    """One mention of the unit's name has lost its last two characters."""
    name = re.match(r"(.+?)\d{4}年", plain(d.blocks[0].text)) if isinstance(d.blocks[0], Heading) else None
    if not name or not _whole(d):
        return None
    paras = [p for p in _paras(d, 15) if name[1] in p.text]
    para = _pick(paras, draw)
    if para is None:
        return None
    para.text = para.text.replace(name[1], name[1][:-2], 1)
    return Planted(name[1][:-2], name[1], [plain(para.text), name[1][:-2]])


def unit_of_another_place(d: Document, draw: random.Random) -> Planted | None:
    name = re.match(r"(.+?)\d{4}年", plain(d.blocks[0].text)) if isinstance(d.blocks[0], Heading) else None
    para = _pick([p for p in _paras(d, 15) if name and name[1] in p.text], draw) if _whole(d) else None
    if para is None or name is None:
        return None
    other = draw.choice(["河南省信阳市教育局", "山东省滨州市司法局", "四川省泸州市水务局"])
    para.text = para.text.replace(name[1], other, 1)
    return Planted(other, name[1], [plain(para.text), other])


def line_copied_from_neighbour(d: Document, draw: random.Random) -> Planted | None:
    """An item's sentence repeats the figures of the one before it."""
    items = [b for b in d.blocks if isinstance(b, Para) and b.tag == "item" and ".budget|" in b.text]
    if len(items) < 3:
        return None
    at = draw.randrange(1, len(items))
    source = [m[2] for m in MARK.finditer(items[at - 1].text) if m[1].endswith((".budget", ".spent", ".done.rate"))]
    target = [m for m in MARK.finditer(items[at].text) if m[1].endswith((".budget", ".spent", ".done.rate"))]
    old = [m[2] for m in target]
    if len(source) != len(target) or source[1] == old[1]:
        return None
    text = items[at].text
    for found, new in reversed(list(zip(target, source, strict=True))):
        text = text[: found.start()] + f"⟦{found[1]}|{new}⟧" + text[found.end() :]
    items[at].text = text
    return Planted(source[1], old[1], [plain(text)])


def date_impossible(d: Document, draw: random.Random) -> Planted | None:
    para = _pick([p for p in _paras(d) if "12月31日" in p.text], draw)
    if para is None:
        return None
    para.text = para.text.replace("12月31日", "11月31日", 1)
    return Planted("11月31日", "", [plain(para.text)])


def none_said_but_table_has(d: Document, draw: random.Random) -> Planted | None:
    paras = [p for p in _paras(d, 10) if "⟦fund.fund|" in p.text]
    if not _whole(d) or not paras:
        return None
    paras[0].text = "本年度无政府性基金预算财政拨款收入和支出。"
    return Planted("政府性基金", "", [paras[0].text])


def table_number_repeated(d: Document, draw: random.Random) -> Planted | None:
    grids = [b for b in d.blocks if isinstance(b, Grid) and b.above and re.search(r"表?\d", b.above[0])]
    if not _whole(d) or len(grids) < 6:
        return None
    at = draw.randrange(2, 6)
    before = grids[at].above[0]
    grids[at].above[0] = grids[at - 1].above[0]
    return Planted(grids[at].above[0], before, [grids[at].above[0], grids[at].title], "info")


def table_unit_of_money_changed(d: Document, draw: random.Random) -> Planted | None:
    grids = [b for b in d.blocks if isinstance(b, Grid) and re.fullmatch(r"table[1-6]", b.tag) and b.above]
    if not _whole(d) or len(grids) < 6:
        return None
    grid = draw.choice(grids)
    before = grid.above[-1]
    grid.above[-1] = before[:-2] + "元" if before.endswith("万元") else before[:-1] + "万元"
    return Planted("元" if before.endswith("万元") else "万元", before, [grid.title, grid.above[-1]])


STRUCTURE: list[Callable[[Document, random.Random], Planted | None]] = [
    paragraph_repeated, year_wrong_in_sentence, year_wrong_in_table_title, section_number_skipped, item_number_repeated,
    section_left_out, table_left_out, contents_unlike_heading, money_unit_lost, money_unit_changed, instruction_left,
    cause_left_open, stop_doubled, bracket_lost, unit_name_cut, unit_of_another_place, line_copied_from_neighbour,
    date_impossible, none_said_but_table_has, table_number_repeated, table_unit_of_money_changed]  # fmt: skip
