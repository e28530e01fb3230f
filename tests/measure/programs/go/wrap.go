package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

type options struct {
	width  int
	indent int
	quote  string
}

func paragraphs(text string) []string {
	var found []string
	for _, block := range strings.Split(text, "\n\n") {
		words := strings.Fields(block)
		if len(words) > 0 {
			found = append(found, strings.Join(words, " "))
		}
	}
	return found
}

func wrapLine(text string, width int) []string {
	var lines []string
	line, length := "", 0
	for _, word := range strings.Fields(text) {
		size := utf8.RuneCountInString(word)
		if length > 0 && length+1+size > width {
			lines = append(lines, line)
			line, length = "", 0
		}
		if length > 0 {
			line += " "
			length++
		}
		line += word
		length += size
	}
	if length > 0 {
		lines = append(lines, line)
	}
	return lines
}

func write(out io.Writer, text string, chosen options) error {
	buffer := bufio.NewWriter(out)
	prefix := chosen.quote + strings.Repeat(" ", chosen.indent)
	for number, paragraph := range paragraphs(text) {
		if number > 0 {
			fmt.Fprintln(buffer)
		}
		for _, line := range wrapLine(paragraph, chosen.width-len(prefix)) {
			if _, err := fmt.Fprintf(buffer, "%s%s\n", prefix, line); err != nil {
				return err
			}
		}
	}
	return buffer.Flush()
}

func main() {
	var chosen options
	flag.IntVar(&chosen.width, "width", 72, "the longest line")
	flag.IntVar(&chosen.indent, "indent", 0, "spaces before each line")
	flag.StringVar(&chosen.quote, "quote", "", "text before each line")
	flag.Parse()
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = write(os.Stdout, string(text), chosen)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
