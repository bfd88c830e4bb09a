/** How a bucket answers on IMG domains. */
import { emptyReply } from '../../http/reply.js';
import type { XmlElement } from '../../http/xml-document.js';
import type { ChannelSettings } from '../../store/channel-records.js';
import { flagIn, textIn } from '../bucket/xml-values.js';
import type { Action } from '../call.js';
import { requiredDocument } from '../document.js';
import { checkObjectName } from '../names.js';
import { CHANNEL_DEFAULTS } from '../picture/channels.js';
import { separatorsIn } from '../picture/separators.js';
import { bucketNameOf } from '../rows.js';

const MAX_DOCUMENT_BYTES = 16 * 1024;

/** All of it; what is left out gets its default. */
export const putChannel: Action = {
  name: 'PutChannel',
  method: 'PUT',
  scope: 'bucket',
  when: { query: ['img'] },
  needs: 'owner',
  async handle(call) {
    const document = await requiredDocument(call, 'Channel', MAX_DOCUMENT_BYTES);
    const most = call.services.settings.accountChannels;
    await call.services.store.channels.put(bucketNameOf(call), settingsOf(document), most);
    return emptyReply(200);
  },
};

function settingsOf(document: XmlElement): ChannelSettings {
  const missing = textIn(document, 'Default404Pic');
  const delimiters = separatorsIn(document, 'StyleDelimiters');
  return {
    originalsForbidden: flagIn(document, 'OrigPicForbidden', false),
    stylesOnly: flagIn(document, 'UseStyleOnly', false),
    typesFromSuffix: flagIn(document, 'AutoSetContentType', false),
    sourceFormat: flagIn(document, 'UseSrcFormat', false),
    attachmentName: flagIn(document, 'SetAttachName', false),
    ...(missing !== '' && { missingPicture: checkObjectName(missing) }),
    delimiters: delimiters.length === 0 ? CHANNEL_DEFAULTS.delimiters : delimiters,
  };
}
