"""Progress of a long run, on a terminal only: one line on standard error that vanishes."""

from __future__ import annotations

import shutil
import sys
import time

from shebao.rendering.wrapping import width


class Progress:
    """Counts what is done. Nothing is shown where standard error is no terminal."""

    def __init__(self, total: int, what: str) -> None:
        self._total, self._what, self._done = total, what, 0
        self._shown = sys.stderr.isatty()
        self._started = time.monotonic()

    def show(self) -> None:
        """Draw the line."""
        if not self._shown:
            return
        text = (
            f"正在{self._what}……" if self._total <= 1 else f"正在{self._what} {self._done}/{self._total}{self._left()}"
        )
        if width(text) < shutil.get_terminal_size().columns:
            sys.stderr.write(f"\r\x1b[2K{text}")
            sys.stderr.flush()

    def say(self, words: str) -> None:
        """Draw the line with what is being done now, until something else is said."""
        if self._shown and width(words) + 6 < shutil.get_terminal_size().columns:
            sys.stderr.write(f"\r\x1b[2K正在{words}……")
            sys.stderr.flush()

    def hide(self) -> None:
        """Clear the line, before anything else is printed."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

    def advance(self) -> None:
        """One more is done."""
        self._done += 1

    def _left(self) -> str:
        elapsed = time.monotonic() - self._started
        if self._done < 2 or elapsed < 2:
            return ""
        seconds = int(elapsed / self._done * (self._total - self._done))
        return f"，约剩 {seconds // 60} 分 {seconds % 60} 秒" if seconds >= 60 else f"，约剩 {seconds} 秒"
