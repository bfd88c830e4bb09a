/** POST /api/temporary-keys: temporary credentials of a key. Secret and token are in this answer and never again. */
import { OssError } from '../../errors.js';
import { whyNotParent } from '../../store/temporary-keys.js';
import type { ApiAction, ConsoleParts } from '../call.js';
import type { Caller } from '../caller.js';
import { json, readJson, switchMember, textMember } from '../json.js';
import { bucketsIn, LONGEST_TEXT, noSuchKey } from './keys.js';
import { needRoot } from './root.js';

export const createTemporaryKey: ApiAction = {
  method: 'POST',
  path: 'temporary-keys',
  async handle({ request, caller, parts }) {
    needRoot(caller, parts);
    const body = await readJson(request);
    const buckets = bucketsIn(body.buckets);
    const of = textMember(body, 'of', LONGEST_TEXT) || caller.accessKeyId;
    const key = await parts.keys.createTemporary({
      of,
      account: await accountOf(of, buckets, caller, parts),
      // The store says what is wrong with any other.
      seconds: typeof body.seconds === 'number' ? body.seconds : Number.NaN,
      readOnly: switchMember(body, 'readOnly') ?? false,
      note: textMember(body, 'note', LONGEST_TEXT) ?? '',
      ...(buckets !== undefined && { buckets }),
    });
    return json({ key }, 201);
  },
};

/** Whoever is signed in may be so with the root key pair, which is none of the store's. @throws OssError 400 */
async function accountOf(
  of: string,
  buckets: readonly string[] | undefined,
  { accessKeyId, principal }: Caller,
  { keys }: ConsoleParts,
): Promise<string> {
  const parent = await keys.find(of);
  if (parent === undefined && of === accessKeyId) return principal.account;
  if (parent === undefined) throw noSuchKey(of);
  const problem = whyNotParent(parent, buckets);
  if (problem !== undefined) throw new OssError('InvalidArgument', problem);
  return parent.account;
}
