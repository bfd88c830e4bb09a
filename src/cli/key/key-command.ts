/** What the subcommands of `tintype key` share: the data directory, its keys, and the root key pair beside them. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readSettings } from '../../config/settings.js';
import { rootKeyOf, SETTINGS } from '../../config.js';
import { OssError } from '../../errors.js';
import { keptRootKey } from '../../root-key.js';
import type { KeyStore } from '../../store/key-records.js';
import { addSettings, flagsOf } from '../options.js';
import { STORE_SETTINGS, storeFailure } from '../store-settings.js';
import { Failure, type Session } from '../terminal.js';

export interface KeyWork {
  readonly keys: KeyStore;
  /** Undefined: none was made yet, or it was given to the server alone. */
  readonly rootId: string | undefined;
}

/** A subcommand with --data and --config. */
export function keyCommand(parent: Command, name: string, about: string): Command {
  return addSettings(parent.command(name).description(about), STORE_SETTINGS);
}

/** Opens the keys of the directory that `command` was given, and closes them behind `work`. @throws Failure */
export async function withKeys<T>(
  command: Command,
  { terminal }: Session,
  work: (given: KeyWork) => Promise<T>,
): Promise<T> {
  const sources = { flags: flagsOf(command), env: terminal.env };
  const values = readSettings(SETTINGS, [...STORE_SETTINGS, 'access-key-id', 'access-key-secret'], sources);
  const data = resolve(values.data);
  const root = rootKeyOf(values) ?? (await keptRootKey(data));
  // Loaded late: the other commands need no database.
  const { openKeys } = await import('../../store/open-keys.js');
  const opened = await openKeys(data, values.metadata).catch((error) => {
    throw storeFailure(error, data);
  });
  try {
    return await work({ keys: opened.keys, rootId: root?.accessKeyId });
  } catch (error) {
    throw error instanceof OssError && error.status === 400 ? new Failure(error.message, 2) : error;
  } finally {
    await opened.close();
  }
}

/** Changes one key. @throws Failure when there is none of that id, or when it is the root key pair */
export async function changeKey(
  command: Command,
  session: Session,
  id: string,
  change: (keys: KeyStore) => Promise<boolean>,
): Promise<void> {
  await withKeys(command, session, async ({ keys, rootId }) => {
    if (id === rootId) {
      throw new Failure(
        `${id} is the root key pair. It is replaced, not changed here: start the server with other TINTYPE_ACCESS_KEY_ID ` +
          'and TINTYPE_ACCESS_KEY_SECRET, or move root-key.json out of its data directory and start it anew.',
      );
    }
    if (!(await change(keys))) throw new Failure(`there is no key ${id}; tintype key list shows those there are.`);
  });
}
