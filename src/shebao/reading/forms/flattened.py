"""Forms whose tables were flattened to lines: headings wrap, names, targets and actuals stand below or beside each other.

A row ends with its score, the last bare number. Its other atoms are divided into name, target and actual where one
division is clearly better than all others; otherwise target and actual stay unread.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from shebao.reading.document import Line
from shebao.reading.forms.builder import FormBuilder, GroupDraft, figure, weight_in
from shebao.reading.forms.certainty import doubt
from shebao.reading.forms.flat_frame import Words, joined, line_after, read_head, read_tail
from shebao.reading.forms.splitting import Atom, split_row
from shebao.reading.forms.vocabulary import LEVEL_ONE, LEVEL_TWO, caption, plain
from shebao.report.provenance import Figure, Source

_SCORE = re.compile(r"\d{1,3}(?:\.\d{1,4})?")
_TOTAL = re.compile(r"^(?:自评)?总(?:得)?分[:：]?\s*(?:(100(?:\.0+)?)\s+)?(\d{1,3}(?:\.\d+)?)\s*分?$")
_GOAL = re.compile(r"^年度(?:绩效)?目标\s*(\d+)\s*[:：]?(.*)$")
_HEADER_END = re.compile(
    r"(?:一级指标)?(?:二级指标)?三级指标.{0,40}?(?:实际)?完成值?(?:\(B\))?.{0,12}?得分(?:\([^)]*\))?"
)
_EXECUTION_END = re.compile(r"得分(?:\(\d+分?[*×xX]执行率\))?")
_UNIT_LINE = re.compile(r"(人次|人|户|家|分|个|次|份|件|元|万|亿|场|名|项|套|%|年|月|日|天|小时|分钟|/)")
_LABEL_WORDS = ("年度绩效目标", "年度绩效指标", "绩效指标", "绩效目标")
_CAPTION_PIECE = re.compile(r"[(（]?\s*[\d.]*\s*分?\s*[)）]?")


@dataclass(slots=True)
class _Heading:
    """A heading that is being put together from fragments."""

    level: int
    text: str
    atoms: list[Atom]
    closed: bool = False
    draft: GroupDraft | None = None

    def grow(self, atom: Atom) -> None:
        """One more fragment; a heading that is already part of the form grows there too."""
        self.atoms.append(atom)
        if self.draft is not None:
            self.draft.source = self.source
            self.draft.weight = weight_in(self.source)

    @property
    def source(self) -> Source:
        quote = "".join(atom.text for atom in self.atoms)
        return Source(quote, self.atoms[0].place)


@dataclass(slots=True)
class FlatReader:
    """Reads the indicator rows of a flattened form into a builder."""

    builder: FormBuilder
    label: str = ""
    weighted: bool = False  # a column of weights stands before that of scores
    open: list[_Heading] = field(default_factory=list)

    def read(self, atoms: Sequence[Atom]) -> None:
        """All rows up to the total."""
        row: list[Atom] = []
        hinted = _hinted(atoms)
        for index, atom in enumerate(atoms):
            row.append(atom)
            if _ends_row(atoms, index, hinted, len(row)):
                self._row(row)
                row = []

    def _row(self, row: list[Atom]) -> None:
        score = row[-1]
        body = row[:-1]
        weight = body.pop() if self.weighted and len(body) > 1 and _SCORE.fullmatch(body[-1].text) else None
        points = _figure(weight) if weight else None
        body = _without_residue(self._goal(body))
        opened: list[_Heading] = []
        position = self._take_label(body, 0)
        while position < len(body):
            taken = self._take_heading(body, position, opened)
            if taken == position:
                taken = self._take_label(body, position)
            if taken == position:
                break
            position = taken
        rest = body[position:]
        if len(rest) < 3 and opened and position > 0:
            rest = self._give_back(rest, opened)
        self._emit(opened)
        parts = split_row(rest) if rest else None
        whole = _source([*rest, score])
        if parts is None:
            name = _source(rest) if rest else Source("", score.place)
            self.builder.add_indicator(name, None, None, _figure(score), whole, points)
            return
        name, target, actual = (_source(part) for part in parts)
        self.builder.add_indicator(name, target, actual, _figure(score), whole, points)

    def _emit(self, opened: list[_Heading]) -> None:
        levels = [heading.level for heading in opened] if len(opened) == 2 else None
        drafts = self.builder.open_headings([heading.source for heading in opened], levels)
        for heading, draft in zip(opened, drafts, strict=True):
            heading.draft = draft

    def _give_back(self, rest: list[Atom], opened: list[_Heading]) -> list[Atom]:
        """A heading that leaves no name was the name: 满意度 90% 95% 10."""
        if len(rest) >= 2 and not any(_reads_as_value(atom.text) for atom in rest[:1]):
            return rest
        last = opened.pop()
        self.open = [heading for heading in self.open if heading is not last]
        return [*last.atoms, *rest]

    def _goal(self, body: list[Atom]) -> list[Atom]:
        """Opens the annual goal that the row begins with; its words up to the first heading are passed over."""
        texts = ["".join(atom.text for atom in body[:count]) for count in range(1, min(len(body), 4) + 1)]
        found = next(((n, match) for n, text in enumerate(texts, 1) if (match := _GOAL.match(text))), None)
        if found is None:
            return body
        count, match = found
        rest, words, weight, atom = body[count:], [], None, body[0]
        tail = match[2]
        while rest and not self._begins_heading(rest):
            tail += rest[0].text
            words.append(rest.pop(0))
        printed = caption(tail)
        if printed:
            weight = figure(printed, Source(tail, atom.place), "分")
        text_atoms = [a for a in words if not _CAPTION_PIECE.fullmatch(a.text)]
        self.builder.open_goal(weight, _source(text_atoms) if text_atoms else Source(match.group(), atom.place))
        self.open, self.label = [], ""
        return rest

    def _begins_heading(self, atoms: list[Atom]) -> bool:
        first = plain(atoms[0].text)
        words = (*LEVEL_ONE, *LEVEL_TWO)
        return first == "年度" or (len(first) >= 2 and any(word.startswith(first) for word in words))

    def _take_label(self, body: list[Atom], position: int) -> int:
        """Past the fragments of the label at the far left (年度 绩效 目标 （80分）)."""
        while position < len(body):
            piece = plain(body[position].text)
            grown = self.label + piece
            label = re.sub(r"\(.*$", "", grown)
            if not any(word.startswith(label) for word in _LABEL_WORDS) and label not in _LABEL_WORDS:
                return position
            if label not in _LABEL_WORDS and "(" in grown:
                return position
            if "(" in grown and not re.fullmatch(r"[^(]+\((\d[\d.]*)?分?\)?", grown):
                return position
            if label != grown and self.builder.indicator_weight is None and grown.endswith(")"):
                self.builder.indicator_weight = figure(
                    re.sub(r"[^\d.]", "", grown), _source(body[: position + 1]), "分"
                )
            self.label = grown
            position += 1
            if grown.endswith(")"):
                return position
        return position

    def _take_heading(self, body: list[Atom], position: int, opened: list[_Heading]) -> int:
        """Past one fragment that continues an open heading or opens a new one."""
        piece = plain(body[position].text)
        for heading in self.open:
            if not heading.closed and self._continues(heading, piece):
                heading.text = re.sub(r"\(.*$", "", heading.text + piece)
                heading.grow(body[position])
                return position + 1
            if not heading.closed and self._continues_caption(heading, piece):
                heading.grow(body[position])
                heading.closed = piece.endswith(")")
                return position + 1
        return self._open_heading(body, position, opened)

    @staticmethod
    def _continues(heading: _Heading, piece: str) -> bool:
        bare = re.sub(r"\((\d[\d.]*)?分?\)?$", "", piece)
        if not bare:
            return False
        words = LEVEL_ONE if heading.level == 1 else LEVEL_TWO
        grown = heading.text + bare
        return heading.text not in words and any(word.startswith(grown) for word in words)

    @staticmethod
    def _continues_caption(heading: _Heading, piece: str) -> bool:
        printed = plain("".join(atom.text for atom in heading.atoms))
        if "(" in printed and not printed.endswith(")"):
            return bool(re.fullmatch(r"[\d.]*分?\)?", piece)) and bool(piece)
        return bool(re.fullmatch(r"\((\d[\d.]*)?分?\)?", piece))

    def _open_heading(self, body: list[Atom], position: int, opened: list[_Heading]) -> int:
        piece = plain(body[position].text)
        bare = re.sub(r"\((\d[\d.]*)?分?\)?$", "", piece)
        if len(bare) < 2 or len(opened) == 2:
            return position
        one = any(word.startswith(bare) for word in LEVEL_ONE)
        two = any(word.startswith(bare) for word in LEVEL_TWO)
        if not (one or two) or not self._plausible(body, position, bare):
            return position
        level = 1 if one and not opened and not (bare.startswith("成本") and self._inside_output()) else 2
        if level == 2 and not two:
            return position
        if level == 2 and opened and opened[-1].level == 2:
            return position
        heading = _Heading(level, bare, [body[position]], piece.endswith(")"))
        self.open = [h for h in self.open if h.level < level and h in opened] if level == 2 else []
        self.open.append(heading)
        opened.append(heading)
        return position + 1

    def _inside_output(self) -> bool:
        return any(group.level == 1 and "产出" in group.name for group in self.builder.groups[-6:])

    @staticmethod
    def _plausible(body: list[Atom], position: int, bare: str) -> bool:
        """Whether the fragment grows into a full heading with what follows it, possibly past other columns' fragments."""
        words = (*LEVEL_ONE, *LEVEL_TWO)
        stems = {word.removesuffix("指标") for word in words}
        grown = bare
        for atom in body[position + 1 : position + 6]:
            if grown in words or grown in stems:
                return True
            piece = re.sub(r"\(.*$", "", plain(atom.text))
            if any(word.startswith(grown + piece) for word in words):
                grown += piece
        return grown in words or grown in stems or grown.removesuffix("指") in stems


