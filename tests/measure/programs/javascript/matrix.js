export function create(height, width, fill = 0) {
  return Array.from({ length: height }, () => new Array(width).fill(fill));
}

export function identity(size) {
  const matrix = create(size, size);
  for (let at = 0; at < size; at++) {
    matrix[at][at] = 1;
  }
  return matrix;
}

export function multiply(left, right) {
  if (left[0].length !== right.length) {
    throw new RangeError("shapes do not fit");
  }
  const product = create(left.length, right[0].length);
  for (let row = 0; row < left.length; row++) {
    for (let column = 0; column < right[0].length; column++) {
      let sum = 0;
      for (let inner = 0; inner < right.length; inner++) {
        sum += left[row][inner] * right[inner][column];
      }
      product[row][column] = sum;
    }
  }
  return product;
}

export const transpose = (matrix) => matrix[0].map((_, column) => matrix.map((row) => row[column]));

export function power(matrix, exponent) {
  let result = identity(matrix.length);
  let base = matrix;
  while (exponent > 0) {
    if (exponent % 2 === 1) {
      result = multiply(result, base);
    }
    base = multiply(base, base);
    exponent = Math.floor(exponent / 2);
  }
  return result;
}

export function format(matrix, digits = 2) {
  const cells = matrix.map((row) => row.map((value) => value.toFixed(digits)));
  const width = Math.max(...cells.flat().map((cell) => cell.length));
  const lines = cells.map((row) => row.map((cell) => cell.padStart(width)).join("  "));
  return lines.join("\n");
}

export function isSymmetric(matrix) {
  const size = matrix.length;
  for (let row = 0; row < size; row++) {
    for (let column = row + 1; column < size; column++) {
      if (matrix[row][column] !== matrix[column][row]) {
        return false;
      }
    }
  }
  return true;
}
