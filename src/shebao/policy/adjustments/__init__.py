"""Annual adjustments of pensions (待遇调整): the notice of a place and year as dated law, one reader for everybody."""
