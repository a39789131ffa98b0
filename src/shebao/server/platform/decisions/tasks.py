"""Every minute: seal what the log has grown by, and send the seal where the operator keeps seals."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shebao.server.platform.decisions.anchoring import anchor_all
from shebao.server.platform.decisions.sealing import seal


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="decisions.seal", name="decisions.seal", pass_context=False)
def seal_the_log(timestamp: int) -> None:
    """Seals the ends of all chains and anchors the seal; doing it again without new records changes nothing."""
    seal()
    anchor_all()
