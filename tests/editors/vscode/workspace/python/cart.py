"""A cart."""


class Cart:
    """What is bought."""

    def __init__(self):
        self.items = []

    def total(self):
        """What all costs."""
        return sum(self.itmes)
