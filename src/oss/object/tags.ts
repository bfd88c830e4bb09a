/** Tags as requests bring them, in a header or in a document, and as answers show them. */
import { OssError, shortened } from '../../errors.js';
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import { childOf, childrenOf, textOf } from '../../http/xml-document.js';
import type { Tag, Tags } from '../../store/tags.js';
import type { Call } from '../call.js';
import { readDocument } from '../document.js';
import { percentDecode } from '../percent.js';

const HEADER = 'x-oss-tagging';
/** Twenty tags of a bucket, each character written as an entity, fit. */
const MAX_DOCUMENT_BYTES = 64 * 1024;

/** What a tag may be; lengths in characters of objects, in bytes of buckets, as the vendor counts them. */
interface TagRules {
  readonly most: number;
  readonly keyLength: number;
  readonly valueLength: number;
  lengthOf(text: string): number;
  fits(text: string): boolean;
  /** Completes 'Allowed:'. */
  readonly allowed: string;
}

export const OBJECT_TAGS: TagRules = {
  most: 10,
  keyLength: 128,
  valueLength: 256,
  lengthOf: (text) => text.length,
  fits: (text) => /^[A-Za-z0-9 +\-=._:/]*$/.test(text),
  allowed: 'letters, digits, blanks and + - = . _ : /',
};

export const BUCKET_TAGS: TagRules = {
  most: 20,
  keyLength: 64,
  valueLength: 128,
  lengthOf: (text) => Buffer.byteLength(text),
  fits: (text) => !/[\p{Cc}\p{Surrogate}]/u.test(text) && !/^(https?:\/\/|aliyun)/i.test(text),
  allowed: 'UTF-8 without control characters that begins with none of http://, https:// and Aliyun',
};

/** `k1=v1&k2=v2`, both percent-encoded; undefined where none was sent. @throws OssError 400 InvalidArgument */
export function tagsOfHeader(headers: Readonly<Record<string, string | undefined>>): Tags | undefined {
  const text = headers[HEADER]?.trim();
  if (text === undefined) return undefined;
  if (text === '') return [];
  // Before it is taken apart: a header has room for thousands.
  const pairs = text.split('&', OBJECT_TAGS.most + 1);
  return checkTags(pairs.map(tagOfPair), OBJECT_TAGS);
}

function tagOfPair(pair: string): Tag {
  const [key, value, ...more] = pair.split('=').map(percentDecode);
  if (key !== undefined && more.length === 0 && (value !== undefined || !pair.includes('='))) {
    return { key, value: value ?? '' };
  }
  throw refused(HEADER, pair, 'KEY=VALUE&KEY=VALUE, keys and values percent-encoded', '0010-00000219');
}

/** The body of a PUT. @throws OssError 400 MalformedXML, InvalidArgument */
export async function tagsOfDocument(call: Call, rules: TagRules): Promise<Tags> {
  const document = await readDocument(call, 'Tagging', MAX_DOCUMENT_BYTES);
  const set = document && childOf(document, 'TagSet');
  if (set === undefined) throw new OssError('MalformedXML', 'The XML has no TagSet in a Tagging.');
  return checkTags(
    childrenOf(set, 'Tag').map((tag) => ({ key: textOf(tag, 'Key') ?? '', value: textOf(tag, 'Value') ?? '' })),
    rules,
  );
}

export function tagsReply(tags: Tags = []) {
  const Tag = tags.map(({ key, value }) => ({ Key: key, Value: value }));
  return xmlReply(200, writeXml('Tagging', { TagSet: { Tag } }));
}

/** The same tags. @throws OssError 400 InvalidArgument */
export function checkTags(tags: Tags, rules: TagRules): Tags {
  if (tags.length > rules.most)
    throw refused('Tag', `more than ${rules.most}`, `at most ${rules.most}`, '0010-00000218');
  for (const { key, value } of tags) {
    checkText('Key', key, { ...rules, min: 1, max: rules.keyLength, tooLong: '0010-00000209' });
    checkText('Value', value, { ...rules, min: 0, max: rules.valueLength, tooLong: '0010-00000214' });
  }
  const twice = tags.find(({ key }, n) => tags.findIndex((other) => other.key === key) < n);
  if (twice !== undefined) throw refused('Key', twice.key, 'each key once', '0010-00000217');
  return tags;
}

type TextRules = TagRules & { readonly min: number; readonly max: number; readonly tooLong: string };

function checkText(name: string, text: string, { min, max, tooLong, lengthOf, fits, allowed }: TextRules): void {
  const length = lengthOf(text);
  const range = `${min} to ${max} of ${allowed}`;
  if (length < min || length > max) throw refused(name, text, range, tooLong);
  if (!fits(text)) throw refused(name, text, range, '0010-00000217');
}

function refused(name: string, value: string, allowed: string, ec: string): OssError {
  const shown = shortened(value);
  return new OssError('InvalidArgument', `The tag is invalid: ${name} '${shown}'. Allowed: ${allowed}.`, {
    ec,
    fields: { ArgumentName: name, ArgumentValue: shown },
  });
}
