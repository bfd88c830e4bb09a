/** Where the old syntax is understood, and how a key is taken apart (guide, FAQs on using old and new versions). */
import type { OldDefaults } from '../../process/legacy.js';
import type { BucketRecord } from '../../store/records.js';
import type { Target } from '../target.js';
import { channelOn } from './channels.js';

export interface OldSplit {
  readonly key: string;
  /** '100w_100h.jpg'; not looked at. */
  readonly text: string;
}

/** On IMG domains always; on OSS domains where the bucket allows it (OssDomainSupportAtProcess). */
export function understandsOld({ process }: BucketRecord, dialect: Target['dialect']): boolean {
  return dialect === 'img' || process?.oldSyntaxOnOss === true;
}

/** At the last '@', as no value of the old syntax has one. Behind '@!' stands a style, and not this. */
export function oldSplit(key: string): OldSplit | undefined {
  const at = key.lastIndexOf('@');
  const text = key.slice(at + 1);
  return at > 0 && text !== '' && !text.startsWith('!') ? { key: key.slice(0, at), text } : undefined;
}

/** UseSrcFormat of the channel. */
export function oldDefaults(bucket: BucketRecord | undefined, dialect: Target['dialect']): OldDefaults {
  return { format: channelOn(bucket, dialect)?.sourceFormat ? 'src' : 'jpg' };
}
