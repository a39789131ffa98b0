"""Papers for applicants (通知、决定、回执、证明) as PDF: title, who and what, lines, remedy, and a code with which anybody can ask
whether the paper is genuine."""

from shebao.rendering.notices.notice import Paper, notice_pdf

__all__ = ["Paper", "notice_pdf"]
