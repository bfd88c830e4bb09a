/** How a bucket answers on IMG domains. */
import { invalidValue, OssError } from '../../errors.js';
import { emptyReply } from '../../http/reply.js';
import { textOf, type XmlElement } from '../../http/xml.js';
import type { ChannelSettings } from '../../store/channel-records.js';
import type { Action } from '../call.js';
import { CHANNEL_DEFAULTS } from '../channels.js';
import { readDocument } from '../document.js';
import { checkObjectName } from '../names.js';
import { bucketNameOf } from '../rows.js';
import { SEPARATORS } from '../separators.js';

const MAX_DOCUMENT_BYTES = 16 * 1024;

/** All of it; what is left out gets its default. */
export const putChannel: Action = {
  name: 'PutChannel',
  method: 'PUT',
  scope: 'bucket',
  when: { query: ['img'] },
  needs: 'owner',
  async handle(call) {
    const document = await readDocument(call, 'Channel', MAX_DOCUMENT_BYTES);
    if (document === undefined) throw new OssError('MalformedXML', 'The body is empty. Allowed: a Channel.');
    const most = call.services.settings.accountChannels;
    await call.services.store.channels.put(bucketNameOf(call), settingsOf(document), most);
    return emptyReply(200);
  },
};

function settingsOf(document: XmlElement): ChannelSettings {
  const missing = textIn(document, 'Default404Pic');
  return {
    originalsForbidden: switchOf(document, 'OrigPicForbidden'),
    stylesOnly: switchOf(document, 'UseStyleOnly'),
    typesFromSuffix: switchOf(document, 'AutoSetContentType'),
    sourceFormat: switchOf(document, 'UseSrcFormat'),
    attachmentName: switchOf(document, 'SetAttachName'),
    ...(missing !== '' && { missingPicture: checkObjectName(missing) }),
    delimiters: delimitersOf(document),
  };
}

/** SDKs send `true` and are sent `True`. */
function switchOf(document: XmlElement, name: string): boolean {
  const value = textIn(document, name) || 'false';
  const found = /^(true|false)$/i.exec(value);
  if (found === null) throw invalidValue(name, value, 'true or false');
  return value.toLowerCase() === 'true';
}

/** In the order of the table, whatever the order they came in. */
function delimitersOf(document: XmlElement): readonly string[] {
  const name = 'StyleDelimiters';
  const parts = textIn(document, name).split(',');
  const given = parts.map((part) => part.trim()).filter((part) => part !== '');
  const unknown = given.find((each) => !SEPARATORS.includes(each));
  if (unknown !== undefined) throw invalidValue(name, unknown, `${SEPARATORS.join(' ')}, with commas between them`);
  return given.length === 0 ? CHANNEL_DEFAULTS.delimiters : SEPARATORS.filter((each) => given.includes(each));
}

function textIn(document: XmlElement, name: string): string {
  return textOf(document, name)?.trim() ?? '';
}
