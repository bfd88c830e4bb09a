/** How a bucket answers on IMG domains, as values. */
import { OssError } from '../errors.js';

/** The switches of a bucket's channel. */
export interface ChannelSettings {
  /** Stored pictures are not sent as they are. */
  readonly originalsForbidden: boolean;
  /** Pictures are processed by styles alone. */
  readonly stylesOnly: boolean;
  /** A stored picture without a type of its own gets that of its suffix. */
  readonly typesFromSuffix: boolean;
  /** A result for which no format is written has that of its source. */
  readonly sourceFormat: boolean;
  /** Pictures come with a name to be saved under. */
  readonly attachmentName: boolean;
  /** The key of the picture that is sent for a missing one. */
  readonly missingPicture?: string;
  /** Between key and style's name, beside '@!'. */
  readonly delimiters: readonly string[];
}

export interface ChannelRecord extends ChannelSettings {
  /** Milliseconds since the epoch. Settings that are replaced keep the time of their creation. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface NewChannel {
  readonly bucket: string;
  readonly settings: ChannelSettings;
  readonly at: number;
  /** How many buckets of one account may have settings of their own. */
  readonly most: number;
}

export interface ChannelStore {
  /** All of the settings. Throws NoSuchBucket, and InvalidArgument for one more of the owner's than `most`. */
  put(bucket: string, settings: ChannelSettings, most: number): Promise<void>;
  /** Back to the defaults. Throws NoSuchBucket. */
  remove(bucket: string): Promise<void>;
}

export function tooManyChannels(most: number): OssError {
  return new OssError('InvalidArgument', `The account has ${most} channels; at most ${most} are allowed.`, {
    fields: { ArgumentName: 'Channel' },
  });
}
