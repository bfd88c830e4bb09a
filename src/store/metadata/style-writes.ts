/** Changes of a bucket's styles and of how it uses them, each inside the transaction of whoever calls. */
import type { NewStyle, ProcessConfiguration } from '../style-records.js';
import { tooManyStyles } from '../style-records.js';
import * as hot from './hot.js';
import { bucketNamed, lockedBucket, noSuchBucket } from './object-rows.js';
import { changed, row, type Steps } from './steps.js';
import * as sql from './style-sql.js';

export interface StyleName {
  readonly bucket: string;
  readonly name: string;
}

export function* putStyle({ most, ...style }: NewStyle): Steps<void> {
  const { bucket, name } = style;
  yield* lockedBucket(bucket);
  const counted = yield* row<{ others: number }>(sql.COUNT_OTHER_STYLES, { bucket, name });
  if (counted === undefined || counted.others >= most) throw tooManyStyles(most);
  yield* changed(sql.PUT_STYLE, { ...style });
}

export function* removeStyle({ bucket, name }: StyleName): Steps<void> {
  yield* bucketNamed(bucket);
  yield* changed(sql.REMOVE_STYLE, { bucket, name });
}

export function* setProcessConfiguration(input: { name: string; configuration: ProcessConfiguration }): Steps<void> {
  const { name } = input;
  const configuration = JSON.stringify(input.configuration);
  if ((yield* changed(hot.SET_PROCESS_CONFIGURATION, { name, configuration })) === 0) throw noSuchBucket(name);
}
