/** How a bucket is used through styles: separators, and the protection of its source pictures. */
import { invalidValue } from '../../errors.js';
import { emptyReply, xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { XmlElement } from '../../http/xml-document.js';
import type { ProcessConfiguration } from '../../store/style-records.js';
import { channelRulesIn, channelRulesXml } from '../bucket/channel-rules.js';
import { listIn, textIn } from '../bucket/xml-values.js';
import type { Action } from '../call.js';
import { requiredDocument } from '../document.js';
import { listedTime } from '../listing/listed.js';
import { separatorsIn } from '../picture/separators.js';
import { bucketNameOf, bucketOf } from '../rows.js';

const ROOT = 'BucketProcessConfiguration';
const ofBucket = { scope: 'bucket', when: { query: ['processConfiguration'] }, needs: 'owner' } as const;
const MAX_DOCUMENT_BYTES = 16 * 1024;

const MOST_SUFFIXES = 50;
/**
 * As it is kept: lower case, without the dot in front. What no suffix has in it would be taken for one and protect
 * nothing, and nobody would know: patterns, 'jpg;png', the '，' of a Chinese keyboard, what cannot be seen.
 */
const SUFFIX = /^(?:\*|(?!\.)[\p{L}\p{M}\p{N}._+~-]{1,32})$/u;

type Configuration = Omit<ProcessConfiguration, 'modifiedAt'>;
const DEFAULTS: Configuration = { domains: 'all', protectedSuffixes: [], delimiters: [], oldSyntaxOnOss: false };

/** The whole configuration; what is left out gets its default. */
export const putBucketProcess: Action = {
  ...ofBucket,
  name: 'PutBucketProcess',
  method: 'PUT',
  async handle(call) {
    const document = await requiredDocument(call, ROOT, MAX_DOCUMENT_BYTES);
    await call.services.store.setProcessConfiguration(bucketNameOf(call), configurationOf(document));
    return emptyReply(200);
  },
};

export const getBucketProcess: Action = {
  ...ofBucket,
  name: 'GetBucketProcess',
  method: 'GET',
  async handle(call) {
    const { process } = bucketOf(call);
    const { domains, protectedSuffixes, delimiters, oldSyntaxOnOss } = process ?? DEFAULTS;
    const content = {
      CompliedHost: domains === 'all' ? 'Both' : 'Img',
      SourceFileProtect: switchText(protectedSuffixes.length > 0),
      SourceFileProtectSuffix: protectedSuffixes.join(','),
      StyleDelimiters: delimiters.join(','),
      OssDomainSupportAtProcess: switchText(oldSyntaxOnOss),
      Version: 2,
      LastModified: process && listedTime(process.modifiedAt),
      BucketChannelConfig: process?.channelRules && channelRulesXml(process.channelRules, process.modifiedAt),
    };
    return xmlReply(200, writeXml(ROOT, content));
  },
};

function configurationOf(document: XmlElement): Configuration {
  const channelRules = channelRulesIn(document);
  return {
    domains: wordOf(document, 'CompliedHost', ['Both', 'Img']) === 'Both' ? 'all' : 'img',
    protectedSuffixes: switchOf(document, 'SourceFileProtect') ? suffixesOf(document) : [],
    delimiters: separatorsIn(document, 'StyleDelimiters'),
    oldSyntaxOnOss: switchOf(document, 'OssDomainSupportAtProcess'),
    ...(channelRules && { channelRules }),
  };
}

function suffixesOf(document: XmlElement): readonly string[] {
  const name = 'SourceFileProtectSuffix';
  const suffixes = listIn(document, name).map((each) => each.replace(/^\*?\./, '').toLowerCase());
  if (suffixes.length > 0 && suffixes.length <= MOST_SUFFIXES && suffixes.every((each) => SUFFIX.test(each))) {
    return [...new Set(suffixes)];
  }
  const allowed = `1 to ${MOST_SUFFIXES} of them with commas between, each of 1 to 32 letters, digits and . _ + ~ - such as jpg, or *`;
  throw invalidValue(name, textIn(document, name), allowed);
}

function switchOf(document: XmlElement, name: string): boolean {
  return wordOf(document, name, ['Enabled', 'Disabled'], 'Disabled') === 'Enabled';
}

/** One of two words in any letters: the vendor's SDKs write 'img' and 'disabled', too. */
function wordOf(document: XmlElement, name: string, words: readonly [string, string], fallback = ''): string {
  const text = textIn(document, name) || fallback;
  const word = words.find((each) => each.toLowerCase() === text.toLowerCase());
  if (word === undefined) throw invalidValue(name, text, words.join(' or '));
  return word;
}

function switchText(on: boolean): string {
  return on ? 'Enabled' : 'Disabled';
}
