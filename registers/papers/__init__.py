"""The papers of an edition: each a function that returns a `Letter`, from live or frozen content.

A paper's number is made of the edition and its kind and is the same whenever it is printed; nothing is stored.
What a download printed (number, digest) is in the audit log.
"""
