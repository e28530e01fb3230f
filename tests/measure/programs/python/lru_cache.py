"""A cache that forgets what was used least recently, with an expiry and figures about its use."""

import time
from collections import OrderedDict
from functools import wraps
from threading import Lock
from typing import Callable, Generic, Optional, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Cache(Generic[Key, Value]):
    def __init__(self, capacity: int, lifetime: Optional[float] = None, clock: Callable[[], float] = time.monotonic):
        self.capacity = capacity
        self.lifetime = lifetime
        self.hits = 0
        self.misses = 0
        self._clock = clock
        self._lock = Lock()
        self._entries: OrderedDict = OrderedDict()

    def get(self, key: Key) -> Optional[Value]:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or self._expired(entry):
                self.misses += 1
                self._entries.pop(key, None)
                return None
            self._entries.move_to_end(key)
            self.hits += 1
            return entry[0]

    def put(self, key: Key, value: Value) -> None:
        with self._lock:
            self._entries[key] = (value, self._clock())
            self._entries.move_to_end(key)
            while len(self._entries) > self.capacity:
                self._entries.popitem(last=False)

    def _expired(self, entry) -> bool:
        if self.lifetime is None:
            return False
        return self._clock() - entry[1] > self.lifetime

    def hit_rate(self) -> float:
        asked = self.hits + self.misses
        return self.hits / asked if asked else 0.0


def cached(capacity: int = 128):
    def decorate(function):
        cache = Cache(capacity)

        @wraps(function)
        def wrapper(*arguments):
            value = cache.get(arguments)
            if value is None:
                value = function(*arguments)
                cache.put(arguments, value)
            return value

        wrapper.cache = cache
        return wrapper

    return decorate
