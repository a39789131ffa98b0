"""Tables as lines of text, to compare with golden files: one line a table, one a figure or a doubtful cell."""

from collections.abc import Iterable

from shebao.report.tables import Table


def flattened(tables: Iterable[Table]) -> list[str]:
    """`table state number unit rows`, then `table row line column value` of every printed or doubtful cell."""
    lines = []
    for table in tables:
        lines.append(f"{table.id} {table.state} {table.number or '-'} {table.unit or '-'} {len(table.rows)}")
        for row in table.rows:
            for column, cell in row.cells.items():
                if cell.figure or cell.doubtful:
                    value = cell.figure.text if cell.figure else "-"
                    mark = " ?" if cell.doubtful else ""
                    lines.append(f"{table.id} {row.key or row.name} {row.line_number or '-'} {column} {value}{mark}")
    return lines
