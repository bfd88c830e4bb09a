import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addSettings, flagsOf } from '#src/cli/options.js';
import { SETTING_NAMES, SETTINGS } from '#src/config.js';

function parsed(args: readonly string[]): Readonly<Record<string, string>> {
  const command = addSettings(new Command(), SETTING_NAMES).exitOverride();
  command.parse(args, { from: 'user' });
  return flagsOf(command);
}

test('only what was written counts: a default is the business of the configuration', () => {
  expect(parsed([])).toEqual({});
});

test.each(SETTING_NAMES)('--%s arrives under its own name', (name) => {
  const isSwitch = SETTINGS[name].kind.placeholder === '';
  expect(parsed(isSwitch ? [`--${name}`] : [`--${name}`, 'x'])).toEqual({ [name]: isSwitch ? 'true' : 'x' });
});

test('a list may be repeated, of anything else the last counts', () => {
  const args = ['--domain', 'a', '--domain', 'b,c', '--port', '1', '--port', '2', '--config', 'file.json'];
  expect(parsed(args)).toEqual({ domain: 'a,b,c', port: '2', config: 'file.json' });
});
