/** What the commands on a data directory share: which one it is, and why it cannot be opened. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { S3_ROWS, type S3Config, s3Of } from '../config/s3.js';
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

const BLOB_SETTINGS = ['data', ...(Object.keys(S3_ROWS) as (keyof typeof S3_ROWS)[])] as const;

/** Where the bytes are, for a command that has the names of the BLOB_FLAGS besides. @throws ConfigError */
export function blobSettings(command: Command, { terminal }: Session): S3Config | undefined {
  return s3Of(readSettings(SETTINGS, BLOB_SETTINGS, { flags: flagsOf(command), env: terminal.env }));
}

export const BLOB_FLAGS = BLOB_SETTINGS.filter((name) => name !== 'data' && name !== 'source-cache');

/** The error to throw in place of the store's; what nobody foresaw stays what it is. */
export function storeFailure(error: unknown, data: string): unknown {
  if (!(error instanceof StartupError)) return error;
  if (error.setting !== 'data') return new Failure(`--${error.setting} ${error.message}`);
  const what = error.message.replace(`The data directory ${data} `, '');
  return new Failure(
    `--data ${data}: ${what} It has to be the server's data directory, as its user; serve makes it at its first start.`,
  );
}
