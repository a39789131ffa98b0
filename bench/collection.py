"""Collection and accounts: a tax file of a million receipts from its bytes to matched, three books reconciled; a year's interest.

`python -m bench collection --receipts 1000000 --accounts 3000000`. Writing the receipts to the database is not in it.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from shebao.batch import run_batch
from shebao.fields.dates import Month
from shebao.operations.collection.amounts import Amounts, Owing
from shebao.operations.collection.files import Signing, receipts_in, receipts_sent
from shebao.operations.collection.matching import Receipt, matched
from shebao.operations.collection.partner import entered
from shebao.operations.collection.reconciling import reconciled
from shebao.operations.exchange import State, contracts, receive
from shebao.operations.exchange.deliveries import read_rows
from shebao.operations.personal_accounts.columns import ACCOUNTS, PAID, closed
from shebao.operations.personal_accounts.schemes import schemes

PLACE, YEAR, MONTH, DAY = "420100", 2024, Month(2025, 3), date(2025, 3, 20)
BY = Signing("税务", "经办机构", b"agreed for the bench")
LINES = ("pension_employee", "unemployment", "injury")
_CHUNK = 500_000
_OFF = 50


def main(arguments: list[str]) -> None:
    """Runs the suite and prints its table."""
    parser = argparse.ArgumentParser(prog="python -m bench collection")
    parser.add_argument("--data", type=Path, default=Path("build/bench/collection"), help="where inputs are kept")
    parser.add_argument("--receipts", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=3_000_000)
    options = parser.parse_args(arguments)
    _receipts(options.receipts)
    _accounts(options.data / str(options.accounts), options.accounts)


def _receipts(count: int) -> None:
    """One in fifty payers pays something else than they owe."""
    due = {Owing(n // 3 + 1, LINES[n % 3], MONTH): Amounts(16_000 + n % 997, 8_000) for n in range(count)}
    made = [
        Receipt(f"T{n:09d}", owing, each if n % _OFF else each + Amounts(1, 0), 0, DAY)
        for n, (owing, each) in enumerate(due.items())
    ]
    delivery = receipts_sent(made, 1, MONTH.iso, BY)
    began = time.perf_counter()
    told = receive(delivery, contracts(), {BY.sender: BY.key}, (), datetime(2025, 3, 26, tzinfo=UTC), BY.recipient)
    assert told.state is State.ACCEPTED, told.reasons
    _say("file checked", count, began)
    began = time.perf_counter()
    came = receipts_in(read_rows(delivery.data)[1])
    _say("rows read as receipts", count, began)
    began = time.perf_counter()
    found = Counter(each.match.value for each in matched(due, {}, came))
    _say(f"matched {dict(found)}", count, began)
    books = [entered(came, days) for days in (0, 1, 2)]
    began = time.perf_counter()
    result = reconciled(*books, date(2025, 3, 31), 5)
    _say(f"three books reconciled, {len(result.findings)} findings", count, began)


def _accounts(folder: Path, count: int) -> None:
    """A year of so many accounts, each with twelve months on one base."""
    scheme = schemes()["pension_employee"]
    rate = scheme.rate(PLACE, YEAR)
    task = closed(scheme, YEAR, rate, scheme.credit(PLACE, YEAR), 800_000)
    if not (folder / f"{PAID}.parquet").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        _made(folder, count, task.inputs[0].schema, task.inputs[1].schema)
    output = folder / "computed"
    shutil.rmtree(output, ignore_errors=True)
    began = time.perf_counter()
    run_batch(task, str(folder), output, threads=2, memory_megabytes=2048)
    _say("accounts closed for a year", count, began)


def _made(folder: Path, count: int, accounts: pa.Schema, paid: pa.Schema) -> None:
    with (
        pq.ParquetWriter(folder / f"{ACCOUNTS}.parquet", accounts, compression="zstd") as first,
        pq.ParquetWriter(folder / f"{PAID}.parquet", paid, compression="zstd") as second,
    ):
        for start in range(1, count + 1, _CHUNK):
            person = np.arange(start, min(start + _CHUNK, count + 1))
            base = 450_000 + person * 7_919 % 1_500_000
            columns = {"person": person, "opening": person * 31 % 20_000_000, "until": np.full(len(person), 12)}
            first.write_table(_table(accounts, columns, len(person)))
            shares = {"person": person, "base": base, "unit": base // 6, "person_share": base // 12}
            whole = {"months": np.full(len(person), 12), "weights": np.full(len(person), 78)}
            second.write_table(_table(paid, shares | whole, len(person)))


def _table(schema: pa.Schema, columns: dict[str, np.ndarray], rows: int) -> pa.Table:
    found = {
        field.name: pa.repeat(pa.scalar(PLACE), rows)
        if field.name == "district"
        else pa.array(columns.get(field.name, np.zeros(rows, dtype=np.int64)))
        for field in schema
    }
    return pa.table(found).cast(schema)


def _say(what: str, count: int, began: float) -> None:
    seconds = time.perf_counter() - began
    print(f"{count:>12,} {seconds:>9.2f} s {count / seconds:>12,.0f}/s  {what}", flush=True)