def _without_residue(body: list[Atom]) -> list[Atom]:
    """The row without the end of the row above, which a page break put after that row's score: a heading follows it."""
    for position in range(1, min(len(body) - 3, 6)):
        piece = plain(body[position].text)
        if not body[position - 1].ends_cell or len(piece) < 2:
            continue
        starts = [word for word in (*LEVEL_ONE, *LEVEL_TWO) if word.startswith(piece)]
        following = plain("".join(atom.text for atom in body[position : position + 4]))
        if starts and any(following.startswith(word) for word in starts):
            return body if any(_begins(body[i]) for i in range(position)) else body[position:]
    return body


def _begins(atom: Atom) -> bool:
    piece = plain(atom.text)
    pieces = (*LEVEL_ONE, *LEVEL_TWO, *_LABEL_WORDS)
    return any(word.startswith(piece) for word in pieces) or piece in {"指标", "标", "目标", "绩效", "指"}


def _reads_as_value(text: str) -> bool:
    return bool(re.match(r"[≥≤<>》《〉\d]", plain(text)))


def _hinted(atoms: Sequence[Atom]) -> bool:
    """Whether the file marks the end of each cell's text (a space before the line break)."""
    ends = [atom for atom in atoms if atom.ends_line]
    marked = sum(atom.ends_cell for atom in ends)
    return bool(ends) and marked * 5 >= len(ends)


