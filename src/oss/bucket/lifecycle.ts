/**
 * The document of lifecycle rules, read. It decides what is deleted, so that nothing of it is overlooked: an element that
 * this version does not know refuses the whole.
 */
import { randomUUID } from 'node:crypto';
import { invalidValue, OssError, shortened } from '../../errors.js';
import { isXmlText } from '../../http/xml.js';
import { childOf, childrenOf, textOf, type XmlElement } from '../../http/xml-document.js';
import type {
  LifecycleException,
  LifecycleFilter,
  LifecycleRule,
  LifecycleRules,
  Lifetime,
} from '../../store/lifecycle-records.js';
import type { Tag } from '../../store/tags.js';
import { MAX_KEY_BYTES } from '../names.js';
import { checkTags, OBJECT_TAGS } from '../object/tags.js';
import { checkedInteger } from './integers.js';
import { refuseOverlaps } from './lifecycle-overlaps.js';
import { textIn } from './xml-values.js';

export const LIFECYCLE_ROOT = 'LifecycleConfiguration';
const MOST_RULES = 1000;
const MAX_ID_BYTES = 255;
const MAX_DAYS = 2 ** 31 - 1;
const MAX_SIZE = 5 * 1024 ** 4;
const MIDNIGHT = /^\d{4}-\d{2}-\d{2}T00:00:00(\.000)?Z$/;

/** Of storage classes and of versions: objects here have one of each. */
const UNBUILT = ['Transition', 'NoncurrentVersionExpiration', 'NoncurrentVersionTransition'];
const OF_RULE = ['ID', 'Prefix', 'Status', 'Tag', 'Filter', 'Expiration', 'AbortMultipartUpload'];

/** @throws OssError 400 InvalidArgument, MalformedXML, 501 NotImplemented */
export function rulesOfDocument(document: XmlElement, { overlaps }: { readonly overlaps: boolean }): LifecycleRules {
  knowAll(document, ['Rule']);
  const rules = childrenOf(document, 'Rule');
  if (rules.length < 1 || rules.length > MOST_RULES) {
    throw invalidValue('Rule', String(rules.length), `1 to ${MOST_RULES} rules`, '0014-00000014');
  }
  const read = rules.map(ruleOf);
  refuseTwins(read);
  if (!overlaps) refuseOverlaps(read);
  return read;
}

function ruleOf(rule: XmlElement): LifecycleRule {
  const unbuilt = UNBUILT.find((name) => childOf(rule, name) !== undefined);
  if (unbuilt !== undefined) throw notBuilt(unbuilt);
  knowAll(rule, OF_RULE);
  once(rule, ['ID', 'Prefix', 'Status', 'Filter', 'Expiration', 'AbortMultipartUpload']);
  const tags = checkTags(childrenOf(rule, 'Tag').map(tagOf), OBJECT_TAGS);
  const filter = childOf(rule, 'Filter');
  const [expiration, abort] = [childOf(rule, 'Expiration'), childOf(rule, 'AbortMultipartUpload')];
  if (expiration === undefined && abort === undefined) {
    throw new OssError('MalformedXML', 'A Rule does nothing. Allowed: Expiration, AbortMultipartUpload, or both.');
  }
  if (abort !== undefined && (tags.length > 0 || filter !== undefined)) {
    throw new OssError(
      'InvalidArgument',
      'A Rule with AbortMultipartUpload has a Tag or a Filter. Parts have neither tags nor a size yet: allowed is a Prefix.',
      { fields: { ArgumentName: 'AbortMultipartUpload' } },
    );
  }
  return {
    id: idOf(rule),
    prefix: prefixOf(rule),
    enabled: statusOf(rule) === 'Enabled',
    tags,
    ...(filter && { filter: filterOf(filter) }),
    ...(expiration && { expiration: lifetimeOf(expiration, ['Days', 'CreatedBeforeDate', 'Date']) }),
    ...(abort && { abort: lifetimeOf(abort, ['Days', 'CreatedBeforeDate']) }),
  };
}

function idOf(rule: XmlElement): string {
  const id = textIn(rule, 'ID');
  if (Buffer.byteLength(id) > MAX_ID_BYTES || !isXmlText(id)) {
    throw invalidValue('ID', id, `at most ${MAX_ID_BYTES} bytes that XML can carry`, '0014-00000019');
  }
  return id === '' ? randomUUID() : id;
}

/**
 * As it is written, blanks too: keys may begin with them. What XML cannot carry is refused: GET could not give the rule
 * back, and whoever puts back what was got would have other objects deleted.
 */
