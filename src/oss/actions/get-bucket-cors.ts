/** The CORS rules of a bucket, as they were put. */
import { OssError } from '../../errors.js';
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { CorsRule } from '../../store/bucket-settings.js';
import type { Action } from '../call.js';
import { bucketNameOf, bucketOf } from '../rows.js';

export const getBucketCors: Action = {
  name: 'GetBucketCors',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['cors'] },
  needs: 'owner',
  async handle(call) {
    const { cors } = bucketOf(call);
    if (cors === undefined) {
      throw new OssError('NoSuchCORSConfiguration', undefined, { fields: { BucketName: bucketNameOf(call) } });
    }
    const content = { CORSRule: cors.rules.map(ruleXml), ResponseVary: cors.responseVary };
    return xmlReply(200, writeXml('CORSConfiguration', content));
  },
};

function ruleXml({ origins, methods, headers, exposed, maxAgeSeconds }: CorsRule) {
  return {
    AllowedOrigin: origins,
    AllowedMethod: methods,
    AllowedHeader: headers,
    ExposeHeader: exposed,
    MaxAgeSeconds: maxAgeSeconds,
  };
}
