"""What a closing is written as: workbook, web page, CSV, JSON and a Frictionless data package."""
