/** A browser asks, before a page's request, whether the page may make it. Whoever asks cannot sign. */
import { OssError } from '../../errors.js';
import { emptyReply } from '../../http/reply.js';
import { preflightHeaders } from '../bucket/cors.js';
import type { Action } from '../call.js';
import { bucketOf } from '../rows.js';

const REFUSED =
  'CORSResponse: This CORS request is not allowed. The Origin, Access-Control-Request-Method or ' +
  'Access-Control-Request-Headers is not allowed by any CORS rule of the bucket.';

const preflight: Omit<Action, 'scope'> = {
  name: 'OptionObject',
  method: 'OPTIONS',
  needs: 'none',
  async handle(call) {
    const { cors } = bucketOf(call);
    for (const name of ['origin', 'access-control-request-method']) {
      if (call.request.headers[name]) continue;
      throw new OssError('InvalidRequest', `A preflight request needs the header ${name}.`);
    }
    if (cors === undefined) {
      throw new OssError('AccessForbidden', 'CORSResponse: CORS is not enabled for this bucket.');
    }
    const headers = preflightHeaders(call.request, cors);
    if (headers === undefined) throw new OssError('AccessForbidden', REFUSED);
    return emptyReply(200, headers);
  },
};

export const optionObject: readonly Action[] = [
  { ...preflight, scope: 'bucket' },
  { ...preflight, scope: 'object' },
];
