// Package main keeps an inventory of parts.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"
)

var errOutOfStock = errors.New("out of stock")

type Part struct {
	Name     string  `json:"name"`
	Quantity int     `json:"quantity"`
	Price    float64 `json:"price"`
}

func (p Part) Value() float64 {
	return float64(p.Quantity) * p.Price
}

type Inventory struct {
	parts map[string]*Part
}

func NewInventory() *Inventory {
	return &Inventory{parts: make(map[string]*Part)}
}

func (i *Inventory) Add(part Part) {
	if known, ok := i.parts[part.Name]; ok {
		known.Quantity += part.Quantity
		return
	}
	i.parts[part.Name] = &part
}

func (i *Inventory) Take(name string, quantity int) (*Part, error) {
	part, ok := i.parts[name]
	if !ok {
		return nil, fmt.Errorf("no part named %q", name)
	}
	if part.Quantity < quantity {
		return nil, fmt.Errorf("%d of %s: %w", quantity, name, errOutOfStock)
	}
	part.Quantity -= quantity
	return part, nil
}

func (i *Inventory) Sorted() []Part {
	parts := make([]Part, 0, len(i.parts))
	for _, part := range i.parts {
		parts = append(parts, *part)
	}
	sort.Slice(parts, func(a, b int) bool { return parts[a].Name < parts[b].Name })
	return parts
}

func load(path string) (*Inventory, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var parts []Part
	if err := json.Unmarshal(data, &parts); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	inventory := NewInventory()
	for _, part := range parts {
		inventory.Add(part)
	}
	return inventory, nil
}

func main() {
	inventory, err := load("parts.json")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	total := 0.0
	for _, part := range inventory.Sorted() {
		total += part.Value()
		fmt.Printf("%-20s %5d\n", part.Name, part.Quantity)
	}
	fmt.Printf("worth %.2f\n", total)
}
