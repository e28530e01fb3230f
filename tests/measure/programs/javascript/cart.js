import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const TAX = { food: 0.07, book: 0.07, other: 0.19 };

export class CartError extends Error {
  constructor(message, item) {
    super(message);
    this.name = "CartError";
    this.item = item;
  }
}

export class Cart {
  #items = new Map();

  constructor(currency = "EUR") {
    this.currency = currency;
    this.coupons = [];
  }

  add(item, quantity = 1) {
    if (quantity < 1) {
      throw new CartError(`cannot add ${quantity} of ${item.name}`, item);
    }
    const known = this.#items.get(item.name);
    this.#items.set(item.name, { item, quantity: quantity + (known?.quantity ?? 0) });
    return this;
  }

  get size() {
    let count = 0;
    for (const { quantity } of this.#items.values()) {
      count += quantity;
    }
    return count;
  }

  total() {
    const lines = [...this.#items.values()];
    const net = lines.reduce((sum, { item, quantity }) => sum + item.price * quantity, 0);
    const tax = lines.reduce((sum, { item, quantity }) => sum + item.price * quantity * (TAX[item.kind] ?? TAX.other), 0);
    const discount = this.coupons.reduce((sum, coupon) => sum + coupon.share, 0);
    return { net, tax, gross: (net + tax) * (1 - Math.min(discount, 0.5)) };
  }

  toJSON() {
    return { currency: this.currency, items: [...this.#items.values()] };
  }
}

export async function saveCart(cart, folder) {
  const path = join(folder, "cart.json");
  await writeFile(path, JSON.stringify(cart, null, 2));
  return path;
}

export async function loadCart(folder) {
  const text = await readFile(join(folder, "cart.json"), "utf8");
  const { currency, items } = JSON.parse(text);
  const cart = new Cart(currency);
  items.forEach(({ item, quantity }) => cart.add(item, quantity));
  return cart;
}
