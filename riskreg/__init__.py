"""The project: settings, mechanisms that every room uses, rendering and reading."""

import os

# openpyxl builds an element per row where lxml is installed, and ours are written as text
# (riskreg/rendering/xlsx_rows.py): without lxml the annual register takes a quarter less time.
os.environ.setdefault("OPENPYXL_LXML", "False")
