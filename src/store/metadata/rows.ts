/** Rows of the hot queries, and the records they are. */
import type { BucketSettings } from '../bucket-settings.js';
import type { ChannelRecord } from '../channel-records.js';
import type { BucketRecord, ListedObject, ObjectRecord, Segment } from '../records.js';
import type { ProcessConfiguration, StyleRecord } from '../style-records.js';
import type { Schema } from './schema.js';

export type BucketRow = Schema['buckets'];

export interface SegmentRow {
  readonly blob: string;
  readonly offset: number;
  readonly length: number;
  readonly blob_size: number;
}

type Columns = Omit<Schema['objects'], 'bucket' | 'key'>;
type Absent<T> = { readonly [K in keyof T]: null };

interface BucketOfHead {
  readonly name: string;
  readonly owner: string;
  readonly bucket_acl: BucketRecord['acl'];
  readonly bucket_class: string;
  readonly created_at: number;
  readonly cache_control: string | null;
  readonly process_configuration: string | null;
  readonly cors: string | null;
  readonly channel: string | null;
  readonly referer: string | null;
  readonly bucket_tags: string | null;
  readonly lifecycle: string | null;
  readonly quota: number | null;
  readonly website: string | null;
}

interface StyleOfHead {
  readonly style: string;
  readonly content: string;
  readonly category: StyleRecord['category'];
  readonly style_created_at: number;
  readonly style_modified_at: number;
}

export type StyleRow = Omit<Schema['styles'], 'bucket'>;
/** A symlink has none. */
type FirstSegment = SegmentRow | Absent<SegmentRow>;

export type HeadRow = BucketOfHead &
  (StyleOfHead | Absent<StyleOfHead>) &
  ((Columns & FirstSegment) | Absent<Columns & SegmentRow>);

type ListedColumns = Omit<Columns, 'headers' | 'tags' | 'facts' | 'links_to' | 'link_of_stranger'>;
/** A key, or a common prefix. */
export type ListRow = { readonly name: string } & (ListedColumns | { readonly version: null });

// Field by field: rows have no prototype, and spreading one takes longer than the query that gave it.

export function bucketOf(row: BucketRow): BucketRecord {
  return {
    name: row.name,
    owner: row.owner,
    acl: row.acl,
    storageClass: row.storage_class,
    createdAt: row.created_at,
    ...(row.cache_control !== null && { cacheControl: row.cache_control }),
    ...processOf(row.process_configuration),
    ...settingsOf(row),
    ...channelOf(row.channel),
    ...(row.lifecycle !== null && { lifecycle: row.lifecycle }),
    ...(row.quota !== null && { quota: row.quota }),
  };
}

export function bucketOfHead(row: HeadRow): BucketRecord {
  return {
    name: row.name,
    owner: row.owner,
    acl: row.bucket_acl,
    storageClass: row.bucket_class,
    createdAt: row.created_at,
    ...(row.cache_control !== null && { cacheControl: row.cache_control }),
    ...processOf(row.process_configuration),
    ...settingsOf({ cors: row.cors, referer: row.referer, tags: row.bucket_tags, website: row.website }),
    ...channelOf(row.channel),
    ...(row.lifecycle !== null && { lifecycle: row.lifecycle }),
    ...(row.quota !== null && { quota: row.quota }),
  };
}

type SettingColumns = Pick<BucketRow, 'cors' | 'referer' | 'tags' | 'website'>;

function settingsOf({ cors, referer, tags, website }: SettingColumns): BucketSettings {
  return {
    ...(cors !== null && { cors: JSON.parse(cors) }),
    ...(referer !== null && { referer: JSON.parse(referer) }),
    ...(tags !== null && { tags: JSON.parse(tags) }),
    ...(website !== null && { website: JSON.parse(website) }),
  };
}

function processOf(text: string | null): { process?: ProcessConfiguration } {
  return text === null ? {} : { process: JSON.parse(text) };
}

function channelOf(text: string | null): { channel?: ChannelRecord } {
  return text === null ? {} : { channel: JSON.parse(text) };
}

export function styleOf(row: StyleRow): StyleRecord {
  return {
    name: row.name,
    content: row.content,
    category: row.category,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  };
}

export function styleOfHead(row: HeadRow): StyleRecord | undefined {
  if (row.style === null) return undefined;
  return {
    name: row.style,
    content: row.content,
    category: row.category,
    createdAt: row.style_created_at,
    modifiedAt: row.style_modified_at,
  };
}

export function segmentOf(row: SegmentRow): Segment {
  const whole = row.offset === 0 && row.length === row.blob_size;
  return { blob: row.blob, offset: row.offset, length: row.length, whole };
}

export function listedOf(bucket: string, key: string, row: ListedColumns): ListedObject {
  return {
    bucket,
    key,
    version: row.version,
    size: row.size,
    etag: row.etag,
    crc64: row.crc64,
    type: row.type,
    storageClass: row.storage_class,
    acl: row.acl,
    modifiedAt: row.modified_at,
  };
}

export function objectOf(
  bucket: string,
  key: string,
  row: Columns & FirstSegment,
  rest: readonly SegmentRow[],
): ObjectRecord {
  return {
    ...listedOf(bucket, key, row),
    headers: JSON.parse(row.headers),
    ...(row.tags !== null && { tags: JSON.parse(row.tags) }),
    ...(row.facts !== null && { facts: row.facts }),
    ...(row.links_to !== null && { linksTo: row.links_to }),
    ...(row.link_of_stranger === 1 && { linkOfStranger: true }),
    segments: row.blob === null ? [] : [segmentOf(row), ...rest.map(segmentOf)],
  };
}
