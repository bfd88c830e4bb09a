/** POST /api/keys: a new access key; its secret is in this answer and never again. */
import type { ApiAction } from '../call.js';
import { json, readJson, switchMember, textMember } from '../json.js';
import { bucketsIn, LONGEST_TEXT } from './keys.js';
import { needRoot } from './root.js';

export const createKey: ApiAction = {
  method: 'POST',
  path: 'keys',
  async handle({ request, caller, parts }) {
    needRoot(caller, parts);
    const body = await readJson(request);
    const buckets = bucketsIn(body.buckets);
    const key = await parts.keys.create({
      account: textMember(body, 'account', LONGEST_TEXT) || parts.account,
      readOnly: switchMember(body, 'readOnly') ?? false,
      note: textMember(body, 'note', LONGEST_TEXT) ?? '',
      ...(buckets !== undefined && { buckets }),
    });
    return json({ key }, 201);
  },
};
