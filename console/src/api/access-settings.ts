/** How a bucket is used through styles: protection of the source pictures, separators, domains. */
import { ossPath } from './oss';
import { escapeXml, getXml, send, textOf } from './request';

export interface AccessSettings {
  /** Without their dots; '*' is every file. Empty: nothing is protected. */
  readonly suffixes: readonly string[];
  readonly separators: readonly string[];
  /** 'Synchronise to OSS domains': false: all of this holds on IMG domains alone. */
  readonly ossDomains: boolean;
  readonly oldSyntax: boolean;
  /** An element of the document for which there is no field: a document replaces everything. */
  readonly channelRules: string;
}

const QUERY = { processConfiguration: '' } as const;

export async function accessSettings(bucket: string, signal?: AbortSignal): Promise<AccessSettings> {
  const xml = await getXml(ossPath(bucket, '', QUERY), signal);
  return {
    suffixes: listed(textOf(xml, 'SourceFileProtectSuffix')),
    separators: listed(textOf(xml, 'StyleDelimiters')),
    ossDomains: textOf(xml, 'CompliedHost') !== 'Img',
    oldSyntax: textOf(xml, 'OssDomainSupportAtProcess') === 'Enabled',
    channelRules: xml.querySelector('BucketChannelConfig')?.outerHTML ?? '',
  };
}

export async function setAccessSettings(bucket: string, settings: AccessSettings): Promise<void> {
  const { suffixes, separators, ossDomains, oldSyntax, channelRules } = settings;
  const members = {
    CompliedHost: ossDomains ? 'Both' : 'Img',
    SourceFileProtect: switched(suffixes.length > 0),
    SourceFileProtectSuffix: suffixes.join(','),
    StyleDelimiters: separators.join(','),
    OssDomainSupportAtProcess: switched(oldSyntax),
  };
  const inner = Object.entries(members).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  const body = `<BucketProcessConfiguration>${inner.join('')}${channelRules}</BucketProcessConfiguration>`;
  await send(ossPath(bucket, '', QUERY), { method: 'PUT', body });
}

function switched(on: boolean): string {
  return on ? 'Enabled' : 'Disabled';
}

function listed(text: string): readonly string[] {
  return text.split(',').filter((part) => part !== '');
}
