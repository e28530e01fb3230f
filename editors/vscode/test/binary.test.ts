import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findProgram, type Machine } from '../src/binary';

const machine = (...programs: string[]): Machine => ({
  windows: false,
  home: '/home/ada',
  searched: '/usr/bin:relative:/opt/bin',
  isProgram: (file) => programs.includes(file),
});

test('the setting goes first, then what came with the extension, then PATH', () => {
  const all = machine('/x/healer', '/extension/bin/healer', '/opt/bin/healer');
  assert.deepEqual(findProgram('/x/healer', '/extension/bin', all), { program: '/x/healer', from: 'setting' });
  assert.deepEqual(findProgram('', '/extension/bin', all), { program: '/extension/bin/healer', from: 'bundled' });
  assert.deepEqual(findProgram('', '/extension/bin', machine('/opt/bin/healer')), { program: '/opt/bin/healer', from: 'PATH' });
});

test('a setting may be a name on PATH or begin in the home folder', () => {
  assert.deepEqual(findProgram('healer-next', '/e/bin', machine('/opt/bin/healer-next')), { program: '/opt/bin/healer-next', from: 'setting' });
  assert.deepEqual(findProgram('~/b/healer', '/e/bin', machine('/home/ada/b/healer')), { program: '/home/ada/b/healer', from: 'setting' });
});

test('a setting that leads nowhere is said, though there are other programs', () => {
  const found = findProgram('/gone/healer', '/e/bin', machine('/e/bin/healer', '/usr/bin/healer'));
  assert.match('problem' in found ? found.problem : '', /healer\.path is \/gone\/healer/);
});

test('a relative path is not looked up, wherever the editor was started', () => {
  assert.ok('problem' in findProgram('bin/healer', '/e/bin', machine('/usr/bin/bin/healer', 'bin/healer')));
  assert.ok('problem' in findProgram('', '/e/bin', machine('relative/healer')));
});

test('a path of Windows is one wherever it is looked at', () => {
  const windows = { ...machine('C:\\tools\\healer.exe', 'C:\\extension\\bin\\healer.exe'), windows: true, searched: 'relative;C:\\tools' };
  assert.deepEqual(findProgram('', 'C:\\extension\\bin', windows), { program: 'C:\\extension\\bin\\healer.exe', from: 'bundled' });
  assert.deepEqual(findProgram('healer', 'C:\\elsewhere', windows), { program: 'C:\\tools\\healer.exe', from: 'setting' });
});
