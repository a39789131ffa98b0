"""Rows of cells of a form, from a ruled grid or from lines with tabs, read by column heads and by content."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shebao.reading.document import Line
from shebao.reading.forms.builder import FormBuilder, figure
from shebao.reading.forms.stretches import Cell, Row, Stretch
from shebao.reading.forms.vocabulary import (
    IN_YUAN,
    MEASURES,
    REASONS,
    REMARKS,
    TOTAL,
    caption,
    execution_column,
    indicator_column,
    is_label,
    level_of,
    plain,
)
from shebao.report.forms import Execution, FormKind
from shebao.report.provenance import Figure, Passage, Place, Source

_GOAL = re.compile(r"^年度(?:绩效)?(?:总体)?目标(?:\((\d+)\)|(\d+))?[:：]?(?:\([\d.]+分\))?$")
_DATE_LABEL = re.compile(r"填报日期[:：]?\s*([^\t]*)")
_UNIT_LABEL = re.compile(r"(?:单位名称|填报单位)[:：]\s*([^\s\t]+)")


class RowReader:
    """Feeds the rows of one form to a builder; what a row is follows from its words and from the last column heads."""

    def __init__(self, builder: FormBuilder, ruled: bool) -> None:
        self.builder = builder
        self.ruled = ruled  # columns of a grid are true, those of tabs may shift
        self.execution_roles: dict[int, str] = {}
        self.roles: dict[int, str] = {}
        self.mode = "head"
        self.width = 0

    def read(self, stretches: Sequence[Stretch]) -> None:
        """Every row in turn; each stretch after the first continues the form on another page."""
        ruled = self.ruled
        for number, stretch in enumerate(stretches):
            self.ruled = ruled and (number == 0 or stretch.width == self.width or self._heads_again(stretch))
            self.width = self.width or stretch.width
            before = len(self.builder.indicators)
            for index, row in enumerate(stretch.rows):
                blank = stretch.blanks[index] if stretch.blanks else frozenset()
                if number == 0 or len(self.builder.indicators) > before:
                    self._forget_headings(blank)
                if not (number and index == 0 and self._rest_of_row(row)):
                    self._row(row)

    @staticmethod
    def _heads_again(stretch: Stretch) -> bool:
        return any("target" in {indicator_column(cell.text) for cell in row} for row in stretch.rows[:3])

    def _forget_headings(self, blank: frozenset[int]) -> None:
        """A heading's cell that spans rows and is empty: its text is on the next page (at the top of a page it is the rest
        of the one before)."""
        if self.mode == "indicators" and self.ruled:
            levels = {self.roles.get(column) for column in blank}
            self.builder.unknown_headings("level_one" in levels, "level_two" in levels)

    def _rest_of_row(self, row: Row) -> bool:
        """Whether the first row of a continuation is the rest of the row that the page break cut: words, but no score."""
        if self.mode != "indicators" or not self.ruled:
            return False
        by_role = {self.roles.get(cell.column, ""): cell for cell in row}
        if not set(by_role) <= {"name", "target", "actual", "deviation"} or "score" in by_role:
            return False
        return self.builder.extend_last({role: cell.source for role, cell in by_role.items()})

    def _row(self, row: Row) -> None:
        heads = [plain(cell.text) for cell in row]
        if self._is_head(row, indicator_column, {"target", "actual"}):
            self.roles = {cell.column: indicator_column(cell.text) for cell in row if indicator_column(cell.text)}
            self.mode = "indicators"
            self._label_weight(row)
        elif self._is_head(row, execution_column, {"actual", "rate"}):
            self.execution_roles = {c.column: execution_column(c.text) for c in row if execution_column(c.text)}
            self.mode = "execution"
            self._execution_weight(row)
        elif REASONS.search(heads[0]):
            self.builder.reasons = _passage(row[1:])
            self.mode = "tail"
        elif MEASURES.search(heads[0]):
            self.builder.measures = _passage(row[1:])
            self.mode = "tail"
        elif REMARKS.search(heads[0]) or (self.mode == "tail" and len(row) == 1 and "得分" in heads[0]):
            self.builder.remarks.append(_passage(row))
            self.mode = "tail"
        elif self.mode in {"indicators", "tail"} and any(
            TOTAL.search(re.sub(r"\([\d.]+分?\)", "", h)) for h in heads[:2]
        ):
            self._total(row)
        elif self.mode != "tail" and not self._head_field(row, heads):
            self._body(row, heads)

    @staticmethod
    def _is_head(row: Row, role: object, wanted: set[str]) -> bool:
        assert callable(role)
        return wanted <= {role(cell.text) for cell in row}

    def _label_weight(self, row: Row) -> None:
        for cell in row:
            if caption(cell.text) and is_label(cell.text):
                self.builder.indicator_weight = _caption_figure(cell)

    def _execution_weight(self, row: Row) -> None:
        if any(IN_YUAN.search(plain(cell.text)) for cell in row):
            self.builder.money = "元"
        for cell in row:
            if "预算执行" in plain(cell.text) and caption(cell.text):
                self.builder.execution_weight = _caption_figure(cell)
        if self.builder.execution_weight is None:
            found = [c for c in row if re.search(r"得分\((\d+)分?[*×xX]", plain(c.text))]
            if found:
                number = re.search(r"得分\((\d+)", plain(found[0].text))
                assert number is not None
                self.builder.execution_weight = figure(number[1], found[0].source, "分")

    def _head_field(self, row: Row, heads: list[str]) -> bool:
        """Whether the row is one of the form's head: names, dates, sums, goals."""
        builder, known = self.builder, False
        for position, head in enumerate(heads):
            following = row[position + 1] if position + 1 < len(row) else None
            label = head.rstrip(":：")
            if label == "项目名称" and following:
                builder.name, known = re.sub(r"\s+", "", following.text), True
            elif label.startswith(("单位名称", "部门名称", "部门(单位)名称")) and following:
                builder.unit, known = following.source, True
                if label.startswith("部门") or builder.kind is FormKind.OVERALL:
                    builder.kind = FormKind.OVERALL
            elif label in {"主管部门", "实施单位", "项目实施单位", "主管部门及代码"}:
                known = True
                if label.startswith("主管") and following:
                    builder.department = following.source
                elif following:
                    builder.unit = following.source
            elif label in {"基本支出总额", "项目支出总额"} and following:
                known = True
                found = figure(following.text, following.source, builder.money)
                if label.startswith("基本"):
                    builder.basic = found
                else:
                    builder.project = found
            elif label.startswith(("项目类别", "项目属性", "项目类型", "项目负责人", "联系电话")):
                known = True
        date = next((m for cell in row if (m := _DATE_LABEL.search(cell.text)) and m[1].strip()), None)
        if date:
            builder.filled_on, known = Source(date[1].strip(), row[0].place), True
        return known or self._goal(row, heads)

    def _goal(self, row: Row, heads: list[str]) -> bool:
        match = _GOAL.fullmatch(heads[0])
        if not match:
            return False
        if self.mode == "indicators" or match[1] or match[2] or caption(row[0].text):
            text = row[1].source if len(row) > 1 else row[0].source
            self.builder.open_goal(_caption_figure(row[0]), text)
            self.mode = "goal" if self.mode != "indicators" else self.mode
        elif len(row) > 1:
            self.mode = "goal"
        return True

    def _body(self, row: Row, heads: list[str]) -> None:
        if self.mode == "execution":
            self._execution(row, heads)
        elif self.mode == "indicators":
            self._indicator(row)

    def _execution(self, row: Row, heads: list[str]) -> None:
        if is_label(row[0].text) or heads[0].startswith(("年度总体目标", "年度目标", "总体目标", "年度绩效")):
            self.mode = "goal"
            return
        roles = [role for _, role in sorted(self.execution_roles.items())]
        numbers = [cell for cell in row if re.fullmatch(r"[-−]?[\d,，.]+[%％]?|[-—－/\\]+", plain(cell.text))]
        names = [cell for cell in row if cell not in numbers]
        if not numbers:
            return
        if not self.ruled or any(cell.column not in self.execution_roles for cell in numbers):
            by_role = _by_order(numbers, roles)
        else:
            by_role = {self.execution_roles[cell.column]: cell for cell in numbers}
        if by_role is None:
            return
        self._add_execution(names[-1].text if names else "", by_role, row)

    def _add_execution(self, name: str, by_role: dict[str, Cell], row: Row) -> None:
        def number(role: str, unit: str) -> Figure | None:
            cell = by_role.get(role)
            return figure(cell.text, cell.source, unit) if cell else None

        score, rate = number("score", "分"), number("rate", "%")
        weight = number("weight", "分") or (self.builder.execution_weight if not self.builder.executions else None)
        self.builder.executions.append(
            Execution(
                re.sub(r"\s+", "", name), number("budget", self.builder.money), number("actual", self.builder.money), rate, score, weight,
                _row_source(row), number("initial", self.builder.money),
            )
        )  # fmt: skip

    def _total(self, row: Row) -> None:
        cells = [cell for cell in row if figure(cell.text, cell.source)]
        numbers = [found for cell in cells if (found := figure(cell.text, cell.source, "分"))]
        if self.ruled and self.roles:
            for cell, number in zip(cells, numbers, strict=True):
                if self.roles.get(cell.column) == "weight":
                    self.builder.total_weight = number
                elif self.roles.get(cell.column) == "score":
                    self.builder.total = number
        if self.builder.total is None and numbers and self.builder.total_weight is None:
            self.builder.total = numbers[-1]
            if len(numbers) == 2 and "weight" in self.roles.values():
                self.builder.total_weight = numbers[0]
        self.mode = "tail"

    def _indicator(self, row: Row) -> None:
        cells = list(row)
        if cells and is_label(cells[0].text):
            cells = cells[1:]
        headings = self._take_headings(cells)
        if headings:
            self.builder.open_headings([cell.source for cell in headings])
        if cells:
            self._add_indicator(cells, row)

    def _take_headings(self, cells: list[Cell]) -> list[Cell]:
        """The headings at the left of a row, taken off `cells`; a cell in the column of names is none."""
        taken: list[Cell] = []
        while cells and len(taken) < 2 and any(level_of(cells[0].text)):
            role = self.roles.get(cells[0].column, "")
            if self.ruled and role not in {"level_one", "level_two"}:
                break
            if len(taken) == 1 and not self._two_levels(taken[0], cells[0], len(cells)):
                break
            if len(cells) in {3, 4} and taken and not self.ruled:
                break
            taken.append(cells.pop(0))
        return taken

    @staticmethod
    def _two_levels(first: Cell, second: Cell, left: int) -> bool:
        one, two = level_of(first.text), level_of(second.text)
        return left > 1 and ((one[0] and two[1]) or (one[1] and two[0]))

    def _add_indicator(self, cells: list[Cell], row: Row) -> None:
        by_role = self._by_column(cells) if self.ruled else None
        if by_role is None:
            by_role = self._by_content(cells)
        name = by_role.get("name")
        if name is None:
            return
        score = by_role.get("score")
        weight = by_role.get("weight")
        deviation = by_role.get("deviation")
        target = _joined([by_role.get(role) for role in ("relation", "target", "unit")])
        actual = by_role.get("actual")
        self.builder.add_indicator(
            name.source,
            target,
            actual.source if actual else None,
            figure(score.text, score.source, "分") if score else None,
            _row_source(tuple(cells)),
            figure(weight.text, weight.source, "分") if weight else None,
            deviation.source if deviation else None,
        )

    def _by_column(self, cells: list[Cell]) -> dict[str, Cell] | None:
        by_role: dict[str, Cell] = {}
        for cell in cells:
            columns = range(cell.column, cell.column + cell.span)
            role = next((self.roles[c] for c in columns if c in self.roles), None)
            if role is None or role in by_role:
                return None
            by_role[role] = cell
        score = by_role.get("score")
        if score is not None and figure(score.text, score.source) is None:
            return None
        return by_role if "name" in by_role else None

    def _by_content(self, cells: list[Cell]) -> dict[str, Cell]:
        order = [role for _, role in sorted(self.roles.items()) if role not in {"level_one", "level_two"}]
        by_role = dict(zip(order, cells, strict=False))
        if len(cells) == len(order):
            return by_role
        if len(cells) == len(order) - 1 and order[-1] == "deviation":
            return by_role
        roles = [role for role in order if role != "deviation"]
        numeric = [cell for cell in cells if figure(cell.text, cell.source)]
        result = {"name": cells[0]}
        if numeric and numeric[-1] is cells[-1] and len(cells) == len(roles) - 1 and len(roles) == 4:
            result["score"] = cells[-1]
        return result


