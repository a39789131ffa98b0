"""Staff lists (名册): many forms of one service as rows of a sheet, read, assessed and told row by row."""
