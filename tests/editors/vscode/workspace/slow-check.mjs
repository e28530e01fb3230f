// A checker that takes its time, so that a test can look at a heal that is under way. It dislikes one word.
import { text } from 'node:stream/consumers';

const [file] = process.argv.slice(2);
const source = await text(process.stdin);
if (file.endsWith('floor.py')) {
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  source.split('\n').forEach((line, at) => {
    const column = line.indexOf('widht');
    if (column >= 0) {
      console.log(`${file}:${at + 1}:${column + 1}: error: "widht" is misspelt`);
    }
  });
}
