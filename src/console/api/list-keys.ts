/** GET /api/keys: the access keys of all accounts, without the root key pair, which is none of the store's. */
import type { ApiAction } from '../call.js';
import { json } from '../json.js';
import { needRoot } from './root.js';

export const listKeys: ApiAction = {
  method: 'GET',
  path: 'keys',
  async handle({ caller, parts }) {
    needRoot(caller, parts);
    return json({ keys: await parts.keys.list() });
  },
};
