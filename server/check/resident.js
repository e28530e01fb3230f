// What programs that stay running have in common; each one's own script follows behind it in the same file. A question is a line of JSON on
// the input, {"id", "question"}; so is the answer, {"id", "output"}. An answer without output means that the program cannot tell.
'use strict';

// Nobody else's words may get between the answers: what plug-ins print goes elsewhere.
const answer = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

// It ends when it has not been asked for five minutes, and when healer is gone.
const PATIENCE = 5 * 60 * 1000;
let leaving = setTimeout(() => process.exit(0), PATIENCE);

/** Answers the questions one after the other by what `outputOf` makes of each. */
function serve(outputOf) {
  let turn = Promise.resolve();
  require('node:readline')
    .createInterface({ input: process.stdin })
    .on('line', line => {
      clearTimeout(leaving);
      turn = turn.then(async () => {
        const { id, question } = JSON.parse(line);
        const output = await outputOf(question).catch(() => undefined);
        answer(JSON.stringify({ id, output }) + '\n');
        clearTimeout(leaving);
        leaving = setTimeout(() => process.exit(0), PATIENCE);
      });
    })
    .on('close', () => process.exit(0));
}
