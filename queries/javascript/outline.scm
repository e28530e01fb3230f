; Definitions of JavaScript.
