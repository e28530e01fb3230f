"""Shortest ways through a network of stations."""

import heapq
import math
from collections import deque


class Network:
    def __init__(self):
        self.links = {}

    def connect(self, start, end, minutes, both_ways=True):
        self.links.setdefault(start, {})[end] = minutes
        self.links.setdefault(end, {})
        if both_ways:
            self.links[end][start] = minutes

    def stations(self):
        return sorted(self.links)

    def shortest(self, start, goal):
        best = {start: 0}
        previous = {}
        waiting = [(0, start)]
        while waiting:
            minutes, station = heapq.heappop(waiting)
            if station == goal:
                return minutes, self._way(previous, goal)
            if minutes > best.get(station, math.inf):
                continue
            for neighbour, cost in self.links[station].items():
                candidate = minutes + cost
                if candidate < best.get(neighbour, math.inf):
                    best[neighbour] = candidate
                    previous[neighbour] = station
                    heapq.heappush(waiting, (candidate, neighbour))
        return math.inf, []

    @staticmethod
    def _way(previous, goal):
        way = [goal]
        while way[-1] in previous:
            way.append(previous[way[-1]])
        return way[::-1]

    def reachable(self, start):
        seen = {start}
        queue = deque([start])
        while queue:
            station = queue.popleft()
            for neighbour in self.links[station]:
                if neighbour not in seen:
                    seen.add(neighbour)
                    queue.append(neighbour)
        return seen


def describe(network, start, goal):
    minutes, way = network.shortest(start, goal)
    match way:
        case []:
            return f"no way from {start} to {goal}"
        case [only]:
            return f"already at {only}"
        case [first, *_, last]:
            return f"{first} to {last} in {minutes} minutes, {len(way) - 1} stops"
