"""Who should be insured (全民参保): people in hardship by the lists of other departments, employers and staff not insured yet."""
