"""Lists that other authorities send: a contract for each, a receipt for each delivery, quarantine, replay."""

from shebao.operations.exchange.archive import Archive
from shebao.operations.exchange.contract import Contract, contracts
from shebao.operations.exchange.deliveries import Delivery, signed
from shebao.operations.exchange.receiving import Receipt, State, receive

__all__ = ["Archive", "Contract", "Delivery", "Receipt", "State", "contracts", "receive", "signed"]
