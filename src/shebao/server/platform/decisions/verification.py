"""Check the log: in every chain nothing changed, left out, put between or cut off; and all as it was sealed and anchored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from shebao.server.platform.decisions.anchors import Anchors
from shebao.server.platform.decisions.canonical import GENESIS
from shebao.server.platform.decisions.chains import SEALS, chained_models, model_of, name_of
from shebao.server.platform.decisions.models import Chain, Chained, Seal
from shebao.server.platform.decisions.sealing import line, seal, signer
from shebao.server.platform.decisions.signing import Signer, signed_since

_CHUNK = 2000
_Noted = Mapping[int, tuple[str, str]]


@dataclass(frozen=True)
class Head:
    """The end of a chain."""

    chain: str
    number: int
    hash: str

    @property
    def name(self) -> str:
        """The chain for people."""
        return name_of(self.chain)


@dataclass(frozen=True)
class Verification:
    """How many records and seals were checked, where the chains end, and where and why the log breaks (if it does)."""

    checked: int = 0
    seals: int = 0
    heads: tuple[Head, ...] = ()
    broken_chain: str = ""
    broken_at: int | None = None
    reason: str = ""

    @property
    def intact(self) -> bool:
        """Whether nothing was found."""
        return self.broken_at is None

    @property
    def broken_name(self) -> str:
        """The chain that breaks, for people."""
        return name_of(self.broken_chain)


class _Broken(Exception):
    """Where a chain breaks, after how many good records, and why."""

    def __init__(self, number: int, checked: int, reason: str) -> None:
        super().__init__(reason)
        self.number, self.checked = number, checked


def verify(*, last: int | None = None, anchors: Anchors | None = None) -> Verification:
    """Check all records and seals (or only the `last` ones of each chain), what is anchored against its anchor too.

    Stops at the first record or seal that is wrong and says which.
    """
    anchors = anchors or Anchors()
    noted = _noted(anchors)
    ends = {chain.name: chain for chain in Chain.objects.all()}
    named = {*noted, *ends}.union(
        *(model._default_manager.order_by().values_list("chain", flat=True).distinct() for model in chained_models())
    )
    checked = 0
    heads: list[Head] = []
    for chain in sorted(named):
        try:
            head, count = _follow(chain, last, noted.get(chain, {}), ends.get(chain))
        except _Broken as broken:
            return Verification(checked + broken.checked, 0, tuple(heads), chain, broken.number, str(broken))
        checked += count
        heads.append(head)
    try:
        seals = _follow_seals(anchors)
    except _Broken as broken:
        return Verification(checked, broken.checked, tuple(heads), SEALS, broken.number, str(broken))
    return Verification(checked, seals, tuple(head for head in heads if head.number))


def write_anchor(path: Path | None = None) -> tuple[int, str]:
    """Seal the log and append the seal to a file that another party keeps; give its number and that line, (0, "") for an empty
    log. Raises OSError."""
    made = seal()
    if made is None:
        return 0, ""
    text = line(made)
    if path is not None:
        with path.open("a", encoding="utf-8") as file:
            file.write(text + "\n")
    return made.number, text


def _noted(anchors: Anchors) -> dict[str, dict[int, tuple[str, str]]]:
    """What seals and anchors say of records: chain → number → (hash, who says so)."""
    found: dict[str, dict[int, tuple[str, str]]] = {}
    for made in Seal.objects.order_by("number").iterator(_CHUNK):
        for chain, (number, digest) in made.heads.items():
            found.setdefault(chain, {})[number] = (digest, f"第 {made.number} 号封存")
    for (chain, number), digest in anchors.records.items():
        found.setdefault(chain, {})[number] = (digest, "存证文件")
    return found


def _follow(chain: str, last: int | None, noted: _Noted, end: Chain | None) -> tuple[Head, int]:
    of_the_chain = model_of(chain)._default_manager.filter(chain=chain)
    records: Iterable[Chained]
    number, head, checked = 0, GENESIS, 0
    if last is not None:
        newest = list(of_the_chain.order_by("-sequence")[: last + 1])
        if len(newest) > last:
            number, head = newest[-1].place, newest[-1].hash
        records = reversed(newest[:last])
    else:
        records = of_the_chain.order_by("sequence").iterator(_CHUNK)
    for record in records:
        reason = _fault(record, number, head, noted)
        if reason:
            raise _Broken(record.place, checked, reason)
        checked, number, head = checked + 1, record.place, record.hash
    _not_cut_off(number, checked, noted)
    if end is not None and (end.number, end.hash) != (number, head):
        raise _Broken(
            number + 1, checked, f"链尾登记到第 {end.number} 条，记录却到第 {number} 条：末尾的记录被删掉了。"
        )
    return Head(chain, number, head), checked


def _not_cut_off(number: int, checked: int, noted: _Noted) -> None:
    beyond = sorted(noted_number for noted_number in noted if noted_number > number)
    if beyond:
        reason = f"{noted[beyond[0]][1]}里有第 {beyond[0]} 条，日志到第 {number} 条就没有了：末尾的记录被删掉了。"
        raise _Broken(beyond[0], checked, reason)


def _fault(record: Chained, number: int, head: str, noted: _Noted) -> str:
    at = record.place
    if at != number + 1:
        return f"第 {number} 条之后应为第 {number + 1} 条，却是第 {at} 条：中间的记录被删掉了。"
    if record.previous != head:
        return f"第 {at} 条记下的上一条摘要与第 {number} 条的摘要不符：有记录被替换或插入。"
    if record.computed_hash() != record.hash:
        return f"第 {at} 条的内容与它的摘要不符：内容被改过。"
    digest, witness = noted.get(at, (record.hash, ""))
    if digest != record.hash:
        return f"第 {at} 条的摘要与{witness}里的不符：这一条及以前的记录被整体改写过。"
    return ""


def _follow_seals(anchors: Anchors) -> int:
    """How many seals follow each other as they should. Raises _Broken."""
    number, head, signed, keys = 0, GENESIS, False, signer()
    since = signed_since(settings.EVIDENCE.key)
    for made in Seal.objects.order_by("number").iterator(_CHUNK):
        if made.number != number + 1 or made.previous != head:
            raise _Broken(made.number, number, f"第 {number} 号封存之后不是第 {made.number} 号：封存被删掉或替换过。")
        if made.computed_hash() != made.hash:
            raise _Broken(made.number, number, f"第 {made.number} 号封存的内容与它的摘要不符：内容被改过。")
        if anchors.seals.get(made.number, made.hash) != made.hash:
            raise _Broken(made.number, number, f"第 {made.number} 号封存与存证文件里的不符：日志被整体改写过。")
        if reason := _unsigned(made, signed or (since is not None and made.number >= since), keys):
            raise _Broken(made.number, number, reason)
        number, head, signed = made.number, made.hash, signed or bool(made.signature)
    if number and not signed and keys.private is not None:
        raise _Broken(number, number - 1, "封存都没有签名：签名被去掉过，或升级后还没有启动过平台。")
    beyond = [wanted for wanted in sorted(anchors.seals) if wanted > number]
    if beyond:
        raise _Broken(beyond[0], number, f"存证文件里有第 {beyond[0]} 号封存，日志里没有：末尾的封存被删掉了。")
    return number


def _unsigned(made: Seal, signed: bool, keys: Signer) -> str:
    """What is wrong with the signature of a seal; seals of before the first signed one have none."""
    if not keys.public or not (made.signature or signed):
        return ""
    if made.signature and made.key not in keys.public:
        return f"第 {made.number} 号封存由密钥 {made.key} 签名，这里没有它的公钥：不是本平台签的，或缺了当时的密钥文件（SHEBAO_LOG_KEY_FILE）。"
    if not keys.verifies(made.key, made.signature, made.hash):
        return f"第 {made.number} 号封存的签名不符：封存被改写过，改写的人没有签名密钥。"
    return ""
