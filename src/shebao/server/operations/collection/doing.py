"""What others may have collection do."""

from shebao.server.operations.collection.billing import make_bills
from shebao.server.operations.collection.receiving import receive_file
from shebao.server.operations.collection.sending import delivery, send_bills

__all__ = ["delivery", "make_bills", "receive_file", "send_bills"]
