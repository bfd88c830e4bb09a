/** POST /api/keys: a new access key; its secret is in this answer and never again. */
import type { ApiAction } from '../call.js';
import { json, readJson, switchMember, textMember } from '../json.js';
import { bucketsIn } from './keys.js';
import { needRoot } from './root.js';

/** Longer than the store takes, so that the store says what is wrong. */
const LONGEST = 1000;

export const createKey: ApiAction = {
  method: 'POST',
  path: 'keys',
  async handle({ request, caller, parts }) {
    needRoot(caller, parts);
    const body = await readJson(request);
    const buckets = bucketsIn(body.buckets);
    const key = await parts.keys.create({
      account: textMember(body, 'account', LONGEST) || parts.account,
      readOnly: switchMember(body, 'readOnly') ?? false,
      note: textMember(body, 'note', LONGEST) ?? '',
      ...(buckets !== undefined && { buckets }),
    });
    return json({ key }, 201);
  },
};
