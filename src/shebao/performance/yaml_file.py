"""Performance data in YAML: every value is read as it is written, numbers are never floats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shebao.performance.model import PerformanceData, Where
from shebao.performance.records import performance_data

_MAX_BYTES = 8_000_000
_MAX_DEPTH = 12


def read_yaml(path: Path) -> PerformanceData:
    """The data of a YAML file. Raises DataError with file, line or key, and reason."""
    import yaml

    where = Where(path.name)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise where.wrong("too_large", "文件超过 8 MB，不像绩效数据；请分成几个文件。")
        content = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise where.wrong("not_utf8", "不是 UTF-8 文本；请另存为 UTF-8 编码的 YAML 文件。") from None
    except OSError as error:
        raise where.wrong("unreadable", f"文件打不开（{error.strerror}）；请核对路径。") from None
    try:
        _check(yaml.parse(content, yaml.CBaseLoader), where)
        record: Any = yaml.load(content, yaml.CBaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"第 {mark.line + 1} 行附近" if mark else ""
        raise where.wrong("not_yaml", f"{line}不是合法的 YAML；请检查缩进、冒号后的空格和引号。") from None
    return performance_data(record, path.name)


def _check(events: Any, where: Where) -> None:
    """Rejects aliases (they can expand without bound) and deep nesting before anything is built."""
    import yaml

    depth = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            raise where.wrong("alias", "不支持 YAML 引用（*名称）；请把内容直接写出。")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                raise where.wrong("too_deep", f"嵌套超过 {_MAX_DEPTH} 层，不像绩效数据。")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
