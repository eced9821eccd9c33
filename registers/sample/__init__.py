"""The sample institutions, loaded through the same actions that people use."""
