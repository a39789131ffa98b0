"""Files are written whole or not at all, and why not is said."""

import errno
import os

import pytest

from shebao.cli import writing
from shebao.cli.writing import OutputError, write_whole

FDOPEN = os.fdopen


class Full:
    """A file on a disk that takes ten bytes."""

    def __init__(self, handle, mode):
        self.file = FDOPEN(handle, mode)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()

    def write(self, content):
        self.file.write(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("before", [None, b"old"])
def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch, before):
    path = tmp_path / "核定单.pdf"
    if before:
        path.write_bytes(before)
    monkeypatch.setattr(writing.os, "fdopen", Full)
    with pytest.raises(OutputError, match=rf"不能写入 {path}：磁盘已满"):
        write_whole(path, b"x" * 100)
    monkeypatch.undo()
    assert [file.name for file in tmp_path.iterdir()] == ([path.name] if before else [])
    assert before is None or path.read_bytes() == before


def test_a_file_is_written_with_the_folders_above_it(tmp_path):
    write_whole(tmp_path / "甲" / "乙.txt", b"x")
    assert (tmp_path / "甲" / "乙.txt").read_bytes() == b"x"
