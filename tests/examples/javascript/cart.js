import { readFileSync } from "node:fs";

export function total(items) {
  let sum = 0;
  for (const item of items) {
    sum += item.price * item.count;
  }
  return summ;
}

export function load(path) {
  return JSON.parse(readFileSync(path, "utf8");
}
