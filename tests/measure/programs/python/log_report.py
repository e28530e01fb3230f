"""Counts requests by status and address in a server's log."""

import re
import sys
from collections import Counter, defaultdict
from datetime import datetime

LINE = re.compile(r'(?P<host>\S+) \[(?P<time>[^\]]+)\] "(?P<method>[A-Z]+) (?P<path>\S+)" (?P<status>\d{3})')


def parse_line(line):
    match = LINE.match(line)
    if match is None:
        return None
    record = match.groupdict()
    record["time"] = datetime.strptime(record["time"], "%d/%b/%Y:%H:%M:%S")
    record["status"] = int(record["status"])
    return record


def read_records(lines):
    for number, line in enumerate(lines, start=1):
        record = parse_line(line)
        if record is None:
            print(f"line {number} was not understood", file=sys.stderr)
            continue
        yield record


def summarize(records):
    statuses = Counter()
    slowest = defaultdict(list)
    first = last = None
    for record in records:
        statuses[record["status"]] += 1
        slowest[record["path"]].append(record["host"])
        if first is None:
            first = record["time"]
        last = record["time"]
    return statuses, slowest, (first, last)


def main(path):
    with open(path, encoding="utf-8") as log:
        statuses, hosts, (first, last) = summarize(read_records(log))
    if not statuses:
        print("nothing to report")
        return 1
    print(f"from {first:%H:%M} to {last:%H:%M}")
    for status, count in statuses.most_common():
        share = 100 * count / sum(statuses.values())
        print(f"{status}: {count} ({share:.1f} %)")
    for path, seen in sorted(hosts.items()):
        print(path, len(set(seen)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
