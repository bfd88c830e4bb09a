/** The rules by which a bucket fetches what it has not. */
import { OssError } from '../../errors.js';
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import { WEBSITE_ROOT, websiteXml } from '../bucket/website.js';
import type { Action } from '../call.js';
import { bucketNameOf, bucketOf } from '../rows.js';

export const getBucketWebsite: Action = {
  name: 'GetBucketWebsite',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['website'] },
  needs: 'owner',
  async handle(call) {
    const { website } = bucketOf(call);
    if (website !== undefined) return xmlReply(200, writeXml(WEBSITE_ROOT, websiteXml(website)));
    throw new OssError('NoSuchWebsiteConfiguration', undefined, { fields: { BucketName: bucketNameOf(call) } });
  },
};
