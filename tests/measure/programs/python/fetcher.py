"""Fetches pages a few at a time, with retries."""

import asyncio
import logging
import random
from contextlib import asynccontextmanager

logger = logging.getLogger(__name__)


class FetchError(Exception):
    def __init__(self, address, attempts):
        super().__init__(f"{address} failed after {attempts} attempts")
        self.address = address
        self.attempts = attempts


@asynccontextmanager
async def connection(address):
    await asyncio.sleep(0)
    logger.debug("connected to %s", address)
    try:
        yield address
    finally:
        logger.debug("closed %s", address)


async def fetch_once(address):
    async with connection(address) as opened:
        await asyncio.sleep(random.uniform(0.01, 0.05))
        if random.random() < 0.2:
            raise ConnectionError(opened)
        return f"<page {opened}>"


async def fetch(address, attempts=3, delay=0.1):
    for attempt in range(1, attempts + 1):
        try:
            return await fetch_once(address)
        except ConnectionError as error:
            logger.warning("attempt %d: %s", attempt, error)
            await asyncio.sleep(delay * 2**attempt)
    raise FetchError(address, attempts)


async def fetch_all(addresses, limit=4):
    gate = asyncio.Semaphore(limit)
    pages = {}

    async def worker(address):
        async with gate:
            pages[address] = await fetch(address)

    results = await asyncio.gather(*(worker(address) for address in addresses), return_exceptions=True)
    failures = [result for result in results if isinstance(result, FetchError)]
    return pages, failures


def main():
    logging.basicConfig(level=logging.INFO)
    pages, failures = asyncio.run(fetch_all([f"page-{number}" for number in range(10)]))
    print(len(pages), "fetched,", len(failures), "failed")
