"""Who may call the views of the inbox."""

from __future__ import annotations

from server.access import SIGNED_IN, views

VIEWS = views("inbox", SIGNED_IN, "inbox badge")
