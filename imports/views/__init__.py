"""Pages of the imports room: the list, the wizard, what came of it, and the table of heads."""