def _by_order(numbers: list[Cell], roles: list[str]) -> dict[str, Cell] | None:
    if len(numbers) == len(roles):
        return dict(zip(roles, numbers, strict=True))
    percent = [i for i, cell in enumerate(numbers) if "%" in plain(cell.text)]
    if len(percent) == 1 and percent[0] >= 2 and "rate" in roles:
        at = percent[0]
        found = {"budget": numbers[at - 2], "actual": numbers[at - 1], "rate": numbers[at]}
        if at + 1 < len(numbers):
            found["score"] = numbers[at + 1]
        return found
    if len(numbers) in {2, 3} and roles[: len(numbers)] in (["budget", "actual"], ["initial", "budget", "actual"]):
        return dict(zip(roles, numbers, strict=False))
    return None


def _joined(cells: list[Cell | None]) -> Source | None:
    found = [cell for cell in cells if cell is not None]
    if not found:
        return None
    text = "".join(cell.text for cell in found)
    place = found[1].place if len(found) > 1 and found[0].text in "=≥≤<>" else found[0].place
    return Source(text, place)


def _caption_figure(cell: Cell) -> Figure | None:
    printed = caption(cell.text)
    return figure(printed, cell.source, "分") if printed else None


def _row_source(row: Row) -> Source:
    place = row[0].place
    box = place.box
    for cell in row[1:]:
        if box is not None and cell.place.box is not None and cell.place.page == place.page:
            box = box.union(cell.place.box)
    return Source(" ".join(cell.text for cell in row), Place(place.page, place.line, box))


def _passage(cells: Sequence[Cell]) -> Passage:
    texts, starts, places, offset = [], [], [], 0
    for cell in cells:
        texts.append(cell.text)
        starts.append(offset)
        places.append(cell.place)
        offset += len(cell.text)
    return Passage("".join(texts), tuple(starts), tuple(places))


def head_of_line(builder: FormBuilder, line: Line) -> None:
    """What a line above the table says: unit and date of filling."""
    unit, date = _UNIT_LABEL.search(line.text), _DATE_LABEL.search(line.text)
    if unit:
        builder.unit = Source(unit[1], line.place)
    if date and date[1].strip():
        builder.filled_on = Source(date[1].strip(), line.place)
