"""The clerical review of pairs: a page for the browser and a workbook, in which a person marks and gives back."""

from shebao.operations.linking.review.outcome import write_outcome
from shebao.operations.linking.review.page import review_page
from shebao.operations.linking.review.sheet import write_review

__all__ = ["review_page", "write_outcome", "write_review"]
