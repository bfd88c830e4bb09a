/** The Referer rules of a bucket, as a whole. Without rules, and with the empty Referer allowed, they are gone. */
import { invalidValue } from '../../errors.js';
import { emptyReply } from '../../http/reply.js';
import { childOf, childrenOf, type XmlElement } from '../../http/xml-document.js';
import type { RefererConfiguration } from '../../store/bucket-settings.js';
import { flagIn } from '../bucket/xml-values.js';
import type { Action } from '../call.js';
import { requiredDocument } from '../document.js';
import { bucketNameOf } from '../rows.js';

const ROOT = 'RefererConfiguration';
/** The vendor's limit of a list; every read compares all of it. */
const MAX_DOCUMENT_BYTES = 20 * 1024;
const RULE = /^[^\s\p{Cc}]{1,255}$/u;

export const putBucketReferer: Action = {
  name: 'PutBucketReferer',
  method: 'PUT',
  scope: 'bucket',
  when: { query: ['referer'] },
  needs: 'owner',
  async handle(call) {
    const document = await requiredDocument(call, ROOT, MAX_DOCUMENT_BYTES);
    await call.services.store.settings.set(bucketNameOf(call), 'referer', configurationOf(document));
    return emptyReply(200);
  },
};

function configurationOf(document: XmlElement): RefererConfiguration {
  const cutsPath = flagIn(document, 'TruncatePath', false);
  return {
    allowsEmpty: flagIn(document, 'AllowEmptyReferer', true),
    cutsQuery: flagIn(document, 'AllowTruncateQueryString', true),
    cutsPath,
    allowed: rulesIn(document, 'RefererList'),
    denied: rulesIn(document, 'RefererBlacklist'),
  };
}

function rulesIn(document: XmlElement, name: string): readonly string[] {
  const list = childOf(document, name);
  if (list === undefined) return [];
  const rules = childrenOf(list, 'Referer').map(({ text }) => text.trim());
  const wrong = rules.find((rule) => rule !== '' && !RULE.test(rule));
  if (wrong !== undefined) throw invalidValue('Referer', wrong, '1 to 255 characters without white space');
  return [...new Set(rules)].filter((rule) => rule !== '');
}
