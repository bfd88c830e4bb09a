/** How many gigabytes a bucket may hold; -1: any number. */
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import { GIGABYTE, QOS_ROOT, UNLIMITED } from '../bucket/qos.js';
import type { Action } from '../call.js';
import { bucketOf } from '../rows.js';

export const getBucketQos: Action = {
  name: 'GetBucketQos',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['qos'] },
  needs: 'owner',
  async handle(call) {
    const { quota } = bucketOf(call);
    return xmlReply(200, writeXml(QOS_ROOT, { StorageCapacity: quota === undefined ? UNLIMITED : quota / GIGABYTE }));
  },
};
