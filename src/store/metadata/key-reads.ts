/** What is known of access keys. */
import type { KeyRecord, ListedKey } from '../key-records.js';
import { type KeyRow, keyOfRow, type ListedKeyRow, listedKeyOf } from './key-rows.js';
import { KEY, KEYS, KEYS_OF_ACCOUNT } from './key-sql.js';
import { row, rows, type Steps } from './steps.js';

export function* keyNamed(id: string): Steps<KeyRecord | undefined> {
  const found = yield* row<KeyRow>(KEY, { id });
  return found && keyOfRow(found);
}

export function* listKeys(account?: string): Steps<readonly ListedKey[]> {
  const found = account === undefined ? rows<ListedKeyRow>(KEYS, {}) : rows<ListedKeyRow>(KEYS_OF_ACCOUNT, { account });
  return (yield* found).map(listedKeyOf);
}
