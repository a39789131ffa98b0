"""What queues declare: the words for the states of a number."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations

WORDS = {
    "waiting": ("等候", "info"),
    "called": ("已叫号", "attention"),
    "served": ("已办理", "good"),
    "left": ("过号", "neutral"),
}
DECLARATIONS = Declarations(states={"ticket": WORDS})
