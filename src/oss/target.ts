/** Host and raw path -> what is asked for. */
import { isIP } from 'node:net';
import { OssError } from '../errors.js';
import { checkBucketName, checkObjectName } from './names.js';
import { percentDecode } from './percent.js';

interface Addressed {
  /** 'img': reached through an IMG domain, where the older grammar and its error names hold. */
  readonly dialect: 'oss' | 'img';
  /** Where the bucket's name stood: in the host or in the path; or a host of its owner's own stood for it. */
  readonly style: 'virtual' | 'path' | 'custom';
}

export type Target = Addressed &
  (
    | { readonly scope: 'service'; readonly bucket?: undefined; readonly key?: undefined }
    | { readonly scope: 'bucket'; readonly bucket: string; readonly key?: undefined }
    | { readonly scope: 'object'; readonly bucket: string; readonly key: string }
  );

/** A label between bucket and base domain: a region's OSS endpoint (internal or not) or its IMG endpoint. */
const ENDPOINT = /^(?:oss(?:-[a-z0-9-]+)?|img-[a-z0-9-]+)$/;

/**
 * The hosts of one base domain D: `B.D`, `B.oss-REGION[-internal].D`, `B.oss.D` and `B.img-REGION.D` name the bucket;
 * the same without `B.` and every IP address mean that the path names it. The region is not checked: clients keep the
 * one they were configured with.
 *
 * @param domains base domains in lower case, without port
 * @param bound the bucket that the host is bound to, if it is a host of somebody's own: see ownHost()
 * @throws OssError 400 InvalidRequest without a host or a path, 404 NoSuchBucket for a host outside the base
 *   domains, 400 InvalidBucketName, 400 InvalidObjectName (also for malformed percent-encoding in a key)
 */
export function resolveTarget(
  request: { host: string; rawPath: string },
  domains: readonly string[],
  bound?: string,
): Target {
  const host = hostName(request.host);
  if (!request.rawPath.startsWith('/')) {
    throw new OssError('InvalidRequest', 'The request target must be an absolute path.');
  }
  const path = request.rawPath.slice(1);
  if (bound !== undefined) return inBucket(bound, path, { dialect: 'oss', style: 'custom' });
  const { bucket, endpoint } = matchHost(host, domains);
  const dialect = endpoint?.startsWith('img-') ? 'img' : 'oss';
  if (bucket !== undefined) return inBucket(bucket, path, { dialect, style: 'virtual' });

  if (path === '') return { scope: 'service', dialect, style: 'path' };
  // oss2 writes the slashes of a key as %2F: the first raw slash is the one behind the bucket.
  const slash = path.indexOf('/');
  const name = percentDecode(slash < 0 ? path : path.slice(0, slash)) ?? '';
  return inBucket(name, slash < 0 ? '' : path.slice(slash + 1), { dialect, style: 'path' });
}

function inBucket(name: string, rawKey: string, addressed: Addressed): Target {
  const bucket = checkBucketName(name);
  if (rawKey === '') return { scope: 'bucket', bucket, ...addressed };
  const key = percentDecode(rawKey);
  if (key === undefined) {
    throw new OssError('InvalidObjectName', 'The object name is not valid percent-encoded UTF-8 without U+0000.');
  }
  return { scope: 'object', bucket, key: checkObjectName(key), ...addressed };
}

const DOMAIN = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether a text in lower case can be bound to a bucket: a domain of two labels or more, and no address. */
export function isDomainName(text: string): boolean {
  return DOMAIN.test(text);
}

/** Whether a host is answered by the base domains, whatever is bound. */
export function isOurs(host: string, domains: readonly string[]): boolean {
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/**
 * The host of a request when it may be bound to a bucket: a domain outside the base domains.
 * @throws OssError 400 InvalidRequest without a host
 */
export function ownHost(request: { host: string }, domains: readonly string[]): string | undefined {
  const host = hostName(request.host);
  return !isOurs(host, domains) && isDomainName(host) ? host : undefined;
}

/** Lower case, without port, brackets or the dot of a fully qualified name. */
function hostName(header: string): string {
  const host = header.trim().toLowerCase();
  const bare = host.startsWith('[') ? host.replace(/^\[([^\]]*)\](?::\d*)?$/, '$1') : host.replace(/:\d*$/, '');
  if (bare !== '') return bare.replace(/\.$/, '');
  throw new OssError('InvalidRequest', 'The Host header is missing.');
}

function matchHost(host: string, domains: readonly string[]): { bucket?: string; endpoint?: string } {
  if (domains.includes(host) || isIP(host) !== 0) return {};
  // Of two base domains that both fit, such as example.com and oss.example.com, the longer one is meant.
  const base = domains.filter((domain) => host.endsWith(`.${domain}`)).sort((a, b) => b.length - a.length)[0];
  if (base !== undefined) {
    const labels = host.slice(0, -base.length - 1).split('.');
    const [first = '', second] = labels;
    if (labels.length === 1) return ENDPOINT.test(first) ? { endpoint: first } : { bucket: first };
    if (labels.length === 2 && second !== undefined && ENDPOINT.test(second))
      return { bucket: first, endpoint: second };
  }
  const shown = host.slice(0, 253);
  throw new OssError(
    'NoSuchBucket',
    `The specified bucket does not exist. No bucket answers on the host ${shown}; the server's base domains are set with --domain, and a domain of your own is bound to a bucket with PutCname.`,
    { ec: '0015-00000101', fields: { BucketName: shown } },
  );
}
