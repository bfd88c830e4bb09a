/** Keys that end in a separator and the name of a style: 'example.jpg@!small' (guide, Separators; behaviour D22). */
import { invalidValue } from '../../errors.js';
import type { XmlElement } from '../../http/xml-document.js';
import type { BucketRecord } from '../../store/records.js';
import type { ProcessConfiguration } from '../../store/style-records.js';
import { listIn } from '../bucket/xml-values.js';
import type { Target } from '../target.js';
import { channelOn } from './channels.js';
import { isStyleName } from './styles.js';

/** Works in every bucket and on every domain. */
const ALWAYS = '@!';

/** Those that a bucket can enable, in the order in which its configuration lists them. */
const SEPARATORS: readonly string[] = ['-', '_', '/', '!', ALWAYS];

export interface Split {
  readonly key: string;
  readonly style: string;
}

/** Whether what a bucket has configured holds on the domain that was asked (behaviour D47). */
export function holdsOn({ domains }: ProcessConfiguration, dialect: Target['dialect']): boolean {
  return domains === 'all' || dialect === 'img';
}

/** Those that an element of a document enables, whatever the order they came in. @throws OssError 400 InvalidArgument */
export function separatorsIn(document: XmlElement, name: string): readonly string[] {
  const given = listIn(document, name);
  const unknown = given.find((each) => !SEPARATORS.includes(each));
  if (unknown !== undefined) throw invalidValue(name, unknown, `${SEPARATORS.join(' ')}, with commas between them`);
  return SEPARATORS.filter((each) => given.includes(each));
}

/** '@!' first: where it ends, '!' ends too, and the longer one is meant. On an IMG domain also those of the channel. */
export function separatorsOf(bucket: BucketRecord, dialect: Target['dialect']): readonly string[] {
  const { process } = bucket;
  const own = process !== undefined && holdsOn(process, dialect) ? process.delimiters : [];
  return [...new Set([ALWAYS, ...own, ...(channelOn(bucket, dialect)?.delimiters ?? [])])];
}

/** Every way to read `key` as an object, a separator and what can be a style's name, from the right. */
export function splitsOf(key: string, separators: readonly string[]): readonly Split[] {
  const splits: Split[] = [];
  // Further left no name begins: it would be too long, or hold a character that no name has.
  for (let start = key.length - 1; start > 0 && isStyleName(key.slice(start)); start--) {
    for (const separator of separators) {
      const end = start - separator.length;
      if (end > 0 && key.startsWith(separator, end)) splits.push({ key: key.slice(0, end), style: key.slice(start) });
    }
  }
  return splits;
}

/** At the last '@!'; what stands behind it need not be a name. */
export function lastSplit(key: string): Split | undefined {
  const end = key.lastIndexOf(ALWAYS);
  return end > 0 ? { key: key.slice(0, end), style: key.slice(end + ALWAYS.length) } : undefined;
}
