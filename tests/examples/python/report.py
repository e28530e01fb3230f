"""Prints a summary of a list of prices."""

import sys


def summary(prices):
    total = sum(prices)
    if total > 100
        return f"{total} is a lot"
    return json.dumps({"total": totl})


print(summary([float(word) for word in sys.argv[1:]]))
