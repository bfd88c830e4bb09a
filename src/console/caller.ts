/** From a request's cookie to who asks. */
import type { OssRequest } from '../http/message.js';
import type { Principal } from '../oss/call.js';
import type { Keyring, SigningKey } from '../oss/signature/authenticate.js';
import { sessionIdIn } from './cookie.js';
import { Refusal } from './refusal.js';
import type { Sessions } from './session.js';

export interface Caller {
  readonly accessKeyId: string;
  /** As it is now: a limit that was set a moment ago holds. */
  readonly key: SigningKey;
  readonly principal: Extract<Principal, { kind: 'account' }>;
}

/**
 * undefined: nobody is signed in. A session dies with its key: one that was deleted or disabled since is over.
 * @param used false: the request came by itself (a plot that is drawn anew), and does not keep the session alive
 */
export async function callerOf(
  request: OssRequest,
  sessions: Sessions,
  keyring: Keyring,
  used = true,
): Promise<Caller | undefined> {
  const id = sessionIdIn(request);
  const session = sessions.find(id, used);
  if (session === undefined) return undefined;
  const caller = await callerWith(session.accessKeyId, keyring);
  if (caller === undefined) sessions.close(id);
  return caller;
}

export async function callerWith(accessKeyId: string, keyring: Keyring): Promise<Caller | undefined> {
  const key = await keyring.find(accessKeyId);
  if (key === undefined || key === 'disabled') return undefined;
  const { account, limits } = key;
  return { accessKeyId, key, principal: { kind: 'account', account, accessKeyId, ...(limits && { limits }) } };
}

export function signInRequired(): Refusal {
  return new Refusal('SignInRequired', 'Nobody is signed in, or the session is over.');
}
