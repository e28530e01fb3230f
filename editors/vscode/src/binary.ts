// Where the healer program is. Knows nothing of VS Code itself.

import * as path from 'node:path';

/** What finding the program needs from the machine. */
export interface Machine {
  windows: boolean;
  home: string;
  /** The `PATH` variable. */
  searched: string;
  isProgram(file: string): boolean;
}

export type Found = { program: string; from: 'setting' | 'bundled' | 'PATH' } | { problem: string };

/**
 * The program to start: the one that is set, else the one that came with the extension, else the first on PATH. A setting that leads
 * nowhere is a problem and not passed over, as its user means that very program.
 */
export function findProgram(setting: string, bundledFolder: string, machine: Machine): Found {
  const path = pathsOf(machine);
  const name = machine.windows ? 'healer.exe' : 'healer';
  if (setting !== '') {
    const expanded = setting.startsWith('~/') ? path.join(machine.home, setting.slice(2)) : setting;
    const candidates = path.isAbsolute(expanded) ? [expanded] : onPath(expanded, machine);
    const program = candidates.find((file) => machine.isProgram(file));
    return program === undefined
      ? { problem: `The setting healer.path is ${setting}, and there is no program of that name.` }
      : { program, from: 'setting' };
  }
  const bundled = path.join(bundledFolder, name);
  if (machine.isProgram(bundled)) {
    return { program: bundled, from: 'bundled' };
  }
  const program = onPath(name, machine).find((file) => machine.isProgram(file));
  if (program !== undefined) {
    return { program, from: 'PATH' };
  }
  return { problem: 'healer was not found: this package of the extension brings no program of its own, and none is on PATH.' };
}

/** The rules for paths of the machine that is asked about. */
function pathsOf({ windows }: Machine): path.PlatformPath {
  return windows ? path.win32 : path.posix;
}

function onPath(name: string, machine: Machine): string[] {
  const path = pathsOf(machine);
  // A name with a folder in it would depend on where the editor was started.
  if (/[\\/]/.test(name)) {
    return [];
  }
  const folders = machine.searched.split(machine.windows ? ';' : ':').filter((folder) => path.isAbsolute(folder));
  const names = machine.windows && !/\.[a-z]+$/i.test(name) ? [`${name}.exe`] : [name];
  return folders.flatMap((folder) => names.map((file) => path.join(folder, file)));
}
