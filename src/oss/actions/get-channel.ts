/** How a bucket answers on IMG domains; every bucket does, and most at the defaults. */
import { formatHttpDate } from '../../http/dates.js';
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { Action } from '../call.js';
import { CHANNEL_DEFAULTS } from '../picture/channels.js';
import { bucketOf } from '../rows.js';

export const getChannel: Action = {
  name: 'GetChannel',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['img'] },
  needs: 'owner',
  async handle(call) {
    const { name, channel, createdAt } = bucketOf(call);
    const settings = channel ?? CHANNEL_DEFAULTS;
    const content = {
      Name: name,
      Status: 'Enabled',
      Default404Pic: settings.missingPicture ?? '',
      StyleDelimiters: settings.delimiters.join(','),
      OrigPicForbidden: switchText(settings.originalsForbidden),
      UseStyleOnly: switchText(settings.stylesOnly),
      AutoSetContentType: switchText(settings.typesFromSuffix),
      UseSrcFormat: switchText(settings.sourceFormat),
      SetAttachName: switchText(settings.attachmentName),
      CreateTime: formatHttpDate(channel?.createdAt ?? createdAt),
      LastModifyTime: formatHttpDate(channel?.modifiedAt ?? createdAt),
    };
    return xmlReply(200, writeXml('Channel', content));
  },
};

function switchText(on: boolean): string {
  return on ? 'True' : 'False';
}
