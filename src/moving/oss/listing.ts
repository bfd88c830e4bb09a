/** The objects of a bucket, page by page. */
import { childOf, childrenOf, textOf, type XmlElement } from '../../http/xml-document.js';
import { percentDecode } from '../../oss/percent.js';
import { again } from '../again.js';
import { bareEtag, md5Of } from '../etags.js';
import { inOrder } from '../order.js';
import { type Listed, RemoteFailure } from '../place.js';
import type { OssClient } from './client.js';

const PAGE = '1000';

export interface ListOptions {
  readonly prefix: string;
  /** Taken from the front of every key; `prefix` begins with it. */
  readonly strip: number;
  readonly signal: AbortSignal;
  /** Only keys behind this one, prefix included. */
  readonly after?: string;
}

/** With prefix.slice(strip) in front of their keys. @throws RemoteFailure, also for a listing that is none */
export function listBucket(client: OssClient, options: ListOptions): AsyncGenerator<Listed> {
  return inOrder(pages(client, options));
}

async function* pages(client: OssClient, { prefix, strip, signal, after = '' }: ListOptions): AsyncGenerator<Listed> {
  let token: string | undefined;
  for (;;) {
    const from: readonly [string, string] =
      token === undefined ? ['start-after', after] : ['continuation-token', token];
    const query = [['list-type', '2'], ['encoding-type', 'url'], ['max-keys', PAGE], ['prefix', prefix], from] as const;
    const asked = query.filter(([, value]) => value !== '');
    const root = await again(() => client.xml({ method: 'GET', query: asked, signal }), signal);
    const encoded = textOf(root, 'EncodingType') === 'url';
    for (const each of childrenOf(root, 'Contents')) yield listed(each, encoded, prefix, strip);
    if (textOf(root, 'IsTruncated') !== 'true') return;
    const next = textOf(root, 'NextContinuationToken');
    if (next === undefined || next === token) throw nonsense('it does not say where its next page begins');
    if (childOf(root, 'Contents') === undefined) throw nonsense('it has an empty page and says that more follow');
    token = next;
  }
}

function listed(element: XmlElement, encoded: boolean, prefix: string, strip: number): Listed {
  const name = textOf(element, 'Key') ?? '';
  const key = encoded ? percentDecode(name) : name;
  if (key === undefined || key === '' || !key.startsWith(prefix)) throw nonsense(`it has a key that was not asked for`);
  const text = textOf(element, 'Size') ?? '';
  if (!/^\d{1,15}$/.test(text)) throw nonsense(`'${key}' has no size in it`);
  const etag = bareEtag(textOf(element, 'ETag'));
  const type = textOf(element, 'Type');
  return {
    key: key.slice(strip),
    size: Number(text),
    ...(etag !== '' && { etag }),
    ...(type === 'Normal' && md5Of(etag)),
    ...(type === 'Symlink' && { symlink: true }),
  };
}

function nonsense(what: string): RemoteFailure {
  return new RemoteFailure(`the listing cannot be trusted: ${what}`, 0);
}
