/** All styles of a bucket, in the order of their creation: they are few, so there are no pages. */
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { Action } from '../call.js';
import { styleXml } from '../picture/styles.js';
import { bucketNameOf } from '../rows.js';

export const listStyle: Action = {
  name: 'ListStyle',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['style'] },
  needs: 'owner',
  async handle(call) {
    const styles = await call.services.store.styles.list(bucketNameOf(call));
    return xmlReply(200, writeXml('StyleList', { Style: styles.map(styleXml) }));
  },
};
