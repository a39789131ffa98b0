"""What others may have collection do."""

from shebao.server.operations.collection.billing import make_bills
from shebao.server.operations.collection.receiving import receive_file
from shebao.server.operations.collection.refunding import decide, propose, refundable
from shebao.server.operations.collection.sending import delivery, send_bills

__all__ = ["decide", "delivery", "make_bills", "propose", "receive_file", "refundable", "send_bills"]
