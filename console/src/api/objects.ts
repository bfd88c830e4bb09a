/** Listing, reading and changing objects. */
import { md5 } from 'js-md5';
import { encodeKey, type ObjectAcl, ossPath } from './oss';
import { escapeXml, getXml, send, textOf } from './request';

export interface FileRow {
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

export interface ListPage {
  /** Prefixes that end in '/'. */
  readonly folders: readonly string[];
  readonly files: readonly FileRow[];
  /** Absent: that was all. */
  readonly next?: string;
}

export interface ListQuery {
  readonly prefix: string;
  /** Absent: what is in folders is listed, too. */
  readonly delimiter?: '/';
  readonly token?: string | undefined;
}

/** The most that the API gives at once, and takes to delete. */
export const PAGE = 1000;

export async function listObjects(bucket: string, query: ListQuery, signal?: AbortSignal): Promise<ListPage> {
  const path = ossPath(bucket, '', {
    'list-type': 2,
    'max-keys': PAGE,
    // A key may hold what XML cannot.
    'encoding-type': 'url',
    prefix: query.prefix || undefined,
    delimiter: query.delimiter,
    'continuation-token': query.token,
  });
  const xml = await getXml(path, signal);
  const next = textOf(xml, 'NextContinuationToken');
  return {
    folders: [...xml.querySelectorAll('CommonPrefixes > Prefix')].map((element) => decoded(element.textContent ?? '')),
    files: [...xml.getElementsByTagName('Contents')].map(fileOf),
    ...(next !== '' && { next }),
  };
}

/** Of a thousand, so without a search for each member. */
function fileOf(contents: Element): FileRow {
  const member: Record<string, string> = {};
  for (const element of contents.children) member[element.tagName] = element.textContent ?? '';
  const { Key = '', Size = '', LastModified = '' } = member;
  return { key: decoded(Key), size: Number(Size), modifiedAt: new Date(LastModified) };
}

function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** Every key that begins so, a page at a time. */
export async function* keysUnder(bucket: string, prefix: string): AsyncGenerator<readonly string[]> {
  let token: string | undefined;
  do {
    const page: ListPage = await listObjects(bucket, { prefix, token });
    yield page.files.map(({ key }) => key);
    token = page.next;
  } while (token !== undefined);
}

/** At most PAGE keys. */
export async function deleteObjects(bucket: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const objects = keys.map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`).join('');
  const body = `<?xml version="1.0" encoding="UTF-8"?><Delete><Quiet>true</Quiet>${objects}</Delete>`;
  await send(ossPath(bucket, '', { delete: '' }), {
    method: 'POST',
    body,
    // Asked for by the API; browsers have no MD5 of their own.
    headers: { 'content-md5': md5.base64(new TextEncoder().encode(body)) },
  });
}

export async function deleteObject(bucket: string, key: string): Promise<void> {
  await send(ossPath(bucket, key), { method: 'DELETE' });
}

export interface ObjectFacts {
  readonly size: number;
  readonly modifiedAt: Date | undefined;
  readonly etag: string;
  readonly storageClass: string;
  /** Content-Type and the others that HEADERS names; lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata, without x-oss-meta-. */
  readonly meta: Readonly<Record<string, string>>;
}

/** Those that are stored with an object and can be changed. */
export const HEADERS = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
] as const;

const META = 'x-oss-meta-';

export async function headObject(bucket: string, key: string, signal?: AbortSignal): Promise<ObjectFacts> {
  const init: RequestInit = { method: 'HEAD', cache: 'no-store', ...(signal && { signal }) };
  const { headers } = await send(ossPath(bucket, key), init);
  const modified = headers.get('last-modified');
  const kept = HEADERS.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, fromHeader(value)]];
  });
  const meta = [...headers].filter(([name]) => name.startsWith(META));
  return {
    size: Number(headers.get('content-length') ?? 0),
    modifiedAt: modified === null ? undefined : new Date(modified),
    etag: headers.get('etag') ?? '',
    storageClass: headers.get('x-oss-storage-class') ?? '',
    headers: Object.fromEntries(kept),
    meta: Object.fromEntries(meta.map(([name, value]) => [name.slice(META.length), fromHeader(value)])),
  };
}

/** The whole of headers and metadata anew: an object copied onto itself. Its ACL and its class stay. */
export async function setHeaders(
  bucket: string,
  key: string,
  { headers, meta }: Pick<ObjectFacts, 'headers' | 'meta'>,
  { acl, storageClass }: { readonly acl: ObjectAcl; readonly storageClass: string },
): Promise<void> {
  const sent: Record<string, string> = {
    'x-oss-copy-source': `/${bucket}/${encodeKey(key)}`,
    'x-oss-metadata-directive': 'REPLACE',
    'x-oss-object-acl': acl,
    ...(storageClass && { 'x-oss-storage-class': storageClass }),
  };
  for (const [name, value] of Object.entries(headers)) if (value !== '') sent[name] = toHeader(value);
  for (const [name, value] of Object.entries(meta)) if (name !== '') sent[META + name] = toHeader(value);
  await send(ossPath(bucket, key), { method: 'PUT', headers: sent });
}

export async function objectAcl(bucket: string, key: string, signal?: AbortSignal): Promise<ObjectAcl> {
  return textOf(await getXml(ossPath(bucket, key, { acl: '' }), signal), 'Grant') as ObjectAcl;
}

export async function setObjectAcl(bucket: string, key: string, acl: ObjectAcl): Promise<void> {
  await send(ossPath(bucket, key, { acl: '' }), { method: 'PUT', headers: { 'x-oss-object-acl': acl } });
}

/** Names of the bucket's styles, in the order of their creation. */
export async function styleNames(bucket: string, signal?: AbortSignal): Promise<readonly string[]> {
  const xml = await getXml(ossPath(bucket, '', { style: '' }), signal);
  return [...xml.querySelectorAll('Style > Name')].map((element) => element.textContent ?? '');
}

/** A browser reads the bytes of a header as latin1; the server sends UTF-8. */
function fromHeader(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

function toHeader(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
