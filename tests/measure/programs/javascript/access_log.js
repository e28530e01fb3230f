const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");

const LINE = /^(\S+) \[([^\]]+)\] "([A-Z]+) (\S+)" (\d{3}) (\d+)$/;

function parseLine(line) {
  const match = LINE.exec(line);
  if (!match) {
    return null;
  }
  const [, host, time, method, address, status, bytes] = match;
  return { host, time, method, address, status: Number(status), bytes: Number(bytes) };
}

function describeStatus(status) {
  switch (Math.floor(status / 100)) {
    case 2:
      return "fine";
    case 3:
      return "moved";
    case 4:
      return "refused";
    default:
      return "failed";
  }
}

async function summarize(file) {
  const counts = new Map();
  let bytes = 0;
  let skipped = 0;
  const lines = readline.createInterface({ input: fs.createReadStream(file) });
  for await (const line of lines) {
    const record = parseLine(line);
    if (record === null) {
      skipped++;
      continue;
    }
    const kind = describeStatus(record.status);
    counts.set(kind, (counts.get(kind) || 0) + 1);
    bytes += record.bytes;
  }
  return { counts, bytes, skipped };
}

function show(name, { counts, bytes, skipped }) {
  console.log(`${name}: ${bytes} bytes, ${skipped} lines skipped`);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  for (const [kind, count] of sorted) {
    console.log(`  ${kind.padEnd(8)}${count}`);
  }
}

async function main(folder) {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith(".log"));
  for (const name of names) {
    try {
      show(name, await summarize(path.join(folder, name)));
    } catch (error) {
      console.error(`${name}: ${error.message}`);
    }
  }
}

module.exports = { main, parseLine, summarize };
