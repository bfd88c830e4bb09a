/** The rows of the settings' table as flags of a command. */
import { type Command, Option } from 'commander';
import type { Setting, Texts } from '../config/settings.js';
import { SETTINGS, type SettingName } from '../config.js';

/** Adds a flag for each row, and --config. Their values stay text: config.ts reads and judges them. */
export function addSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) command.addOption(optionOf(name, SETTINGS[name]));
  return command.option('--config <path>', 'JSON file with the same names: { "port": 9000 }');
}

function optionOf(name: SettingName, row: Setting): Option {
  const { placeholder } = row.kind;
  const option = new Option(placeholder === '' ? `--${name}` : `--${name} <${placeholder}>`, describe(row));
  if (row.section !== undefined) option.helpGroup(row.section);
  if (row.list) option.argParser((text: string, before: string | undefined) => (before ? `${before},${text}` : text));
  return option;
}

function describe({ about, fallback, fallbackText, list }: Setting): string {
  const shown = fallbackText ?? (Array.isArray(fallback) ? fallback.join(', ') : fallback);
  const notes = [list && 'repeatable', shown !== undefined && shown !== '' && shown !== false && `default: ${shown}`];
  const text = notes.filter((note) => note).join('; ');
  return text === '' ? about : `${about} (${text})`;
}

/** What was written on the command line, by the settings' names; a switch that is there says 'true'. */
export function flagsOf(command: Command): Texts {
  const flags = command.options.flatMap((option): [string, string][] => {
    const attribute = option.attributeName();
    if (command.getOptionValueSource(attribute) !== 'cli') return [];
    const name = option.long?.slice(2) ?? attribute;
    // To Commander --no-demo is the option `demo` with the value false.
    const bare = option.isBoolean() || option.negate;
    return [[name, bare ? 'true' : String(command.getOptionValue(attribute))]];
  });
  return Object.fromEntries(flags);
}
