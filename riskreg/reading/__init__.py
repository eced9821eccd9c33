"""Files that people bring, read into plain values: bytes in, sheets out. Knows no room."""
