/** What a bucket has besides its objects: who may read it, and how it is used. */
import { writeXml } from '../http/xml.js';
import { childOf, childrenOf, textOf } from '../http/xml-document.js';
import type { OssCall, OssClient } from './oss/client.js';
import { RemoteFailure } from './place.js';

/** Lifecycle rules are not among them: their days would begin anew, and objects vanish that were just moved. */
const DOCUMENTS = [
  { name: 'processConfiguration', shown: 'the separators and source protection' },
  { name: 'cors', shown: 'the CORS rules' },
  { name: 'referer', shown: 'the Referer rules' },
] as const;

interface Setting {
  /** 'the style small'. */
  readonly shown: string;
  /** Equal texts are equal settings. */
  readonly value: string;
  readonly put: Pick<OssCall, 'query' | 'headers' | 'body'>;
}

export interface SettingsWatch {
  readonly dryRun: boolean;
  /** Of a setting that was or would be made. */
  done(what: string): void;
  failed(line: string): void;
}

/** Makes the target's settings those of the source; what only the target has stays. */
export async function moveSettings(
  from: OssClient,
  to: OssClient,
  watch: SettingsWatch & { readonly bucketIsThere: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const { signal } = watch;
  const wanted = await settingsOf(from, signal, watch);
  const known = watch.bucketIsThere ? await settingsOf(to, signal) : [aclSetting('private')];
  const there = new Map(known.map(({ shown, value }) => [shown, value]));
  for (const { shown, value, put } of wanted) {
    if (there.get(shown) === value) continue;
    try {
      if (!watch.dryRun) await to.head({ method: 'PUT', ...put, signal });
      watch.done(shown);
    } catch (error) {
      if (!(error instanceof RemoteFailure)) throw error;
      watch.failed(`${shown}: ${error.message}`);
    }
  }
}

async function settingsOf(client: OssClient, signal: AbortSignal, watch?: SettingsWatch): Promise<Setting[]> {
  const found: Setting[] = [];
  for (const read of [aclOf, ...DOCUMENTS.map(documentOf), stylesOf]) {
    try {
      found.push(...(await read(client, signal)));
    } catch (error) {
      if (!(error instanceof RemoteFailure)) throw error;
      // A bucket without CORS rules, a service without Referer rules.
      if (error.status !== 404 && error.status !== 501)
        watch?.failed(`the settings of ${client.bucket}: ${error.message}`);
    }
  }
  return found;
}

type Read = (client: OssClient, signal: AbortSignal) => Promise<Setting[]>;

const aclOf: Read = async (client, signal) => {
  const root = await client.xml({ method: 'GET', query: [['acl', '']], signal });
  const list = childOf(root, 'AccessControlList');
  const acl = (list && textOf(list, 'Grant')) ?? '';
  return [aclSetting(acl)];
};

function aclSetting(acl: string): Setting {
  return { shown: `the ACL ${acl}`, value: acl, put: { query: [['acl', '']], headers: { 'x-oss-acl': acl } } };
}

function documentOf({ name, shown }: (typeof DOCUMENTS)[number]): Read {
  return async (client, signal) => {
    const { text } = await client.document({ method: 'GET', query: [[name, '']], signal });
    const value = text.replace(/<LastModified>[^<]*<\/LastModified>/g, '');
    return [
      {
        shown,
        value,
        put: { query: [[name, '']], headers: { 'content-type': 'application/xml' }, body: Buffer.from(text) },
      },
    ];
  };
}

const stylesOf: Read = async (client, signal) => {
  const root = await client.xml({ method: 'GET', query: [['style', '']], signal });
  return childrenOf(root, 'Style').map((style) => {
    const name = textOf(style, 'Name') ?? '';
    const Content = textOf(style, 'Content') ?? '';
    const category = textOf(style, 'Category') ?? 'image';
    const query = [
      ['style', ''],
      ['styleName', name],
      ['category', category],
    ] as const;
    const headers = { 'content-type': 'application/xml' };
    return {
      shown: `the style ${name}`,
      value: `${category} ${Content}`,
      put: { query, headers, body: Buffer.from(writeXml('Style', { Content })) },
    };
  });
};
