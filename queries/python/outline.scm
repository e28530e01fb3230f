; Definitions of Python.
