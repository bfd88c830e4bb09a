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

export interface Checked {
  /** null: the server takes it. */
  readonly fault: Fault | null;
  /** The chain of today that it means, to be looked at; null: the old syntax alone can say it. */
  readonly today: string | null;
}

export function checkChain(chain: string): Promise<Checked> {
  return sendJson('POST', '/api/chain', { chain });
}
