// What of VS Code's settings goes to the server.

/** What VS Code knows of one setting; see `WorkspaceConfiguration.inspect`. */
export interface Inspected {
  globalValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}

/**
 * The settings that somebody set, as the server takes them. VS Code's defaults are left out: what the client says wins over
 * `.healer/config.toml`, and a default that nobody chose must not.
 */
export function chosenSettings(keys: readonly string[], inspect: (key: string) => Inspected | undefined): Record<string, unknown> {
  const chosen: Record<string, unknown> = {};
  for (const key of keys) {
    const found = inspect(key);
    const value = merged(merged(found?.globalValue, found?.workspaceValue), found?.workspaceFolderValue);
    if (value !== undefined) {
      put(chosen, key.split('.'), value);
    }
  }
  return chosen;
}

/** Tables are laid over each other, as VS Code does it; everything else is replaced. */
function merged(below: unknown, above: unknown): unknown {
  if (above === undefined) {
    return below;
  }
  return isTable(below) && isTable(above) ? { ...below, ...above } : above;
}

function put(into: Record<string, unknown>, path: string[], value: unknown): void {
  const [first, ...rest] = path;
  if (first === undefined) {
    return;
  }
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const inner = into[first];
  const table = isTable(inner) ? inner : {};
  into[first] = table;
  put(table, rest, value);
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
