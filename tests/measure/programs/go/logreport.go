package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

type Level int

const (
	Debug Level = iota
	Info
	Warning
	Failure
)

func (l Level) String() string {
	switch l {
	case Debug:
		return "debug"
	case Info:
		return "info"
	case Warning:
		return "warning"
	default:
		return "failure"
	}
}

type Record struct {
	When    time.Time
	Level   Level
	Message string
	Millis  int
}

var durationPattern = regexp.MustCompile(`took (\d+)ms`)

func parseLevel(text string) (Level, error) {
	for level := Debug; level <= Failure; level++ {
		if strings.EqualFold(level.String(), text) {
			return level, nil
		}
	}
	return Debug, fmt.Errorf("unknown level %q", text)
}

func parseRecord(line string) (Record, error) {
	fields := strings.SplitN(line, " ", 3)
	if len(fields) < 3 {
		return Record{}, fmt.Errorf("too short: %q", line)
	}
	when, err := time.Parse(time.RFC3339, fields[0])
	if err != nil {
		return Record{}, err
	}
	level, err := parseLevel(fields[1])
	if err != nil {
		return Record{}, err
	}
	record := Record{When: when, Level: level, Message: fields[2]}
	if match := durationPattern.FindStringSubmatch(fields[2]); match != nil {
		record.Millis, err = strconv.Atoi(match[1])
	}
	return record, err
}

func readRecords(source io.Reader) ([]Record, int) {
	var records []Record
	skipped := 0
	scanner := bufio.NewScanner(source)
	for scanner.Scan() {
		record, err := parseRecord(scanner.Text())
		if err != nil {
			skipped++
			continue
		}
		records = append(records, record)
	}
	return records, skipped
}

func main() {
	records, skipped := readRecords(os.Stdin)
	counts := map[Level]int{}
	slowest := 0
	for _, record := range records {
		counts[record.Level]++
		slowest = max(slowest, record.Millis)
	}
	for level, count := range counts {
		fmt.Printf("%s: %d\n", level, count)
	}
	fmt.Println("skipped", skipped, "slowest", slowest)
}
