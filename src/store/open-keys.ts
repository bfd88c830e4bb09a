/** The access keys of a data directory or of the database at `url`, for commands: whether or not a server has it open. */
import type { KeyStore } from './key-records.js';
import { Keys } from './keys.js';
import { openBeside } from './open-beside.js';

export interface OpenKeys {
  readonly keys: KeyStore;
  close(): Promise<void>;
}

/** Makes nothing. Throws StartupError for a directory without a store and for a database of another version. */
export async function openKeys(directory: string, url?: string): Promise<OpenKeys> {
  const { metadata, close } = await openBeside(directory, url);
  return { keys: new Keys(metadata.keys, Date.now), close };
}
