/** An object that is missing, fetched before it is said to be missing: back-to-origin mirroring. */
import type { Note } from '../../http/message.js';
import { isOfMirror } from '../../origin/origin.js';
import type { Call } from '../call.js';
import { ruleFor } from './rule.js';
import { wayOf } from './way.js';

/**
 * The call with the object, if a rule of the bucket names an origin that has it; otherwise the call as it is. Who asks may
 * read the object, as has been decided, and has to be decided again: somebody may have put another one meanwhile.
 * @throws what Mirror.fetch() throws
 */
export async function mirrored(call: Call, note: Note): Promise<Call> {
  const { request, target, bucket, services } = call;
  const rule = ruleFor(bucket?.website, target.key ?? '');
  if (bucket === undefined || target.key === undefined || rule === undefined) return call;
  if (request.method !== 'GET' && !(request.method === 'HEAD' && rule.onHead)) return call;
  if (isOfMirror(request.headers.via)) return call;
  const way = wayOf(rule, call, services.mirror);
  if (way === undefined) return call;
  const { name, owner } = bucket;
  const wanted = { bucket: name, owner, key: target.key, way, checksMd5: rule.checksMd5 };
  note.mirror = 'failed';
  note.mirror = await services.mirror.fetch({ ...wanted, signal: request.signal });
  if (note.mirror !== 'stored') return call;
  const rows = await services.store.head(bucket.name, target.key);
  return { ...call, ...(rows.bucket && { bucket: rows.bucket }), ...(rows.object && { object: rows.object }) };
}
