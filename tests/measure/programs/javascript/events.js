const ANY = Symbol("any");

export class Emitter {
  constructor() {
    this.listeners = new Map();
  }

  on(name, listener) {
    if (typeof listener !== "function") {
      throw new TypeError("a listener must be a function");
    }
    const present = this.listeners.get(name) ?? [];
    this.listeners.set(name, [...present, listener]);
    return () => this.off(name, listener);
  }

  off(name, listener) {
    const present = this.listeners.get(name) ?? [];
    this.listeners.set(
      name,
      present.filter((other) => other !== listener),
    );
  }

  once(name) {
    return new Promise((resolve) => {
      const stop = this.on(name, (...values) => {
        stop();
        resolve(values);
      });
    });
  }

  emit(name, ...values) {
    const direct = this.listeners.get(name) ?? [];
    const general = this.listeners.get(ANY) ?? [];
    for (const listener of [...direct, ...general]) {
      listener(...values);
    }
    return direct.length > 0;
  }
}

export class TaskQueue extends Emitter {
  #waiting = [];
  #running = 0;

  constructor(limit = 2) {
    super();
    this.limit = limit;
  }

  push(task, priority = 0) {
    this.#waiting.push({ task, priority });
    this.#waiting.sort((a, b) => b.priority - a.priority);
    this.#next();
  }

  async #next() {
    if (this.#running >= this.limit || this.#waiting.length === 0) {
      return;
    }
    const { task } = this.#waiting.shift();
    this.#running += 1;
    try {
      this.emit("done", await task());
    } catch (error) {
      this.emit("failed", error);
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }
}
