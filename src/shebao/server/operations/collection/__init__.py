"""Collection: bills to the tax authority, its receipts matched, books of treasury and special account reconciled, arrears."""
