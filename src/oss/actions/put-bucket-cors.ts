/** The CORS rules of a bucket, as a whole. */
import { invalidValue, OssError } from '../../errors.js';
import { emptyReply } from '../../http/reply.js';
import { childrenOf, textOf, type XmlElement } from '../../http/xml-document.js';
import type { CorsConfiguration, CorsRule } from '../../store/bucket-settings.js';
import { flagIn } from '../bucket/xml-values.js';
import type { Action } from '../call.js';
import { requiredDocument } from '../document.js';
import { bucketNameOf } from '../rows.js';

const MAX_DOCUMENT_BYTES = 16 * 1024;
const MOST_RULES = 10;
const MAX_AGE = 999_999_999;
const METHODS = ['GET', 'PUT', 'DELETE', 'POST', 'HEAD'];

/** Visible ASCII: it is compared with a header. */
const ORIGIN = /^[\x21-\x7e]{1,256}$/;
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;

export const putBucketCors: Action = {
  name: 'PutBucketCors',
  method: 'PUT',
  scope: 'bucket',
  when: { query: ['cors'] },
  needs: 'owner',
  async handle(call) {
    const document = await requiredDocument(call, 'CORSConfiguration', MAX_DOCUMENT_BYTES);
    await call.services.store.settings.set(bucketNameOf(call), 'cors', configurationOf(document));
    return emptyReply(200);
  },
};

function configurationOf(document: XmlElement): CorsConfiguration {
  const rules = childrenOf(document, 'CORSRule');
  if (rules.length < 1 || rules.length > MOST_RULES) {
    throw invalidValue('CORSRule', String(rules.length), `1 to ${MOST_RULES} rules`);
  }
  return { rules: rules.map(ruleOf), responseVary: flagIn(document, 'ResponseVary', false) };
}

function ruleOf(rule: XmlElement): CorsRule {
  const oneStar = 'with at most one *, of 1 to 256 characters';
  const origins = textsIn(rule, 'AllowedOrigin', (text) => ORIGIN.test(text) && hasOneStar(text), `origins ${oneStar}`);
  const methods = textsIn(rule, 'AllowedMethod', (text) => METHODS.includes(text), METHODS.join(', '));
  required('AllowedOrigin', origins);
  required('AllowedMethod', methods);
  const names = `names of headers ${oneStar}`;
  const headers = textsIn(rule, 'AllowedHeader', (text) => HEADER.test(text) && hasOneStar(text), names);
  const exposed = textsIn(
    rule,
    'ExposeHeader',
    (text) => HEADER.test(text) && !text.includes('*'),
    'names of headers without *',
  );
  const maxAgeSeconds = maxAgeOf(rule);
  return {
    origins,
    methods,
    headers: headers.map((header) => header.toLowerCase()),
    exposed,
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
  };
}

function textsIn(rule: XmlElement, name: string, fits: (text: string) => boolean, allowed: string): readonly string[] {
  const texts = childrenOf(rule, name).map(({ text }) => text.trim());
  const wrong = texts.find((text) => !fits(text));
  if (wrong !== undefined) throw invalidValue(name, wrong, allowed);
  return [...new Set(texts)];
}

function required(name: string, texts: readonly string[]): void {
  if (texts.length > 0) return;
  throw new OssError('MissingArgument', `A CORSRule has no ${name}.`, { fields: { ArgumentName: name } });
}

function maxAgeOf(rule: XmlElement): number | undefined {
  const name = 'MaxAgeSeconds';
  const text = textOf(rule, name)?.trim();
  if (text === undefined) return undefined;
  if (childrenOf(rule, name).length === 1 && /^\d{1,9}$/.test(text)) return Number(text);
  throw invalidValue(name, text, `one number from 0 to ${MAX_AGE}`);
}

function hasOneStar(text: string): boolean {
  return text.indexOf('*') === text.lastIndexOf('*');
}
