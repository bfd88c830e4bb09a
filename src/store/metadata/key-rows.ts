/** Access keys as rows: in and out. */
import type { KeyChange, KeyRecord, ListedKey } from '../key-records.js';
import type { Schema } from './schema.js';

export type KeyRow = Schema['access_keys'];
export type ListedKeyRow = Omit<KeyRow, 'secret' | 'token'>;

export function rowOfKey(key: KeyRecord): KeyRow {
  return {
    id: key.id,
    secret: key.secret,
    account: key.account,
    enabled: Number(key.enabled),
    read_only: Number(key.readOnly),
    buckets: key.buckets === undefined ? null : JSON.stringify(key.buckets),
    note: key.note ?? null,
    parent: key.temporary?.of ?? null,
    expires_at: key.temporary?.expiresAt ?? null,
    token: key.token ?? null,
    created_at: key.createdAt,
    last_used_at: key.lastUsedAt ?? null,
  };
}

export function keyOfRow(row: KeyRow): KeyRecord {
  return { ...listedKeyOf(row), secret: row.secret, ...(row.token !== null && { token: row.token }) };
}

export function listedKeyOf(row: ListedKeyRow): ListedKey {
  return {
    id: row.id,
    account: row.account,
    enabled: row.enabled !== 0,
    readOnly: row.read_only !== 0,
    ...(row.buckets !== null && { buckets: JSON.parse(row.buckets) }),
    ...(row.parent !== null && { temporary: { of: row.parent, expiresAt: row.expires_at ?? 0 } }),
    ...(row.note !== null && { note: row.note }),
    createdAt: row.created_at,
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
  };
}

export function changedKey({ buckets: before, ...key }: KeyRecord, change: KeyChange): KeyRecord {
  const { enabled = key.enabled, readOnly = key.readOnly, buckets = before ?? 'all' } = change;
  return { ...key, enabled, readOnly, ...(buckets !== 'all' && { buckets }) };
}
