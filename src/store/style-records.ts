/** Styles of a bucket, and how it uses them, as values. What a style says is opaque here. */
import { OssError } from '../errors.js';

export type StyleCategory = 'image' | 'document' | 'video';

export interface StyleRecord {
  readonly name: string;
  /** A process chain, as it was sent. */
  readonly content: string;
  readonly category: StyleCategory;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface NewStyle {
  readonly bucket: string;
  readonly name: string;
  readonly content: string;
  readonly category: StyleCategory;
  /** Milliseconds since the epoch. A style that is replaced keeps the time of its creation. */
  readonly at: number;
  /** How many styles a bucket may have. */
  readonly most: number;
}

/** Access by separators, and source-image protection. */
export interface ProcessConfiguration {
  /** On which domains both of them hold. */
  readonly domains: 'all' | 'img';
  /** Of the keys that are protected, lower case, without the dot; '*' for all keys. Empty: nothing is protected. */
  readonly protectedSuffixes: readonly string[];
  /** Between key and style's name, beside '@!'. */
  readonly delimiters: readonly string[];
  /** OSS domains understand the old syntax, too. */
  readonly oldSyntaxOnOss: boolean;
  /** Kept for clients that read it back; nothing looks at it (docs/decisions/0021). */
  readonly channelRules?: ChannelRules;
  readonly modifiedAt: number;
}

export interface ChannelRules {
  readonly rules: readonly ChannelRule[];
  readonly debugInfo?: string;
  readonly version?: number;
}

/** Texts as they were sent, times too. */
export interface ChannelRule {
  readonly name: string;
  readonly regex: string;
  readonly frontContent?: string;
  readonly createTime?: string;
  readonly lastModifiedTime?: string;
}

export interface StyleStore {
  /** Replaces the style of that name. Throws NoSuchBucket, and InvalidArgument for one more than `most`. */
  put(bucket: string, style: { name: string; content: string; category: StyleCategory; most: number }): Promise<void>;
  /** In the order of their creation; none for a bucket that is not there. */
  list(bucket: string): Promise<readonly StyleRecord[]>;
  /** Also when there is no such style. Throws NoSuchBucket. */
  remove(bucket: string, name: string): Promise<void>;
}

export function tooManyStyles(most: number): OssError {
  return new OssError('InvalidArgument', `The bucket has ${most} styles; at most ${most} are allowed.`, {
    fields: { ArgumentName: 'styleName' },
  });
}
