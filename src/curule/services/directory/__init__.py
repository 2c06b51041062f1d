"""A customer's directory: its tokens, the people and groups it sends, and the seats they get."""
