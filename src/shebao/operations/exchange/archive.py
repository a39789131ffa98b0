"""A folder of deliveries as they came and of receipts; the list that results, and the whole played again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from shebao.operations.exchange.contract import Contract
from shebao.operations.exchange.deliveries import Delivery, document, read_rows
from shebao.operations.exchange.errors import ExchangeError
from shebao.operations.exchange.receiving import Receipt, State, receive

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A row that a later delivery says otherwise; the later one holds, a person should look."""

    key: tuple[str, ...]
    earlier: Row
    later: Row
    sequence: int


class Archive:
    """Deliveries by their hash in `deliveries/`, receipts in their order in `receipts.jsonl`; nothing is removed."""

    def __init__(self, folder: Path, known: Mapping[str, Contract], keys: Mapping[str, bytes]) -> None:
        self._folder, self._known, self._keys = folder, known, keys

    def receive(self, delivery: Delivery, at: datetime) -> Receipt:
        """Keeps a delivery and its receipt. Raises OSError, ExchangeError."""
        receipt = receive(delivery, self._known, self._keys, self.receipts(), at)
        folder = self._folder / "deliveries"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for suffix, content in (("json", delivery.header), ("csv", delivery.data)):
            path = folder / f"{delivery.sha256}.{suffix}"
            if not path.exists():
                from shebao.batch.files import draft, publish  # columns, which who only reads needs not

                draft(path).write_bytes(content)
                publish(draft(path), path)
        with (self._folder / "receipts.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(document(_plain(receipt)) + "\n")
        return receipt

    def receipts(self) -> list[Receipt]:
        """All receipts in their order; a last line cut by a crash is passed over. Raises ExchangeError."""
        path = self._folder / "receipts.jsonl"
        if not path.exists():
            return []
        *lines, last = path.read_text(encoding="utf-8").split("\n")
        found = [_receipt(line, number) for number, line in enumerate(lines, start=1)]
        if last:
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return found

    def delivery(self, sha256: str) -> Delivery:
        """A delivery as it came. Raises ExchangeError where it was removed or changed."""
        path = self._folder / "deliveries" / sha256
        try:
            found = Delivery(path.with_suffix(".json").read_bytes(), path.with_suffix(".csv").read_bytes())
        except OSError as error:
            raise ExchangeError(f"存档的交付 {sha256} 不可读：{error}") from error
        if found.sha256 != sha256:
            raise ExchangeError(f"存档的交付 {sha256} 已被改动")
        return found

    def replay(self) -> list[tuple[Receipt, Receipt]]:
        """Receives everything again in its order: the receipts that come out different from those that were given."""
        again: list[Receipt] = []
        different = []
        for given in self.receipts():
            at = datetime.fromisoformat(given.at)
            now = receive(self.delivery(given.sha256), self._known, self._keys, again, at)
            again.append(now)
            if now != given:
                different.append((given, now))
        return different

    def rows(self, contract: str) -> tuple[list[Row], list[Contradiction]]:
        """The list as all accepted deliveries make it, in order of their sequence whenever they came."""
        current: dict[tuple[str, ...], Row] = {}
        contradictions = []
        key = self._known[contract].key
        for sequence, row in self._accepted(contract):
            place = tuple(row[name] for name in key)
            before = current.get(place)
            if before is not None and before != row:
                contradictions.append(Contradiction(place, before, row, sequence))
            current[place] = row
        return [current[place] for place in sorted(current)], contradictions

    def _accepted(self, contract: str) -> Iterator[tuple[int, Row]]:
        accepted = [each for each in self.receipts() if each.state is State.ACCEPTED and each.contract == contract]
        for receipt in sorted(accepted, key=lambda each: (each.sequence, each.sender)):
            names, rows = read_rows(self.delivery(receipt.sha256).data)
            for row in rows:
                yield receipt.sequence, dict(zip(names, row, strict=True))


def _plain(receipt: Receipt) -> dict[str, object]:
    return asdict(receipt) | {"state": receipt.state.value}


def _receipt(line: str, number: int) -> Receipt:
    try:
        fields = json.loads(line)
        fields["state"] = State(fields["state"])
        fields["reasons"], fields["notes"] = tuple(fields["reasons"]), tuple(fields["notes"])
        return Receipt(**fields)
    except (ValueError, KeyError, TypeError) as error:
        raise ExchangeError(f"receipts.jsonl 第 {number} 行不是回执：{error}") from error
