/** Every change of access keys, each inside the transaction of whoever calls. */
import type { KeyChange, KeyRecord } from '../key-records.js';
import { changedKey, type KeyRow, keyOfRow, rowOfKey } from './key-rows.js';
import * as sql from './key-sql.js';
import { changed, row, type Steps } from './steps.js';

export function* createKey(key: KeyRecord): Steps<void> {
  yield* changed(sql.ADD_KEY, { ...rowOfKey(key) });
}

export function* changeKey({ id, change }: { id: string; change: KeyChange }): Steps<boolean> {
  const found = yield* row<KeyRow>(sql.LOCK_KEY, { id });
  if (found === undefined) return false;
  const { enabled, read_only, buckets } = rowOfKey(changedKey(keyOfRow(found), change));
  yield* changed(sql.CHANGE_KEY, { id, enabled, read_only, buckets });
  return true;
}

export function* deleteKey({ id }: { id: string }): Steps<boolean> {
  yield* changed(sql.REMOVE_TEMPORARY_OF, { id });
  return (yield* changed(sql.REMOVE_KEY, { id })) === 1;
}

export function* forgetExpired({ until }: { until: number }): Steps<void> {
  yield* changed(sql.REMOVE_EXPIRED, { until });
}

export function* useKey({ id, at }: { id: string; at: number }): Steps<void> {
  yield* changed(sql.USE_KEY, { id, at });
}
