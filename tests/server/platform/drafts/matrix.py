"""Who may call the views of the drafts: everybody, for their own."""

from __future__ import annotations

from server.access import SIGNED_IN, views

VIEWS = views("drafts", SIGNED_IN, "draft")
