/** The Referer rules of a bucket; of one that never had any the defaults, which refuse nothing. */
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { RefererConfiguration } from '../../store/bucket-settings.js';
import type { Action } from '../call.js';
import { bucketOf } from '../rows.js';

const NONE: RefererConfiguration = { allowsEmpty: true, cutsQuery: true, cutsPath: false, allowed: [], denied: [] };

export const getBucketReferer: Action = {
  name: 'GetBucketReferer',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['referer'] },
  needs: 'owner',
  async handle(call) {
    const { allowsEmpty, cutsQuery, cutsPath, allowed, denied } = bucketOf(call).referer ?? NONE;
    const content = {
      AllowEmptyReferer: allowsEmpty,
      AllowTruncateQueryString: cutsQuery,
      TruncatePath: cutsPath,
      RefererList: { Referer: allowed },
      RefererBlacklist: denied.length > 0 ? { Referer: denied } : undefined,
    };
    return xmlReply(200, writeXml('RefererConfiguration', content));
  },
};
