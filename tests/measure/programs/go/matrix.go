package main

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

var ErrShape = errors.New("shapes do not fit")

type Matrix [][]float64

func New(height, width int) Matrix {
	rows := make(Matrix, height)
	for at := range rows {
		rows[at] = make([]float64, width)
	}
	return rows
}

func Identity(size int) Matrix {
	result := New(size, size)
	for at := 0; at < size; at++ {
		result[at][at] = 1
	}
	return result
}

func (m Matrix) Multiply(other Matrix) (Matrix, error) {
	if len(m[0]) != len(other) {
		return nil, ErrShape
	}
	product := New(len(m), len(other[0]))
	for row := range m {
		for column := range other[0] {
			sum := 0.0
			for inner := range other {
				sum += m[row][inner] * other[inner][column]
			}
			product[row][column] = sum
		}
	}
	return product, nil
}

func (m Matrix) Norm() float64 {
	var squares float64
	for _, row := range m {
		for _, value := range row {
			squares += math.Pow(value, 2)
		}
	}
	return math.Sqrt(squares)
}

func (m Matrix) Map(change func(float64) float64) Matrix {
	result := New(len(m), len(m[0]))
	for row, values := range m {
		for column, value := range values {
			result[row][column] = change(value)
		}
	}
	return result
}

func (m Matrix) String() string {
	var out strings.Builder
	for _, row := range m {
		cells := make([]string, len(row))
		for at, value := range row {
			cells[at] = fmt.Sprintf("%8.3f", value)
		}
		out.WriteString(strings.Join(cells, " ") + "\n")
	}
	return out.String()
}

func main() {
	doubled := Identity(3).Map(func(value float64) float64 { return 2 * value })
	product, err := doubled.Multiply(doubled)
	if err != nil {
		fmt.Println("failed:", err)
		return
	}
	fmt.Print(product)
	fmt.Println(product.Norm())
}
