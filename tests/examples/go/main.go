package main

import (
	"fmt"
	"os"
)

func shout(words []string) string {
	joined := strings.Join(words, " ")
	return strings.ToUpper(joned)
}

func main() {
	fmt.Println(shout([]string{"hello", "gopher"}))
}
