// Made by scripts/settings.mjs from the server's JSON schema.

/** The names of the settings that go to the server, below `healer`. */
export const SERVER_SETTINGS: readonly string[] = [
  'diagnostics',
  'debounceMilliseconds',
  'menuEntries',
  'verifyAhead',
  'learning',
  'checkers.enabled',
  'checkers.timeoutSeconds',
  'checker',
];
