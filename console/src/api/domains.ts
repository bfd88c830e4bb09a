/** Domains of its own that a bucket answers under. */
import { ossPath } from './oss';
import { escapeXml, getXml, send, textOf } from './request';

export interface BoundDomain {
  readonly domain: string;
  readonly boundAt: Date;
}

export async function boundDomains(bucket: string, signal?: AbortSignal): Promise<readonly BoundDomain[]> {
  const xml = await getXml(ossPath(bucket, '', { cname: '' }), signal);
  return Array.from(xml.getElementsByTagName('Cname'), (element) => ({
    domain: textOf(element, 'Domain'),
    boundAt: new Date(textOf(element, 'LastModified')),
  }));
}

export function bindDomain(bucket: string, domain: string): Promise<unknown> {
  return change(bucket, 'add', domain);
}

export function unbindDomain(bucket: string, domain: string): Promise<unknown> {
  return change(bucket, 'delete', domain);
}

function change(bucket: string, comp: 'add' | 'delete', domain: string): Promise<unknown> {
  const inner = `<Cname><Domain>${escapeXml(domain)}</Domain></Cname>`;
  const body = `<BucketCnameConfiguration>${inner}</BucketCnameConfiguration>`;
  return send(ossPath(bucket, '', { cname: '', comp }), { method: 'POST', body });
}

/** http://img.example.com:9000/: where the data port answers under that name. */
export function domainUrl(endpoint: string, domain: string): string {
  const { protocol, port } = new URL(endpoint);
  return `${protocol}//${domain}${port === '' ? '' : `:${port}`}/`;
}
