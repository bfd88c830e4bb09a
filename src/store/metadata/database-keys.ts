/** Access keys in a database. Nothing is kept of them: another process may have changed them (docs/decisions/0012). */
import type { KeyChange, KeyRecord, ListedKey } from '../key-records.js';
import type { Engine } from './engine.js';
import { keyNamed, listKeys } from './key-reads.js';
import type { KeyMetadata } from './metadata.js';

export class DatabaseKeys implements KeyMetadata {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  create(key: KeyRecord): Promise<void> {
    return this.#engine.change('createKey', key);
  }

  find(id: string): Promise<KeyRecord | undefined> {
    return this.#engine.read(() => keyNamed(id));
  }

  list(account?: string): Promise<readonly ListedKey[]> {
    return this.#engine.read(() => listKeys(account));
  }

  change(id: string, change: KeyChange): Promise<boolean> {
    return this.#engine.change('changeKey', { id, change });
  }

  delete(id: string): Promise<boolean> {
    return this.#engine.change('deleteKey', { id });
  }

  forgetExpired(until: number): Promise<void> {
    return this.#engine.change('forgetExpired', { until });
  }

  used(id: string, at: number): Promise<void> {
    return this.#engine.change('useKey', { id, at });
  }
}
