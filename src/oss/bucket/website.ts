/** The document of `?website`: of all that it can hold, rules that mirror. */
import { invalidValue, OssError } from '../../errors.js';
import type { XmlTree } from '../../http/xml.js';
import { childOf, childrenOf, textOf, type XmlElement } from '../../http/xml-document.js';
import type { OriginAddresses } from '../../origin/addresses.js';
import { ORIGIN_URL, originUrl } from '../../origin/url.js';
import type { MirrorHeaders, MirrorRule, WebsiteConfiguration } from '../../store/bucket-settings.js';
import { NAMED_URL, namedUrl } from '../mirror/named-origin.js';
import { isHeaderValue, mayBeSent } from '../mirror/rule.js';
import { MAX_KEY_BYTES } from '../names.js';
import { flagIn, textIn } from './xml-values.js';

export const WEBSITE_ROOT = 'WebsiteConfiguration';
/** As many as the vendor allows. */
const MOST_RULES = 20;
const MOST_HEADERS = 20;

const OF_RULE = ['RuleNumber', 'Condition', 'Redirect'];
const OF_CONDITION = ['KeyPrefixEquals', 'KeySuffixEquals', 'HttpErrorCodeReturnedEquals'];
const OF_REDIRECT = [
  ...['RedirectType', 'PassQueryString', 'MirrorURL', 'MirrorPassQueryString', 'MirrorFollowRedirect'],
  ...['MirrorCheckMd5', 'MirrorAllowHeadObject', 'MirrorHeaders', 'MirrorSNI'],
  ...['EnableReplacePrefix', 'ReplaceKeyPrefixWith'],
];
const OF_HEADERS = ['PassAll', 'Pass', 'Remove', 'Set'];

/** What the bucket may be filled from. */
export interface AllowedOrigins {
  readonly addresses: OriginAddresses;
  /** Whether it may name the operator's origin of that name. */
  mayName(name: string): boolean;
}

/** @throws OssError 400 InvalidArgument, MissingArgument; 501 NotImplemented for all else that a website can be */
export function websiteOfDocument(document: XmlElement, allowed: AllowedOrigins): WebsiteConfiguration {
  refuseOthers(document, ['RoutingRules']);
  const list = childOf(document, 'RoutingRules');
  const found = list === undefined ? [] : childrenOf(list, 'RoutingRule');
  if (list !== undefined) refuseOthers(list, ['RoutingRule']);
  if (found.length < 1 || found.length > MOST_RULES) {
    throw invalidValue('RoutingRule', String(found.length), `1 to ${MOST_RULES} rules`);
  }
  const rules = found.map((rule) => ruleOf(rule, allowed)).sort((a, b) => a.number - b.number);
  const twice = rules.find(({ number }, index) => rules[index + 1]?.number === number);
  if (twice !== undefined) throw invalidValue('RuleNumber', String(twice.number), 'another number for each rule');
  return { rules };
}

export function websiteXml({ rules }: WebsiteConfiguration): XmlTree {
  return { RoutingRules: { RoutingRule: rules.map(ruleXml) } };
}

/** What is not known would be overlooked, and the rule do something else than it says. What is switched off is nothing. */
function refuseOthers(parent: XmlElement, known: readonly string[]): void {
  const other = parent.children.find(({ name, text, children }) => {
    const off = children.length === 0 && ['', 'false'].includes(text.trim().toLowerCase());
    return !known.includes(name) && !off;
  });
  if (other === undefined) return;
  throw new OssError(
    'NotImplemented',
    `${other.name} of a ${parent.name} is not implemented: a website is rules that mirror.`,
    {
      fields: { Element: other.name },
    },
  );
}

function ruleOf(rule: XmlElement, allowed: AllowedOrigins): MirrorRule {
  refuseOthers(rule, OF_RULE);
  const [condition, redirect] = [required(rule, 'Condition'), required(rule, 'Redirect')];
  const type = textIn(redirect, 'RedirectType');
  if (type !== 'Mirror') throw notMirror(type);
  refuseOthers(condition, OF_CONDITION);
  refuseOthers(redirect, OF_REDIRECT);
  const code = textIn(condition, 'HttpErrorCodeReturnedEquals');
  if (code !== '404') throw invalidValue('HttpErrorCodeReturnedEquals', code, '404');
  const prefix = keyPart(condition, 'KeyPrefixEquals');
  const replaces = flagIn(redirect, 'EnableReplacePrefix', false) && prefix !== '';
  const passes = flagIn(redirect, 'PassQueryString', false);
  flagIn(redirect, 'MirrorSNI', true);
  const url = urlIn(redirect, allowed);
  const named = namedUrl(url) !== undefined;
  const kept: MirrorRule = {
    number: numberOf(rule),
    prefix,
    suffix: keyPart(condition, 'KeySuffixEquals'),
    url,
    ...(replaces && { replacesPrefix: keyPart(redirect, 'ReplaceKeyPrefixWith') }),
    followsRedirects: flagIn(redirect, 'MirrorFollowRedirect', !named),
    checksMd5: flagIn(redirect, 'MirrorCheckMd5', false),
    passesQuery: flagIn(redirect, 'MirrorPassQueryString', passes),
    onHead: flagIn(redirect, 'MirrorAllowHeadObject', false),
    headers: mirrorHeaders(childOf(redirect, 'MirrorHeaders')),
  };
  if (named) refuseUnsigned(kept);
  return kept;
}

