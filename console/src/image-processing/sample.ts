/** A picture of the bucket, for previews and for URLs to look at. */
import { listObjects } from '../api/objects';
import { kindOf } from '../parts/kinds';

/** What most styles are made for. */
const PHOTO = /\.(?:jpe?g|webp|avif)$/i;

/** Of the first thousand files by name, a photo if there is one; undefined: there is no picture. */
export async function sampleOf(bucket: string, signal: AbortSignal): Promise<string | undefined> {
  const { files } = await listObjects(bucket, { prefix: '' }, signal);
  const pictures = files.map(({ key }) => key).filter((key) => kindOf(key) === 'picture');
  return pictures.find((key) => PHOTO.test(key)) ?? pictures[0];
}
