/** Where an object is, for whoever asks the way the request did. */
import type { Call } from '../call.js';
import { percentEncode } from '../percent.js';
import { bucketNameOf } from '../rows.js';

export function objectUrl(call: Call, key: string): string {
  const { request, target } = call;
  const bucket = target.style === 'path' ? `/${bucketNameOf(call)}` : '';
  return `${request.secure ? 'https' : 'http'}://${request.host}${bucket}/${percentEncode(key, '/')}`;
}
