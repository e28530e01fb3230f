package main

import (
	"fmt"
	"math"
	"os"
	"slices"
)

type Shape interface {
	Area() float64
	Perimeter() float64
	Name() string
}

type Circle struct {
	Radius float64
}

func (c Circle) Area() float64      { return math.Pi * c.Radius * c.Radius }
func (c Circle) Perimeter() float64 { return 2 * math.Pi * c.Radius }
func (c Circle) Name() string       { return "circle" }

type Rectangle struct {
	Width, Height float64
}

func (r Rectangle) Area() float64      { return r.Width * r.Height }
func (r Rectangle) Perimeter() float64 { return 2 * (r.Width + r.Height) }
func (r Rectangle) Name() string       { return "rectangle" }

func scale(shape Shape, factor float64) (Shape, error) {
	switch known := shape.(type) {
	case Circle:
		return Circle{Radius: known.Radius * factor}, nil
	case Rectangle:
		return Rectangle{Width: known.Width * factor, Height: known.Height * factor}, nil
	}
	return nil, fmt.Errorf("cannot scale a %s", shape.Name())
}

func largest(shapes []Shape) Shape {
	return slices.MaxFunc(shapes, func(a, b Shape) int {
		if a.Area() < b.Area() {
			return -1
		}
		return 1
	})
}

func totals(shapes ...Shape) (area, length float64) {
	for _, shape := range shapes {
		area += shape.Area()
		length += shape.Perimeter()
	}
	return area, length
}

func main() {
	shapes := []Shape{Circle{Radius: 1.5}, Rectangle{Width: 2, Height: 3}}
	area, length := totals(shapes...)
	fmt.Printf("area %.2f, length %.2f\n", area, length)
	for at, shape := range shapes {
		bigger, err := scale(shape, float64(at+2))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		fmt.Println(bigger.Name(), bigger.Area())
	}
	fmt.Println("largest:", largest(shapes).Name())
}
