"""From a read table and what is stored to a plan: pure functions, nothing is written here."""
