import { readFileSync } from "fs";

export function* splitRows(text, separator = ",") {
  let row = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign === '"' && text[at + 1] === '"') {
        cell += '"';
        at++;
      } else if (sign === '"') {
        quoted = false;
      } else {
        cell += sign;
      }
    } else if (sign === '"') {
      quoted = true;
    } else if (sign === separator) {
      row.push(cell);
      cell = "";
    } else if (sign === "\n") {
      yield [...row, cell];
      row = [];
      cell = "";
    } else {
      cell += sign;
    }
  }
  if (cell !== "" || row.length > 0) {
    yield [...row, cell];
  }
}

export function readTable(path) {
  const [header, ...rows] = splitRows(readFileSync(path, "utf8"));
  return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ""])));
}

export function groupBy(rows, key) {
  const groups = {};
  for (const row of rows) {
    (groups[row[key]] ??= []).push(row);
  }
  return groups;
}

const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function summarize(rows, key, column) {
  const groups = groupBy(rows, key);
  return Object.entries(groups).map(([name, members]) => {
    const values = members.map((row) => parseFloat(row[column])).filter((value) => !Number.isNaN(value));
    return { name, count: members.length, average: average(values) };
  });
}
