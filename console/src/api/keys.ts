import { getJson, sendJson } from './request';

export interface AccessKey {
  readonly id: string;
  readonly account: string;
  readonly enabled: boolean;
  readonly readOnly: boolean;
  /** Absent: every bucket of the account. */
  readonly buckets?: readonly string[];
  /** Absent: it does not end by itself. */
  readonly temporary?: { readonly of: string; readonly expiresAt: number };
  readonly note?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly lastUsedAt?: number;
}

export interface NewAccessKey {
  readonly account?: string;
  readonly readOnly: boolean;
  readonly buckets?: readonly string[];
  readonly note?: string;
}

export interface AccessKeyChange {
  readonly enabled?: boolean;
  readonly readOnly?: boolean;
  readonly buckets?: readonly string[] | 'all';
}

export async function listKeys(signal?: AbortSignal): Promise<readonly AccessKey[]> {
  return (await getJson<{ keys: readonly AccessKey[] }>('/api/keys', signal)).keys;
}

/** The only answer that has the secret. */
export async function createKey(key: NewAccessKey): Promise<AccessKey & { readonly secret: string }> {
  return (await sendJson<{ key: AccessKey & { secret: string } }>('POST', '/api/keys', key)).key;
}

export async function changeKey(id: string, change: AccessKeyChange): Promise<void> {
  await sendJson('PATCH', `/api/keys/${encodeURIComponent(id)}`, change);
}

export async function deleteKey(id: string): Promise<void> {
  await sendJson('DELETE', `/api/keys/${encodeURIComponent(id)}`);
}
