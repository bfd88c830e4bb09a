/** One style of a bucket. */
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { Action } from '../call.js';
import { noSuchStyle, styleNameOf, styleXml } from '../picture/styles.js';
import { bucketNameOf } from '../rows.js';

export const getStyle: Action = {
  name: 'GetStyle',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['style', 'styleName'] },
  needs: 'owner',
  async handle(call) {
    const name = styleNameOf(call);
    const style = (await call.services.store.styles.list(bucketNameOf(call))).find((each) => each.name === name);
    if (style === undefined) throw noSuchStyle(name);
    return xmlReply(200, writeXml('Style', styleXml(style)));
  },
};
