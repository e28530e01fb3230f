const { EventEmitter } = require("events");
const assert = require("assert");

const MINUTE = 60 * 1000;
const UNITS = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };

function parseInterval(text) {
  const match = /^every (\d+)? ?(minute|hour|day)s?$/.exec(text);
  assert(match, `not an interval: ${text}`);
  const [, count = "1", unit] = match;
  return Number(count) * UNITS[unit];
}

class Scheduler extends EventEmitter {
  constructor(now = Date.now) {
    super();
    this.now = now;
    this.jobs = [];
    this.timer = null;
  }

  every(interval, name, action) {
    const job = { name, action, interval: parseInterval(interval), due: this.now(), runs: 0 };
    this.jobs.push(job);
    return job;
  }

  dueJobs() {
    const time = this.now();
    return this.jobs.filter((job) => job.due <= time).sort((a, b) => a.due - b.due);
  }

  async tick() {
    for (const job of this.dueJobs()) {
      try {
        const result = await job.action();
        this.emit("run", job.name, result);
      } catch (error) {
        this.emit("failure", job.name, error);
      }
      job.runs += 1;
      job.due = this.now() + job.interval;
    }
  }

  start(step = 1000) {
    if (this.timer !== null) {
      return;
    }
    this.timer = setInterval(() => this.tick(), step);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
  }
}

function nextRuns(job, count) {
  const runs = [];
  let due = job.due;
  do {
    runs.push(new Date(due));
    due += job.interval;
  } while (runs.length < count);
  return runs;
}

module.exports = { Scheduler, nextRuns, parseInterval };
