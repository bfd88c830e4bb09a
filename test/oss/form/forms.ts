/** Forms as browsers write them, and signers of their own: as the API reference tells it, not as src/ does it. */
import { createHmac } from 'node:crypto';
import type { Ask, KeyPair } from '../request.js';
import { hmac, ROOT } from '../request.js';

export const BOUNDARY = '----WebKitFormBoundaryAbC123';

/** [name, value], or [name, value, filename, type]. */
export type Part = readonly [name: string, value: string | Buffer, filename?: string, type?: string];

export function formBody(parts: readonly Part[], boundary = BOUNDARY): Buffer {
  const pieces = parts.flatMap(([name, value, filename, type]) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
    filename === undefined ? '' : `; filename="${filename}"`,
    `${type === undefined ? '' : `\r\nContent-Type: ${type}`}\r\n\r\n`,
    value,
    '\r\n',
  ]);
  return Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
}

export function form(bucket: string, parts: readonly Part[], more: Ask = {}): Ask {
  return { path: `/${bucket}`, ...more, ...formOf(formBody(parts), more.headers) };
}

export function formOf(body: Ask['body'], headers: Ask['headers'] = {}): Ask {
  const type = `multipart/form-data; boundary=${BOUNDARY}`;
  return { method: 'POST', headers: { 'content-type': type, ...headers }, ...(body !== undefined && { body }) };
}

export const file = (content: string | Buffer = 'content', name = 'cat.txt', type = 'text/plain'): Part => [
  'file',
  content,
  name,
  type,
];

const base64 = (text: string) => Buffer.from(text).toString('base64');
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

export function policyOf(conditions: readonly unknown[] = [], expiration: unknown = inAnHour()): string {
  return base64(JSON.stringify({ expiration, conditions }));
}

export function signedV1(policy: string, pair: KeyPair = ROOT): Part[] {
  return [
    ['OSSAccessKeyId', pair.id],
    ['policy', policy],
    ['Signature', hmac(pair.secret, policy)],
  ];
}

export interface V4 {
  readonly at?: number;
  readonly region?: string;
  readonly pair?: KeyPair;
}

export function signedV4(policy: string, { at = Date.now(), region = 'cn-hangzhou', pair = ROOT }: V4 = {}): Part[] {
  const date = `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const day = date.slice(0, 8);
  let key: string | Buffer = `aliyun_v4${pair.secret}`;
  for (const part of [day, region, 'oss', 'aliyun_v4_request']) key = createHmac('sha256', key).update(part).digest();
  return [
    ['policy', policy],
    ['x-oss-signature-version', 'OSS4-HMAC-SHA256'],
    ['x-oss-credential', `${pair.id}/${day}/${region}/oss/aliyun_v4_request`],
    ['x-oss-date', date],
    ['x-oss-signature', createHmac('sha256', key).update(policy).digest('hex')],
  ];
}
