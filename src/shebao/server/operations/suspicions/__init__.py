"""Suspicions (疑点) as work: found by runs of checks or sent from above, worked off by clerk and checker, verified by the next run."""
