"""What a publication stores of a report, as plain data: what portal, interface and search read without computing again."""
