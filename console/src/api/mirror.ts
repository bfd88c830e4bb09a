/** What fetches the files that a bucket has not. */
import { ApiError } from './errors';
import { ossPath } from './oss';
import { escapeXml, getXml, send, textOf } from './request';

export interface MirrorRule {
  /** Rules are tried in this order. */
  readonly number: number;
  /** Of names; '' fits all. */
  readonly prefix: string;
  readonly suffix: string;
  readonly url: string;
  /** In the place of the prefix at the origin. Absent: the name is the same there. */
  readonly replacement?: string;
  readonly followsRedirects: boolean;
  readonly checksMd5: boolean;
  /** HEAD fetches, too. */
  readonly onHead: boolean;
  /** What passes on headers and queries and has no field here, as the server wrote it; nothing of it is sent with origin://. */
  readonly passing: string;
  readonly passesOn: boolean;
  /** What else has no field. */
  readonly rest: string;
}

const QUERY = { website: '' } as const;
const WITH_FIELDS = [
  ...['RedirectType', 'MirrorURL', 'MirrorFollowRedirect', 'MirrorCheckMd5', 'MirrorAllowHeadObject'],
  ...['EnableReplacePrefix', 'ReplaceKeyPrefixWith'],
];
const PASSING = ['PassQueryString', 'MirrorPassQueryString', 'MirrorHeaders'];

export async function mirrorRules(bucket: string, signal?: AbortSignal): Promise<readonly MirrorRule[]> {
  try {
    const xml = await getXml(ossPath(bucket, '', QUERY), signal);
    return [...xml.querySelectorAll('RoutingRules > RoutingRule')].map(ruleOf);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NoSuchWebsiteConfiguration') return [];
    throw error;
  }
}

/** All of them anew; none takes the configuration away. */
export async function setMirrorRules(bucket: string, rules: readonly MirrorRule[]): Promise<void> {
  const path = ossPath(bucket, '', QUERY);
  if (rules.length === 0) {
    await send(path, { method: 'DELETE' });
    return;
  }
  const list = rules.map(written).join('');
  const body = `<WebsiteConfiguration><RoutingRules>${list}</RoutingRules></WebsiteConfiguration>`;
  await send(path, { method: 'PUT', body });
}

/** Of the operator's, with a key: its requests are signed, so they are not redirected, and have nothing of the caller's. */
export function isNamed(url: string): boolean {
  return /^\s*origin:/i.test(url);
}

function ruleOf(rule: Element): MirrorRule {
  const isOn = (name: string) => textOf(rule, `Redirect > ${name}`) === 'true';
  const redirect = [...(rule.querySelector('Redirect')?.children ?? [])];
  const passing = redirect.filter(({ tagName }) => PASSING.includes(tagName));
  const rest = redirect.filter(({ tagName }) => ![...WITH_FIELDS, ...PASSING].includes(tagName));
  const headers = [...rule.querySelectorAll('MirrorHeaders > *')];
  return {
    number: Number(textOf(rule, 'RuleNumber')),
    prefix: textOf(rule, 'KeyPrefixEquals'),
    suffix: textOf(rule, 'KeySuffixEquals'),
    url: textOf(rule, 'MirrorURL'),
    ...(isOn('EnableReplacePrefix') && { replacement: textOf(rule, 'ReplaceKeyPrefixWith') }),
    followsRedirects: isOn('MirrorFollowRedirect'),
    checksMd5: isOn('MirrorCheckMd5'),
    onHead: isOn('MirrorAllowHeadObject'),
    passing: asWritten(passing),
    passesOn: isOn('MirrorPassQueryString') || headers.some(({ textContent }) => textContent !== 'false'),
    rest: asWritten(rest),
  };
}

function asWritten(elements: readonly Element[]): string {
  return elements.map(({ outerHTML }) => outerHTML.replaceAll('\r', '&#13;')).join('');
}

function written(rule: MirrorRule): string {
  const { number, prefix, suffix, url, replacement, followsRedirects, checksMd5, onHead, passing, rest } = rule;
  const element = (name: string, value: string | boolean | number) => `<${name}>${escapeXml(String(value))}</${name}>`;
  const condition = [
    element('KeyPrefixEquals', prefix),
    element('KeySuffixEquals', suffix),
    element('HttpErrorCodeReturnedEquals', 404),
  ];
  const redirect = [
    element('RedirectType', 'Mirror'),
    element('MirrorURL', url),
    element('MirrorFollowRedirect', followsRedirects && !isNamed(url)),
    element('MirrorCheckMd5', checksMd5),
    element('MirrorAllowHeadObject', onHead),
    element('EnableReplacePrefix', replacement !== undefined),
    replacement === undefined ? '' : element('ReplaceKeyPrefixWith', replacement),
    isNamed(url) ? '' : passing,
    rest,
  ];
  const both = `<Condition>${condition.join('')}</Condition><Redirect>${redirect.join('')}</Redirect>`;
  return `<RoutingRule>${element('RuleNumber', number)}${both}</RoutingRule>`;
}
