/** GET, POST and DELETE of /api/session: who is signed in, signing in, signing out. */
import { isIP } from 'node:net';
import { OssError } from '../../errors.js';
import type { OssRequest } from '../../http/message.js';
import type { ApiAction, ConsoleParts } from '../call.js';
import { type Caller, callerWith } from '../caller.js';
import { endedCookie, sessionCookie, sessionIdIn } from '../cookie.js';
import { json, readJson, textMember } from '../json.js';
import { Refusal } from '../refusal.js';
import { isRoot } from './root.js';

/** The longest id or secret that a configuration takes. */
const LONGEST = 256;

export const getSession: ApiAction = {
  method: 'GET',
  path: 'session',
  open: true,
  handle: async ({ request, caller, parts }) => json({ session: caller ? described(caller, request, parts) : null }),
};

export const openSession: ApiAction = {
  method: 'POST',
  path: 'session',
  open: true,
  async handle({ request, parts, sessions, signIn }) {
    const body = await readJson(request);
    const accessKeyId = textMember(body, 'accessKeyId', LONGEST);
    const accessKeySecret = textMember(body, 'accessKeySecret', LONGEST);
    if (!accessKeyId || !accessKeySecret) {
      throw new OssError('MissingArgument', 'accessKeyId and accessKeySecret are required.');
    }
    await signIn.check({ accessKeyId, accessKeySecret }, request.remoteAddress);
    const caller = await callerWith(accessKeyId, parts.keyring);
    if (caller === undefined) throw new Refusal('SignInFailed', 'The access key was just deleted or disabled.');
    // Never the id that the request came with: whoever planted it would be signed in too.
    sessions.close(sessionIdIn(request));
    const cookie = sessionCookie(request, sessions.open(accessKeyId));
    return json({ session: described(caller, request, parts) }, 200, { 'set-cookie': cookie });
  },
};

export const closeSession: ApiAction = {
  method: 'DELETE',
  path: 'session',
  open: true,
  async handle({ request, sessions }) {
    sessions.close(sessionIdIn(request));
    // Pictures of private buckets are in the browser's cache.
    const headers = { 'set-cookie': endedCookie(request), 'clear-site-data': '"cache"', 'cache-control': 'no-store' };
    return { status: 204, headers };
  },
};

function described(caller: Caller, request: OssRequest, parts: ConsoleParts): unknown {
  const { account, limits } = caller.principal;
  return {
    accessKeyId: caller.accessKeyId,
    account,
    root: isRoot(caller, parts),
    readOnly: limits?.readOnly === true,
    ...(limits?.buckets && { buckets: limits.buckets }),
    version: parts.version,
    endpoint: endpointFor(request, parts),
  };
}

/** The data port under the name that the console was reached by, where that leads to buckets; else the first domain. */
function endpointFor({ host }: OssRequest, { data }: ConsoleParts): string {
  const { port, secure, domains } = data;
  const name = host.toLowerCase().replace(/:\d*$/, '');
  const known = domains.includes(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
  const standard = port === (secure ? 443 : 80);
  return `${secure ? 'https' : 'http'}://${known ? name : (domains[0] ?? name)}${standard ? '' : `:${port}`}`;
}
