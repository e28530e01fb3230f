// The language client, read when it is first needed and not while the editor waits for the extension to be activated.

import type * as Library from './languageClient';

let library: typeof Library | undefined;

export function languageClient(): typeof Library {
  library ??= require('./languageClient.js') as typeof Library;
  return library;
}
