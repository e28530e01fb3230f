"""Small dense matrices with exact fractions."""

from fractions import Fraction
from functools import reduce
from operator import mul


class Matrix:
    def __init__(self, rows):
        self.rows = [[Fraction(value) for value in row] for row in rows]
        if len({len(row) for row in self.rows}) != 1:
            raise ValueError("all rows need the same length")

    @classmethod
    def identity(cls, size):
        return cls([[int(row == column) for column in range(size)] for row in range(size)])

    @property
    def height(self):
        return len(self.rows)

    @property
    def width(self):
        return len(self.rows[0])

    def __matmul__(self, other):
        if self.width != other.height:
            raise ValueError("shapes do not fit")
        columns = list(zip(*other.rows))
        return Matrix([[sum(a * b for a, b in zip(row, column)) for column in columns] for row in self.rows])

    def transposed(self):
        return Matrix(list(zip(*self.rows)))

    def determinant(self):
        if self.height != self.width:
            raise ValueError("only square matrices have a determinant")
        rows = [list(row) for row in self.rows]
        sign = 1
        for step in range(self.height):
            pivot = next((at for at in range(step, self.height) if rows[at][step] != 0), None)
            if pivot is None:
                return Fraction(0)
            if pivot != step:
                rows[step], rows[pivot] = rows[pivot], rows[step]
                sign = -sign
            for below in range(step + 1, self.height):
                factor = rows[below][step] / rows[step][step]
                rows[below] = [value - factor * above for value, above in zip(rows[below], rows[step])]
        return sign * reduce(mul, (rows[at][at] for at in range(self.height)))

    def __repr__(self):
        lines = ["  ".join(f"{str(value):>6}" for value in row) for row in self.rows]
        return "\n".join(lines)
