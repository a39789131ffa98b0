"""Synthetic reports: whole disclosure reports composed from random but consistent accounts, in every layout, with none of
any real report's text. Unchanged they must give no findings; changed in one place they measure what the audit detects."""
