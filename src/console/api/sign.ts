/** POST /api/sign: a URL that lets whoever holds it read an object for a while. The secret stays here. */
import { invalidValue, OssError } from '../../errors.js';
import { checkBucketName, checkObjectName, MAX_KEY_BYTES } from '../../oss/names.js';
import { signUrlV1 } from '../../oss/signature/v1.js';
import type { ApiAction } from '../call.js';
import { json, readJson, textMember } from '../json.js';

const LONGEST_CHAIN = 16_384;
const LONGEST_ENDPOINT = 300;
/** Seconds: a week, as for V4. A URL that was handed out cannot be taken back without its key. */
const MOST_SECONDS = 604_800;

export const signUrl: ApiAction = {
  method: 'POST',
  path: 'sign',
  async handle({ request, caller }) {
    const body = await readJson(request);
    const bucket = checkBucketName(textMember(body, 'bucket', 63) ?? '');
    const key = checkObjectName(textMember(body, 'key', MAX_KEY_BYTES) ?? '');
    const process = textMember(body, 'process', LONGEST_CHAIN);
    const url = signUrlV1({
      endpoint: endpointIn(textMember(body, 'endpoint', LONGEST_ENDPOINT)),
      bucket,
      key,
      query: process ? [['x-oss-process', process]] : [],
      accessKeyId: caller.accessKeyId,
      secret: caller.key.secret,
      expires: Math.floor(Date.now() / 1000) + secondsIn(body.seconds),
    });
    return json({ url });
  },
};

function secondsIn(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_SECONDS) return value;
  throw invalidValue('seconds', String(value), `an integer from 1 to ${MOST_SECONDS}`);
}

/** It is not part of what is signed; it only has to be the beginning of a URL. */
function endpointIn(text: string | undefined): string {
  if (text !== undefined && /^https?:\/\/[a-z0-9.[\]:-]+$/i.test(text)) return text;
  throw new OssError('InvalidArgument', 'endpoint must be http:// or https:// and a host.');
}
