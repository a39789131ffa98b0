"""Personal accounts (个人账户): what is credited, yearly interest by the published rate, transfers, and years and index of a history. Pure."""
