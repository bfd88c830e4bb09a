/** PATCH /api/keys/ID: enables, disables, limits. It holds for the next request that the key signs. */
import type { ApiAction } from '../call.js';
import { json, readJson, switchMember } from '../json.js';
import { bucketsIn, noSuchKey } from './keys.js';
import { needRoot } from './root.js';

export const changeKey: ApiAction = {
  method: 'PATCH',
  path: 'keys/',
  async handle({ request, rest, caller, parts }) {
    needRoot(caller, parts);
    const body = await readJson(request);
    const enabled = switchMember(body, 'enabled');
    const readOnly = switchMember(body, 'readOnly');
    const buckets = body.buckets === 'all' ? 'all' : bucketsIn(body.buckets);
    const changed = await parts.keys.change(rest, {
      ...(enabled !== undefined && { enabled }),
      ...(readOnly !== undefined && { readOnly }),
      ...(buckets !== undefined && { buckets }),
    });
    if (!changed) throw noSuchKey(rest);
    return json({});
  },
};
