/** How many bytes a bucket may hold: the vendor's BucketUserQos, as its SDKs' setBucketStorageCapacity sends it. */
import { invalidValue } from '../../errors.js';
import { emptyReply } from '../../http/reply.js';
import { GIGABYTE, MOST_GIGABYTES, QOS_ROOT, UNLIMITED } from '../bucket/qos.js';
import { textIn } from '../bucket/xml-values.js';
import type { Action } from '../call.js';
import { requiredDocument } from '../document.js';
import { bucketNameOf } from '../rows.js';

const MAX_DOCUMENT_BYTES = 4096;

export const putBucketQos: Action = {
  name: 'PutBucketQos',
  method: 'PUT',
  scope: 'bucket',
  when: { query: ['qos'] },
  needs: 'owner',
  async handle(call) {
    const document = await requiredDocument(call, QOS_ROOT, MAX_DOCUMENT_BYTES);
    const capacity = capacityOf(textIn(document, 'StorageCapacity'));
    const bytes = capacity === UNLIMITED ? undefined : capacity * GIGABYTE;
    await call.services.store.quotas.set(bucketNameOf(call), bytes);
    return emptyReply(200);
  },
};

function capacityOf(text: string): number {
  if (text === String(UNLIMITED)) return UNLIMITED;
  if (/^\d{1,9}$/.test(text) && Number(text) <= MOST_GIGABYTES) return Number(text);
  const allowed = `${UNLIMITED} for no limit, or 0 to ${MOST_GIGABYTES} gigabytes`;
  throw invalidValue('StorageCapacity', text, allowed);
}
