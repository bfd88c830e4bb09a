/** Which key a temporary one may stand for. */
import type { KeyRecord } from './key-records.js';

/**
 * What could never work is told when it is asked for, not at the first request.
 * @returns why nothing can stand for this key in these buckets; undefined: it can
 */
export function whyNotParent(
  { id, enabled, temporary, buckets: own }: KeyRecord,
  buckets: readonly string[] | undefined,
): string | undefined {
  if (temporary !== undefined) return `${id} is temporary itself.`;
  if (!enabled) return `${id} is disabled.`;
  const beyond = buckets?.find((name) => own?.includes(name) === false);
  return beyond && `${id} is limited to ${own?.join(', ')}, without ${beyond}.`;
}
