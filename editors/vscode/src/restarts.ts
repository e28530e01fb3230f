// Whether a server that has ended unasked is started again. Knows nothing of VS Code itself.

/** So many ends within `PERIOD` are too many. */
export const MOST = 5;

/** How long an end counts, in milliseconds. */
export const PERIOD = 3 * 60_000;

export class Restarts {
  private ends: number[] = [];

  /** The server has ended, at so many milliseconds of any clock. Tells whether to start it again. */
  ended(now: number): boolean {
    this.ends = [...this.ends.filter((end) => now - end < PERIOD), now];
    return this.ends.length < MOST;
  }

  /** The user wants it to run whatever was before. */
  forget(): void {
    this.ends = [];
  }
}
