/** Which pages of other origins may use a bucket from a browser. */
import { ApiError } from './errors';
import { ossPath } from './oss';
import { escapeXml, getXml, send, textOf } from './request';

export const CORS_METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'] as const;

export interface CorsRule {
  /** With at most one '*' each. */
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  /** Absent: the browser decides. */
  readonly maxAgeSeconds?: number;
}

export interface CorsRules {
  /** The first that fits counts. */
  readonly rules: readonly CorsRule[];
  readonly responseVary: boolean;
}

const QUERY = { cors: '' } as const;

export async function corsRules(bucket: string, signal?: AbortSignal): Promise<CorsRules> {
  try {
    const xml = await getXml(ossPath(bucket, '', QUERY), signal);
    const rules = [...xml.getElementsByTagName('CORSRule')].map(ruleOf);
    return { rules, responseVary: textOf(xml, 'ResponseVary') === 'true' };
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NoSuchCORSConfiguration')
      return { rules: [], responseVary: false };
    throw error;
  }
}

/** All of them anew; none takes the configuration away. */
export async function setCorsRules(bucket: string, { rules, responseVary }: CorsRules): Promise<void> {
  const path = ossPath(bucket, '', QUERY);
  if (rules.length === 0) {
    await send(path, { method: 'DELETE' });
    return;
  }
  const vary = `<ResponseVary>${responseVary}</ResponseVary>`;
  const body = `<CORSConfiguration>${rules.map(written).join('')}${vary}</CORSConfiguration>`;
  await send(path, { method: 'PUT', body });
}

function ruleOf(element: Element): CorsRule {
  const all = (name: string) => Array.from(element.getElementsByTagName(name), ({ textContent }) => textContent ?? '');
  const age = textOf(element, 'MaxAgeSeconds');
  return {
    origins: all('AllowedOrigin'),
    methods: all('AllowedMethod'),
    headers: all('AllowedHeader'),
    exposed: all('ExposeHeader'),
    ...(age !== '' && { maxAgeSeconds: Number(age) }),
  };
}

function written({ origins, methods, headers, exposed, maxAgeSeconds }: CorsRule): string {
  const all = (name: string, values: readonly (string | number)[]) =>
    values.map((value) => `<${name}>${escapeXml(String(value))}</${name}>`).join('');
  const age = maxAgeSeconds === undefined ? [] : [maxAgeSeconds];
  return `<CORSRule>${all('AllowedOrigin', origins)}${all('AllowedMethod', methods)}${all('AllowedHeader', headers)}${all('ExposeHeader', exposed)}${all('MaxAgeSeconds', age)}</CORSRule>`;
}
