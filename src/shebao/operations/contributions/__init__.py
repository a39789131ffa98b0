"""Contributions (社会保险费): what is declared, the base it gives, what is owed for each month, and the run over everybody.

One way to an amount: `standards` (the law of a place in a month) and `bases` are what one person's assessment and the column
job over a city compute with.
"""
