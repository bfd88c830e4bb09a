/** The console's own API, as a table. Everything about buckets and objects is under /api/oss (oss.ts). */
import type { ApiAction } from '../call.js';
import { changeKey } from './change-key.js';
import { checkChain } from './check-chain.js';
import { createKey } from './create-key.js';
import { createTemporaryKey } from './create-temporary-key.js';
import { deleteKey } from './delete-key.js';
import { listKeys } from './list-keys.js';
import { getMachine } from './machine.js';
import { getOperations } from './operations.js';
import { getOverview } from './overview.js';
import { closeSession, getSession, openSession } from './session.js';
import { signUrl } from './sign.js';

export const apiActions: readonly ApiAction[] = [
  getSession,
  openSession,
  closeSession,
  getOperations,
  checkChain,
  getOverview,
  getMachine,
  signUrl,
  listKeys,
  createKey,
  createTemporaryKey,
  changeKey,
  deleteKey,
];
