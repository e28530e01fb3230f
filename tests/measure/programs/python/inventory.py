"""An inventory of parts: what is in stock, what it is worth, and what has to be ordered."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


class OutOfStock(Exception):
    """Raised when more is taken than there is."""


@dataclass
class Part:
    name: str
    quantity: int
    price: float
    minimum: int = 5

    @property
    def value(self):
        return self.quantity * self.price

    def is_low(self):
        return self.quantity < self.minimum


class Inventory:
    def __init__(self):
        self.parts = {}

    def add(self, part):
        known = self.parts.get(part.name)
        if known is None:
            self.parts[part.name] = part
        else:
            known.quantity += part.quantity

    def take(self, name, quantity):
        part = self.parts[name]
        if quantity > part.quantity:
            raise OutOfStock(f"only {part.quantity} of {name} left")
        part.quantity -= quantity
        return part

    def total_value(self):
        return sum(part.value for part in self.parts.values())

    def to_order(self):
        low = [part for part in self.parts.values() if part.is_low()]
        return sorted(low, key=lambda part: part.quantity)

    def save(self, path):
        rows = [asdict(part) for part in self.parts.values()]
        Path(path).write_text(json.dumps(rows, indent=2))


def load(path):
    inventory = Inventory()
    try:
        rows = json.loads(Path(path).read_text())
    except FileNotFoundError:
        return inventory
    for row in rows:
        inventory.add(Part(**row))
    return inventory
