/** DELETE /api/keys/ID. Sessions that were opened with it end at their next request. */
import type { ApiAction } from '../call.js';
import { json } from '../json.js';
import { noSuchKey } from './keys.js';
import { needRoot } from './root.js';

export const deleteKey: ApiAction = {
  method: 'DELETE',
  path: 'keys/',
  async handle({ rest, caller, parts }) {
    needRoot(caller, parts);
    if (!(await parts.keys.delete(rest))) throw noSuchKey(rest);
    return json({});
  },
};