/** A signed request says what it says: a parameter of the caller's could make it another one, such as `?acl`. */
function refuseUnsigned({ followsRedirects, passesQuery, headers }: MirrorRule): void {
  const wanted: readonly (readonly [string, boolean])[] = [
    ['MirrorFollowRedirect', followsRedirects],
    ['MirrorPassQueryString', passesQuery],
    [
      'MirrorHeaders',
      headers.passesAll || [headers.pass, headers.remove, headers.set].some(({ length }) => length > 0),
    ],
  ];
  const name = wanted.find(([, given]) => given)?.[0];
  if (name === undefined) return;
  const allowed = name === 'MirrorHeaders' ? 'nothing' : 'false';
  throw invalidValue(name, 'true', `${allowed} with origin://, whose requests are signed`);
}

function required(rule: XmlElement, name: string): XmlElement {
  const found = childOf(rule, name);
  if (found !== undefined) return found;
  throw new OssError('MissingArgument', `A RoutingRule has no ${name}.`, { fields: { ArgumentName: name } });
}

function notMirror(type: string): OssError {
  if (type !== 'External' && type !== 'Internal' && type !== 'AliCDN')
    return invalidValue('RedirectType', type, 'Mirror');
  const message = `RedirectType ${type} is not implemented. Allowed: Mirror.`;
  return new OssError('NotImplemented', message, { fields: { Element: 'RedirectType' } });
}

function numberOf(rule: XmlElement): number {
  const text = textIn(rule, 'RuleNumber');
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw invalidValue('RuleNumber', text, 'a number from 1 to 999999999');
}

/** White space around it is part of a key. */
function keyPart(parent: XmlElement, name: string): string {
  const text = textOf(parent, name) ?? '';
  if (Buffer.byteLength(text) <= MAX_KEY_BYTES && !text.includes('\0')) return text;
  throw invalidValue(name, text, `at most ${MAX_KEY_BYTES} bytes of UTF-8`);
}

/** As URLs are compared: a host in lower case, no port that goes without saying. */
function urlIn(redirect: XmlElement, { addresses, mayName }: AllowedOrigins): string {
  const text = textIn(redirect, 'MirrorURL');
  if (/^origin:/i.test(text)) {
    const named = namedUrl(text);
    if (named !== undefined && mayName(named.name)) return text;
    throw invalidValue('MirrorURL', text, NAMED_URL);
  }
  const url = originUrl(text, addresses);
  if (url !== undefined && /^https?:\/\//i.test(text) && text.endsWith('/') && !/[?#]/.test(text)) return url.href;
  throw invalidValue('MirrorURL', text, `${ORIGIN_URL}, ending in / without a query, at an address that may be asked`);
}

function mirrorHeaders(parent: XmlElement | undefined): MirrorHeaders {
  if (parent === undefined) return { passesAll: false, pass: [], remove: [], set: [] };
  refuseOthers(parent, OF_HEADERS);
  const set = childrenOf(parent, 'Set').map((each) => ({
    key: headerName('Key', textIn(each, 'Key')),
    value: headerValue(textIn(each, 'Value')),
  }));
  const [pass, remove] = [namesIn(parent, 'Pass'), namesIn(parent, 'Remove')];
  const most = Math.max(pass.length, remove.length, set.length);
  if (most > MOST_HEADERS) throw invalidValue('MirrorHeaders', String(most), `at most ${MOST_HEADERS} of a kind`);
  return { passesAll: flagIn(parent, 'PassAll', false), pass, remove, set };
}

function namesIn(parent: XmlElement, element: string): readonly string[] {
  return childrenOf(parent, element).map(({ text }) => headerName(element, text.trim()));
}

function headerName(element: string, text: string): string {
  const name = text.toLowerCase();
  if (mayBeSent(name)) return name;
  throw invalidValue(
    element,
    text,
    'the name of a header that is not about the connection, the signature or the client',
  );
}

function headerValue(text: string): string {
  if (isHeaderValue(text)) return text;
  throw invalidValue('Value', text, '1 to 1024 printable ASCII characters');
}

function ruleXml(rule: MirrorRule) {
  const { passesAll, pass, remove, set } = rule.headers;
  return {
    RuleNumber: rule.number,
    Condition: {
      KeyPrefixEquals: rule.prefix === '' ? undefined : rule.prefix,
      KeySuffixEquals: rule.suffix === '' ? undefined : rule.suffix,
      HttpErrorCodeReturnedEquals: 404,
    },
    Redirect: {
      RedirectType: 'Mirror',
      PassQueryString: rule.passesQuery,
      MirrorURL: rule.url,
      MirrorPassQueryString: rule.passesQuery,
      MirrorFollowRedirect: rule.followsRedirects,
      MirrorCheckMd5: rule.checksMd5,
      MirrorAllowHeadObject: rule.onHead,
      EnableReplacePrefix: rule.replacesPrefix !== undefined,
      ReplaceKeyPrefixWith: rule.replacesPrefix,
      MirrorHeaders: {
        PassAll: passesAll,
        Pass: pass,
        Remove: remove,
        Set: set.map(({ key, value }) => ({ Key: key, Value: value })),
      },
    },
  };
}
