/**
 * Which rows that nodes keep (head-cache.ts) each change may change, known before it is begun. A change that is missing
 * here does not compile; one that says too little is held up by the triggers (lease-rows.ts) if it says nothing at all.
 */
import type { UploadName } from '../upload-records.js';
import { EVERY_ROW, objectRow, styleRow } from './row-names.js';
import type { WriteInput, WriteName } from './writes.js';

type Touched = { readonly [N in WriteName]: (input: WriteInput<N>) => readonly string[] };

const nothing = () => [];
const everything = () => [EVERY_ROW];
const object = (name: { bucket: string; key: string }) => [objectRow(name)];
const objects = (bucket: string, keys: readonly string[]) => keys.map((key) => objectRow({ bucket, key }));
const completed = ({ upload }: { upload: UploadName }) => [objectRow(upload)];

const TOUCHED: Touched = {
  createBucket: everything,
  setBucketAcl: everything,
  setCacheControl: everything,
  setProcessConfiguration: everything,
  setBucketSetting: everything,
  putChannel: everything,
  removeChannel: everything,
  deleteBucket: everything,
  setLifecycle: everything,
  setQuota: everything,
  commit: (commit) => object(commit.object),
  delete: ({ bucket, keys }) => objects(bucket, keys),
  setObjectAcl: object,
  setTags: object,
  saveFacts: object,
  append: (append) => object(append.object),
  compact: object,
  completeUpload: completed,
  removeExpired: (removal) =>
    objects(
      removal.pass.bucket,
      removal.objects.map(({ key }) => key),
    ),
  putStyle: (style) => [styleRow(style)],
  removeStyle: (style) => [styleRow(style)],
  initiateUpload: nothing,
  putPart: nothing,
  abortUpload: nothing,
  abortExpired: nothing,
  countUsage: nothing,
  bindDomain: nothing,
  unbindDomain: nothing,
  createKey: nothing,
  changeKey: nothing,
  deleteKey: nothing,
  forgetExpired: nothing,
  useKey: nothing,
  doomUnknown: nothing,
  forgetBlobs: nothing,
};

/**
 * Whether other nodes have to know before it is made. Facts of an object's bytes are the same for whoever reads them: a
 * node that keeps the row without them reads them once more, until its next question tells it.
 */
export function isToldBefore(name: WriteName): boolean {
  return name !== 'saveFacts';
}

/** Their names (row-names.ts). */
export function touchedBy<N extends WriteName>(name: N, input: WriteInput<N>): readonly string[] {
  return TOUCHED[name](input);
}
