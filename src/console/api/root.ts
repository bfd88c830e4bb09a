import { OssError } from '../../errors.js';
import type { ConsoleParts } from '../call.js';
import type { Caller } from '../caller.js';

/** The root account, by a key without limits: one with limits must not make itself one without. */
export function isRoot({ principal }: Caller, { account }: ConsoleParts): boolean {
  return principal.account === account && principal.limits === undefined;
}

/** @throws OssError 403 AccessDenied */
export function needRoot(caller: Caller, parts: ConsoleParts): void {
  if (isRoot(caller, parts)) return;
  throw new OssError('AccessDenied', 'Only the root account may do this, with a key that has no limits.');
}
