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

export interface NewTemporaryKey extends Omit<NewAccessKey, 'account'> {
  /** The id of the key that it stands for. */
  readonly of: string;
  readonly seconds: number;
}

/** The only answer that has the secret, and the token of a temporary one. */
export interface NewKeyPair extends AccessKey {
  readonly secret: string;
  readonly token?: string;
}

export interface AccessKeyChange {
  readonly enabled?: boolean;
  readonly readOnly?: boolean;
  readonly buckets?: readonly string[] | 'all';
}

export async function listKeys(signal?: AbortSignal): Promise<readonly AccessKey[]> {
  return (await getJson<{ keys: readonly AccessKey[] }>('/api/keys', signal)).keys;
}

export async function createKey(key: NewAccessKey): Promise<NewKeyPair> {
  return (await sendJson<{ key: NewKeyPair }>('POST', '/api/keys', key)).key;
}

export async function createTemporaryKey(key: NewTemporaryKey): Promise<NewKeyPair> {
  return (await sendJson<{ key: NewKeyPair }>('POST', '/api/temporary-keys', key)).key;
}

export async function changeKey(id: string, change: AccessKeyChange): Promise<void> {
  await sendJson('PATCH', `/api/keys/${encodeURIComponent(id)}`, change);
}

export async function deleteKey(id: string): Promise<void> {
  await sendJson('DELETE', `/api/keys/${encodeURIComponent(id)}`);
}
