/** Access keys: who may sign, for which account and within which limits. */
import { invalidValue } from '../errors.js';
import { newKeyPair, newTemporaryPair } from './key-pair.js';
import {
  EXPIRED_KEPT_MS,
  type KeyChange,
  type KeyRecord,
  type KeyStore,
  type ListedKey,
  type NewKey,
  type NewTemporaryKey,
  TEMPORARY_SECONDS,
  USE_STEP_MS,
} from './key-records.js';
import { checkBucket } from './metadata/keys.js';
import type { KeyMetadata } from './metadata/metadata.js';

const ACCOUNT = /^[A-Za-z0-9_.-]{1,64}$/;
const MOST_BUCKETS = 100;
const NOTE = /^[^\p{Cc}\p{Surrogate}]{0,200}$/u;

export class Keys implements KeyStore {
  readonly #metadata: KeyMetadata;
  readonly #clock: () => number;

  constructor(metadata: KeyMetadata, clock: () => number) {
    this.#metadata = metadata;
    this.#clock = clock;
  }

  async create(given: NewKey): Promise<KeyRecord> {
    const { accessKeyId: id, accessKeySecret: secret } = newKeyPair();
    const key = { id, secret, ...this.#checked(given) };
    await this.#metadata.create(key);
    return key;
  }

  async createTemporary({ of, seconds, ...given }: NewTemporaryKey): Promise<KeyRecord> {
    const { min, max } = TEMPORARY_SECONDS;
    if (!Number.isInteger(seconds) || seconds < min || seconds > max) {
      throw invalidValue('seconds', String(seconds), `${min} to ${max}`);
    }
    const { accessKeyId: id, accessKeySecret: secret, token } = newTemporaryPair();
    const checked = this.#checked(given);
    const temporary = { of, expiresAt: checked.createdAt + seconds * 1000 };
    const key = { id, secret, token, ...checked, temporary };
    await this.#metadata.forgetExpired(checked.createdAt - EXPIRED_KEPT_MS);
    await this.#metadata.create(key);
    return key;
  }

  #checked({ account, readOnly = false, buckets, note = '' }: NewKey): Omit<KeyRecord, 'id' | 'secret'> {
    if (!ACCOUNT.test(account)) throw invalidValue('account', account, '1 to 64 of A-Z a-z 0-9 _ . -');
    if (!NOTE.test(note)) throw invalidValue('note', note, 'at most 200 characters in one line');
    checkBuckets(buckets);
    return {
      account,
      enabled: true,
      readOnly,
      ...(buckets !== undefined && { buckets: [...new Set(buckets)] }),
      ...(note !== '' && { note }),
      createdAt: this.#clock(),
    };
  }

  async find(id: string): Promise<KeyRecord | undefined> {
    return canBeId(id) ? this.#metadata.find(id) : undefined;
  }

  list(account?: string): Promise<readonly ListedKey[]> {
    return this.#metadata.list(account);
  }

  async change(id: string, change: KeyChange): Promise<boolean> {
    if (change.buckets !== 'all') checkBuckets(change.buckets);
    return canBeId(id) && this.#metadata.change(id, change);
  }

  async delete(id: string): Promise<boolean> {
    return canBeId(id) && this.#metadata.delete(id);
  }

  async used({ id, lastUsedAt = 0 }: KeyRecord): Promise<void> {
    const now = this.#clock();
    if (now - lastUsedAt >= USE_STEP_MS) await this.#metadata.used(id, now);
  }
}

/** For SQLite a text ends at U+0000, and PostgreSQL takes none that has one. */
function canBeId(id: string): boolean {
  return !id.includes('\0');
}

/** Which names are fit for a bucket is not decided here: one that no bucket can have opens nothing. */
function checkBuckets(buckets: readonly string[] | undefined): void {
  if (buckets === undefined) return;
  for (const name of buckets) checkBucket(name);
  if (buckets.length >= 1 && buckets.length <= MOST_BUCKETS) return;
  throw invalidValue('buckets', String(buckets.length), `1 to ${MOST_BUCKETS} names`);
}
