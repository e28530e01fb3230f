// A healer that ends as soon as it has answered that a heal is being taken back, and before that is done.
// Usage: node quits-at-undo.mjs HEALER ARGUMENTS…
import { spawn } from 'node:child_process';

const [healer, ...args] = process.argv.slice(2);
const server = spawn(healer, args, { stdio: ['pipe', 'pipe', 'inherit'] });
let asked = false;
let held = '';

process.stdin.on('data', (data) => {
  asked ||= data.includes('"healer.undo"');
  server.stdin.write(data);
});
process.stdin.on('end', () => server.stdin.end());
server.stdout.on('data', (data) => {
  if (!asked) {
    process.stdout.write(data);
    return;
  }
  held += data.toString('latin1');
  const answer = held.split(/(?=Content-Length: )/).find((message) => message.includes('"status":"running"') && message.endsWith('}'));
  if (answer !== undefined) {
    server.kill('SIGKILL');
    process.stdout.write(answer, 'latin1', () => process.exit(1));
  }
});
server.on('exit', (code) => asked || process.exit(code ?? 1));
