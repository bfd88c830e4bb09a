/** A URL that grants what it names to whoever holds it. Its signature comes from v1.ts or v4.ts. */
import { percentEncode } from '../percent.js';

export interface UrlToSign {
  /** Scheme, host and port: 'http://localhost:9000'. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly key: string;
  readonly method?: string;
  /** Parameters besides the signature's own, decoded: [['x-oss-process', 'image/resize,w_200']]. */
  readonly query?: Parameters;
  readonly accessKeyId: string;
  readonly secret: string;
}

/** Names and values, decoded. */
export type Parameters = readonly (readonly [string, string])[];

/** Path style, which needs no name that somebody would have to resolve. A parameter without a value is a bare name. */
export function writeUrl({ endpoint, bucket, key }: UrlToSign, parameters: Parameters): string {
  return `${endpoint.replace(/\/$/, '')}/${bucket}/${writeKey(key)}?${writeQuery(parameters)}`;
}

/** Clients take `.` and `..` out of a path, also as %2E, but not what stands between encoded slashes. */
export function writeKey(key: string): string {
  return percentEncode(key, /(?:^|\/)\.{1,2}(?:\/|$)/.test(key) ? '' : '/');
}

export function writeQuery(parameters: Parameters): string {
  return parameters.map(([name, value]) => writeParameter(name, value)).join('&');
}

export function writeParameter(name: string, value: string): string {
  return value === '' ? percentEncode(name) : `${percentEncode(name)}=${percentEncode(value)}`;
}
