use std::fmt::{self, Display};
use std::ops::{Add, Index, IndexMut, Mul};

#[derive(Debug, Clone, PartialEq)]
pub struct Matrix<T> {
    height: usize,
    width: usize,
    values: Vec<T>,
}

impl<T: Copy + Default> Matrix<T> {
    pub fn new(height: usize, width: usize) -> Self {
        Matrix { height, width, values: vec![T::default(); height * width] }
    }

    pub fn from_rows(rows: &[Vec<T>]) -> Option<Self> {
        let width = rows.first()?.len();
        if rows.iter().any(|row| row.len() != width) {
            return None;
        }
        let values = rows.iter().flatten().copied().collect();
        Some(Matrix { height: rows.len(), width, values })
    }

    pub fn transposed(&self) -> Self {
        let mut result = Matrix::new(self.width, self.height);
        for row in 0..self.height {
            for column in 0..self.width {
                result[(column, row)] = self[(row, column)];
            }
        }
        result
    }
}

impl<T> Index<(usize, usize)> for Matrix<T> {
    type Output = T;

    fn index(&self, (row, column): (usize, usize)) -> &T {
        &self.values[row * self.width + column]
    }
}

impl<T> IndexMut<(usize, usize)> for Matrix<T> {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut T {
        &mut self.values[row * self.width + column]
    }
}

impl<T: Copy + Default + Add<Output = T> + Mul<Output = T>> Matrix<T> {
    pub fn multiply(&self, other: &Matrix<T>) -> Result<Matrix<T>, String> {
        if self.width != other.height {
            return Err(format!("{} columns do not fit {} rows", self.width, other.height));
        }
        let mut product = Matrix::new(self.height, other.width);
        for row in 0..self.height {
            for column in 0..other.width {
                let mut sum = T::default();
                for inner in 0..self.width {
                    sum = sum + self[(row, inner)] * other[(inner, column)];
                }
                product[(row, column)] = sum;
            }
        }
        Ok(product)
    }
}

impl<T: Display> Display for Matrix<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in self.values.chunks(self.width) {
            let cells: Vec<String> = row.iter().map(|value| format!("{value:>6}")).collect();
            writeln!(formatter, "{}", cells.join(" "))?;
        }
        Ok(())
    }
}