function prefixOf(parent: XmlElement): string {
  const prefix = textOf(parent, 'Prefix') ?? '';
  if (Buffer.byteLength(prefix) <= MAX_KEY_BYTES && isXmlText(prefix)) return prefix;
  throw invalidValue('Prefix', prefix, `at most ${MAX_KEY_BYTES} bytes of UTF-8 that XML can carry`);
}

function statusOf(rule: XmlElement): string {
  const status = textIn(rule, 'Status');
  if (status === 'Enabled' || status === 'Disabled') return status;
  throw invalidValue('Status', status, 'Enabled or Disabled');
}

function lifetimeOf(parent: XmlElement, names: readonly string[]): Lifetime {
  if (textIn(parent, 'ExpiredObjectDeleteMarker') === 'true') throw notBuilt('ExpiredObjectDeleteMarker');
  knowAll(parent, [...names, 'ExpiredObjectDeleteMarker']);
  once(parent, names);
  const given = names.filter((name) => childOf(parent, name) !== undefined);
  const [name] = given;
  if (name === undefined || given.length > 1) {
    const ec = name === undefined ? '0014-00000060' : '0014-00000061';
    const allowed = `one of ${names.join(', ')}`;
    throw new OssError(
      'InvalidArgument',
      `${parent.name} has ${given.join(' and ') || 'no end'}. Allowed: ${allowed}.`,
      {
        ec,
        fields: { ArgumentName: parent.name },
      },
    );
  }
  const text = textIn(parent, name);
  if (name === 'Days') return { days: checkedInteger(name, text, { min: 1, max: MAX_DAYS, ec: '0014-00000086' }) };
  const before = MIDNIGHT.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse takes the 30th of February for one in March.
  if (Number.isNaN(before) || !new Date(before).toISOString().startsWith(text.slice(0, 10))) {
    throw invalidValue(name, text, 'a date at midnight UTC, such as 2030-12-31T00:00:00.000Z', '0014-00000087');
  }
  return { before, named: name === 'Date' ? 'Date' : 'CreatedBeforeDate' };
}

function filterOf(filter: XmlElement): LifecycleFilter {
  knowAll(filter, ['ObjectSizeGreaterThan', 'ObjectSizeLessThan', 'Not']);
  const [over, under] = [sizeIn(filter, 'ObjectSizeGreaterThan'), sizeIn(filter, 'ObjectSizeLessThan')];
  if (over !== undefined && under !== undefined && over >= under) {
    throw invalidValue('ObjectSizeLessThan', String(under), `more than the ObjectSizeGreaterThan of ${over}`);
  }
  return {
    ...(over !== undefined && { over }),
    ...(under !== undefined && { under }),
    not: childrenOf(filter, 'Not').map(exceptionOf),
  };
}

function sizeIn(filter: XmlElement, name: string): number | undefined {
  once(filter, [name]);
  return childOf(filter, name) && checkedInteger(name, textIn(filter, name), { min: 0, max: MAX_SIZE });
}

function exceptionOf(not: XmlElement): LifecycleException {
  knowAll(not, ['Prefix', 'Tag']);
  once(not, ['Prefix', 'Tag']);
  const tag = childOf(not, 'Tag');
  if (tag === undefined && childOf(not, 'Prefix') === undefined) {
    throw new OssError('MalformedXML', 'A Not is empty. Allowed: a Prefix, a Tag, or both.');
  }
  return { prefix: prefixOf(not), ...(tag && { tag: checkTags([tagOf(tag)], OBJECT_TAGS)[0] as Tag }) };
}

function tagOf(tag: XmlElement): Tag {
  knowAll(tag, ['Key', 'Value']);
  return { key: textOf(tag, 'Key') ?? '', value: textOf(tag, 'Value') ?? '' };
}

function knowAll({ name, children }: XmlElement, known: readonly string[]): void {
  const unknown = children.find((child) => !known.includes(child.name));
  if (unknown === undefined) return;
  const message = `${name} has a ${shortened(unknown.name)}. Allowed: ${known.join(', ')}.`;
  throw new OssError('MalformedXML', message, { ec: '0014-00000017' });
}

function once(parent: XmlElement, names: readonly string[]): void {
  const twice = names.find((name) => childrenOf(parent, name).length > 1);
  if (twice !== undefined)
    throw new OssError('MalformedXML', `${parent.name} has more than one ${twice}. Allowed: one.`);
}

function notBuilt(name: string): OssError {
  const message = `${name} is not implemented: there are no storage classes to move to and no older versions of objects.`;
  return new OssError('NotImplemented', message, { fields: { Header: name } });
}

function refuseTwins(rules: LifecycleRules): void {
  const seen = new Set<string>();
  for (const { id } of rules) {
    if (seen.has(id)) throw invalidValue('ID', id, 'each ID once');
    seen.add(id);
  }
}
