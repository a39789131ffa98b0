"""Publishing: accounts, performance and words become a composed report that is read back, audited and released."""
