"""Pages of the powers room: the list, the catalogue form, the flowchart, the categories."""