def _ends_row(atoms: Sequence[Atom], index: int, hinted: bool, length: int) -> bool:
    atom = atoms[index]
    match = _SCORE.fullmatch(atom.text.strip())
    if not match or not atom.ends_line or length < 2 or Decimal(match.group()) > 100:
        return False
    if hinted and not atom.ends_cell:
        return False
    following = atoms[index + 1] if index + 1 < len(atoms) else None
    return following is None or not (len(following.text) <= 3 and _UNIT_LINE.match(following.text))


def _figure(atom: Atom) -> Figure | None:
    return figure(atom.text, Source(atom.text, atom.place), "分")


def _source(atoms: Sequence[Atom]) -> Source:
    if not atoms:
        return Source("")
    parts = [atoms[0].text]
    for before, atom in itertools.pairwise(atoms):
        parts.append(("" if before.ends_line and not before.ends_cell else " ") + atom.text)
    return Source("".join(parts), atoms[0].place)


def read_flattened(lines: Sequence[Line], builder: FormBuilder) -> None:
    """A flattened form: its lines from the title to the end of its remarks."""
    words = joined(lines)
    header = _HEADER_END.search(words.text)
    total = next((i for i, line in enumerate(lines) if _TOTAL.match(line.text.strip())), len(lines))
    if total < len(lines):
        match = _TOTAL.match(lines[total].text.strip())
        assert match is not None
        builder.total_weight = figure(match[1] or "", Source(match[1] or "", lines[total].place), "分")
        builder.total = figure(match[2], Source(lines[total].text.strip(), lines[total].place), "分")
    start = line_after(words, header.end()) if header else 0
    if header:
        read_head(lines[:start], builder)
    else:
        builder.truncated = True
    weighted = bool(header and re.search(r"完成值?(?:\(B\))?(?:分值|权重)", header.group()))
    FlatReader(builder, _label_before(words, header) if header else "", weighted).read(_atoms(lines[start:total]))
    builder.doubtful = doubt(builder)
    read_tail(lines[total + 1 :], builder)


def _label_before(words: Words, header: re.Match[str]) -> str:
    """The label at the left, where it is complete before the column heads (年度绩效目标（80分） 一级指标 …)."""
    before = words.text[max(header.start() - 24, 0) : header.start()]
    match = re.search(r"(年度绩效(?:目标|指标))(\(\d+分\))?$", before)
    return match.group() if match else ""


def _atoms(lines: Sequence[Line]) -> list[Atom]:
    atoms: list[Atom] = []
    spaced = _double_spaced(lines)
    for index, line in enumerate(lines):
        pieces = line.text.split()
        following = lines[index + 1].place.line if index + 1 < len(lines) else None
        near = following is not None and line.place.line is not None and following - line.place.line == 1
        ends_cell = line.closed or (near and spaced)
        for number, piece in enumerate(pieces):
            last = number == len(pieces) - 1
            atoms.append(Atom(piece, line.place, last, last and ends_cell))
    return atoms


def _double_spaced(lines: Sequence[Line]) -> bool:
    """Whether the file has a blank line after nearly every line (two lines next to each other are then one row)."""
    numbers = [line.place.line for line in lines if line.place.line is not None]
    if len(numbers) < 8:
        return False
    return numbers[-1] - numbers[0] > 1.4 * len(numbers)
