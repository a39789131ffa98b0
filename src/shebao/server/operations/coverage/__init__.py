"""Lists of other departments against the record: people in hardship, and who is not insured yet."""
