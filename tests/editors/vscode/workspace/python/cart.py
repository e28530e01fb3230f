"""A shopping cart."""


class Cart:
    """What is bought, and how often something was put in."""

    def __init__(self):
        self.items = {}
        self.times = 0

    def add(self, name, price):
        """Puts something in."""
        self.items[name] = price
        self.times += 1

    def total(self):
        """What all of it costs."""
        return sum(self.itms.values())
