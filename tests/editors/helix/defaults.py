"""Holds the language servers of editors/helix/languages.toml against Helix's own defaults, which lie in its program as text.

Usage: defaults.py HELIX_PROGRAM LANGUAGES_TOML
"""

import re
import sys


def server_lists(text: str) -> dict[str, list[str]]:
    """The language servers of each language in a languages.toml, as far as they are plain names."""
    lists = {}
    for block in text.split("[[language]]")[1:]:
        name = re.search(r'^name = "([\w-]+)"$', block, re.MULTILINE)
        servers = re.search(r"^language-servers = \[([^\]]*)\]", block, re.MULTILINE)
        if name and servers:
            lists.setdefault(name[1], re.findall(r'"([^"]+)"', servers[1]))
    return lists


def main(program: str, ours: str) -> int:
    with open(program, "rb") as file:
        defaults = server_lists(file.read().decode("utf-8", "replace"))
    with open(ours, encoding="utf-8") as file:
        lists = server_lists(file.read())
    wrong = {name: (servers, defaults.get(name)) for name, servers in lists.items() if servers != ["healer", *(defaults.get(name) or [])]}
    for name, (servers, wanted) in wrong.items():
        print(f"FAILED: {name} has {servers}, and Helix itself {wanted}", file=sys.stderr)
    if not lists or wrong:
        return 1
    print(f"ok languages.toml: repeats Helix's defaults for {', '.join(lists)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
