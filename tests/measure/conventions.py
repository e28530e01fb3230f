"""Conventions that teams have, as the driver for learning wants them: errors with the repair that one project's people use, which no general rule can know.

`<n1>` to `<n3>`, `<N1>` and `<v1>` to `<v3>` stand for names, `<k1>` and `<k2>` for numbers, `<s1>` and `<s2>` for words, other ones in each file.
`wrong` is a look-alike that wants another repair; where there is none, the convention stands for itself.
"""

import tomllib
from pathlib import Path

CONVENTIONS = []
for path in sorted((Path(__file__).parent / "conventions").glob("*.toml")):
    with path.open("rb") as file:
        CONVENTIONS += [{"language": path.stem, "wrong": convention, **convention} for convention in tomllib.load(file)["convention"]]
