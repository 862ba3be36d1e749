"""What descriptions of addresses are made of. An app describes its own in a `schema.py`: see `Description`."""
