package main

import (
	"container/heap"
	"fmt"
	"strings"
)

type step struct {
	station string
	minutes int
}

type waiting []step

func (w waiting) Len() int           { return len(w) }
func (w waiting) Less(a, b int) bool { return w[a].minutes < w[b].minutes }
func (w waiting) Swap(a, b int)      { w[a], w[b] = w[b], w[a] }

func (w *waiting) Push(value any) {
	*w = append(*w, value.(step))
}

func (w *waiting) Pop() any {
	old := *w
	last := old[len(old)-1]
	*w = old[:len(old)-1]
	return last
}

type Network map[string]map[string]int

func (n Network) Connect(from, to string, minutes int) {
	for _, pair := range [][2]string{{from, to}, {to, from}} {
		if n[pair[0]] == nil {
			n[pair[0]] = map[string]int{}
		}
		n[pair[0]][pair[1]] = minutes
	}
}

func (n Network) Shortest(from, to string) ([]string, int, bool) {
	best := map[string]int{from: 0}
	previous := map[string]string{}
	queue := &waiting{{station: from}}
	for queue.Len() > 0 {
		current := heap.Pop(queue).(step)
		if current.station == to {
			return way(previous, from, to), current.minutes, true
		}
		for neighbour, minutes := range n[current.station] {
			total := current.minutes + minutes
			if known, seen := best[neighbour]; seen && known <= total {
				continue
			}
			best[neighbour] = total
			previous[neighbour] = current.station
			heap.Push(queue, step{station: neighbour, minutes: total})
		}
	}
	return nil, 0, false
}

func way(previous map[string]string, from, to string) []string {
	stations := []string{to}
	for to != from {
		to = previous[to]
		stations = append([]string{to}, stations...)
	}
	return stations
}

func main() {
	network := Network{}
	network.Connect("North", "Centre", 7)
	network.Connect("Centre", "South", 5)
	stations, minutes, found := network.Shortest("North", "South")
	if !found {
		fmt.Println("there is no way")
		return
	}
	fmt.Println(strings.Join(stations, " - "), minutes, "minutes")
}
