"""Who may call the views of jobs: a job without an owner is for whoever has its address."""

from __future__ import annotations

from server.access import PUBLIC, SIGNED_IN, views

VIEWS = {**views("jobs", SIGNED_IN, "index"), **views("jobs", PUBLIC, "detail progress cancel")}
