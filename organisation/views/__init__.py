"""Pages of the organisation room: signing in, and the three administrators' offices."""
