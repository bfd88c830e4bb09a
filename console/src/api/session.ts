import { getJson, sendJson } from './request';

export interface Session {
  readonly accessKeyId: string;
  readonly account: string;
  /** The root account, by a key without limits. */
  readonly root: boolean;
  readonly readOnly: boolean;
  /** Absent: every bucket of the account. */
  readonly buckets?: readonly string[];
  readonly version: string;
  /** The data port: http://127.0.0.1:9000. */
  readonly endpoint: string;
}

export async function currentSession(): Promise<Session | undefined> {
  return (await getJson<{ session: Session | null }>('/api/session')).session ?? undefined;
}

export async function signIn(accessKeyId: string, accessKeySecret: string): Promise<Session> {
  return (await sendJson<{ session: Session }>('POST', '/api/session', { accessKeyId, accessKeySecret })).session;
}

export async function signOut(): Promise<void> {
  await sendJson('DELETE', '/api/session');
}
