/** GET /api/machine: what `tintype doctor` shows. Paths are in it, so it is for the root account. */
import type { ApiAction } from '../call.js';
import { json } from '../json.js';
import { needRoot } from './root.js';

export const getMachine: ApiAction = {
  method: 'GET',
  path: 'machine',
  async handle({ caller, parts }) {
    needRoot(caller, parts);
    return json({ parts: await parts.machine() });
  },
};
