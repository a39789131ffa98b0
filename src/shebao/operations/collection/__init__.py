"""Collection (征缴): what the tax authority collects against what is owed; receipts matched, tied to the accounts, arrears. Pure."""
