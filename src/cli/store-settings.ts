/** What the commands on a data directory share: which one it is, and why it cannot be opened. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readSettings } from '../config/settings.js';
import { SETTINGS, type SettingName } from '../config.js';
import { StartupError } from '../store/startup-error.js';
import { flagsOf } from './options.js';
import { Failure, type Session } from './terminal.js';

export const STORE_SETTINGS = ['data', 'metadata'] as const satisfies readonly SettingName[];

export interface StoreSettings {
  /** Absolute path. */
  readonly data: string;
  /** URL of a PostgreSQL database. */
  readonly metadata: string | undefined;
}

/** Of a command that has the STORE_SETTINGS. @throws ConfigError */
export function storeSettings(command: Command, { terminal }: Session): StoreSettings {
  const sources = { flags: flagsOf(command), env: terminal.env };
  const { data, metadata } = readSettings(SETTINGS, STORE_SETTINGS, sources);
  return { data: resolve(data), metadata };
}

/** The error to throw in place of the store's; what nobody foresaw stays what it is. */
export function storeFailure(error: unknown, data: string): unknown {
  if (!(error instanceof StartupError)) return error;
  if (error.setting === 'metadata') return new Failure(`--metadata ${error.message}`);
  const what = error.message.replace(`The data directory ${data} `, '');
  return new Failure(
    `--data ${data}: ${what} It has to be the server's data directory, as its user; serve makes it at its first start.`,
  );
}
