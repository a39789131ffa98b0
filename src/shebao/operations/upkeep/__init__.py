"""Upkeep of what is registered (参保登记、信息维护): employers and projects, personal data, accounts, corrections, service that
counts, agents with authority."""

from shebao.operations.upkeep import (
    accounts,
    agents,
    closing,
    corrections,
    deaths,
    employers,
    merging,
    persons,
    projects,
    service_years,
)

__all__ = [
    "accounts",
    "agents",
    "closing",
    "corrections",
    "deaths",
    "employers",
    "merging",
    "persons",
    "projects",
    "service_years",
]
