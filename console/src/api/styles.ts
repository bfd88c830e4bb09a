/** The styles of a bucket, and whether a chain is one. */
import { ossPath } from './oss';
import { escapeXml, getXml, send, sendJson, textOf } from './request';

export interface Style {
  readonly name: string;
  /** 'image/resize,w_200'. */
  readonly content: string;
  readonly modifiedAt: Date;
}

export async function listStyles(bucket: string, signal?: AbortSignal): Promise<readonly Style[]> {
  const xml = await getXml(ossPath(bucket, '', { style: '' }), signal);
  return [...xml.querySelectorAll('Style')].map((element) => ({
    name: textOf(element, 'Name'),
    content: textOf(element, 'Content'),
    modifiedAt: new Date(textOf(element, 'LastModifyTime')),
  }));
}

/** Replaces the style of that name. */
export async function putStyle(bucket: string, name: string, content: string): Promise<void> {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Style><Content>${escapeXml(content)}</Content></Style>`;
  await send(ossPath(bucket, '', { style: '', styleName: name }), { method: 'PUT', body });
}

export async function deleteStyle(bucket: string, name: string): Promise<void> {
  await send(ossPath(bucket, '', { style: '', styleName: name }), { method: 'DELETE' });
}

/** What is wrong in a chain; offsets are those of JavaScript, `to` is behind it. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

/** undefined: the server takes it. */
export async function faultIn(chain: string): Promise<Fault | undefined> {
  return (await sendJson<{ fault: Fault | null }>('POST', '/api/chain', { chain })).fault ?? undefined;
}
