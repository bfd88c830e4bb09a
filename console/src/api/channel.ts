/** How a bucket answers on IMG domains. */
import { ossPath } from './oss';
import { escapeXml, getXml, send, textOf } from './request';

/** The switches, and the elements that they are written as. */
const SWITCHES = {
  originalsForbidden: 'OrigPicForbidden',
  stylesOnly: 'UseStyleOnly',
  typesFromSuffix: 'AutoSetContentType',
  sourceFormat: 'UseSrcFormat',
  attachmentName: 'SetAttachName',
} as const;

export type ChannelSwitch = keyof typeof SWITCHES;
export const CHANNEL_SWITCHES = Object.keys(SWITCHES) as readonly ChannelSwitch[];

export interface Channel extends Readonly<Record<ChannelSwitch, boolean>> {
  /** The key of the picture that is sent for a missing one; '': none. */
  readonly missingPicture: string;
  readonly separators: readonly string[];
}

const QUERY = { img: '' } as const;

export async function channel(bucket: string, signal?: AbortSignal): Promise<Channel> {
  const xml = await getXml(ossPath(bucket, '', QUERY), signal);
  const on = (name: ChannelSwitch) => textOf(xml, SWITCHES[name]) === 'True';
  return {
    originalsForbidden: on('originalsForbidden'),
    stylesOnly: on('stylesOnly'),
    typesFromSuffix: on('typesFromSuffix'),
    sourceFormat: on('sourceFormat'),
    attachmentName: on('attachmentName'),
    missingPicture: textOf(xml, 'Default404Pic'),
    separators: textOf(xml, 'StyleDelimiters').split(','),
  };
}

export async function setChannel(bucket: string, settings: Channel): Promise<void> {
  const inner = [
    ...CHANNEL_SWITCHES.map((name) => element(SWITCHES[name], String(settings[name]))),
    element('Default404Pic', settings.missingPicture),
    element('StyleDelimiters', settings.separators.join(',')),
  ];
  await send(ossPath(bucket, '', QUERY), { method: 'PUT', body: `<Channel>${inner.join('')}</Channel>` });
}

/** Back to the defaults. */
export async function removeChannel(bucket: string): Promise<void> {
  await send(ossPath(bucket, '', QUERY), { method: 'DELETE' });
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}
