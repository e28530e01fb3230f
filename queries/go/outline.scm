; Definitions of Go.
