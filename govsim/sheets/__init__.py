"""Lists that people keep in spreadsheets: CSV and XLSX files, read cell by cell, with all that is wrong with them."""
