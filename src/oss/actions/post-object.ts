/** One object from an HTML form: signed in a field, or by nobody. */
import { Readable } from 'node:stream';
import { OssError } from '../../errors.js';
import type { OssResponse } from '../../http/message.js';
import { emptyReply, xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { ObjectRecord } from '../../store/records.js';
import { type Action, type Call, type Principal, preparing } from '../call.js';
import { type PostedForm, readForm } from '../form/fields.js';
import { checkPolicy, type LengthRange, readPolicy } from '../form/policy.js';
import { answerOf, descriptionOfForm, keyOfForm, valuesFor } from '../form/upload.js';
import { md5Header } from '../object/object-headers.js';
import { objectUrl } from '../object/object-url.js';
import { MAX_BODY_BYTES } from '../object/upload.js';
import { uploadTooLarge } from '../object/upload-limit.js';
import { bucketNameOf } from '../rows.js';
import { verify } from '../signature/authenticate.js';
import { claimOfForm } from '../signature/claim-form.js';

interface Posted {
  readonly form: PostedForm;
  readonly key: string;
  readonly principal: Principal;
  readonly length: LengthRange;
}

export const postObject: Action = preparing<Posted>({
  name: 'PostObject',
  method: 'POST',
  scope: 'bucket',
  prepare,
  signer: ({ principal }) => principal,
  needs(call, { form, key }) {
    const need = { bucket: bucketNameOf(call), key, via: 'direct' } as const;
    const owner = form.fields.has('x-oss-object-acl');
    return [{ ...need, permission: 'write' }, ...(owner ? [{ ...need, permission: 'owner' } as const] : [])];
  },
  handle,
});

/** All but the file, which is read when it is clear that it may be kept. */
async function prepare(call: Call): Promise<Posted> {
  const { request, services } = call;
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > MAX_BODY_BYTES + MOST_AROUND) throw uploadTooLarge(MAX_BODY_BYTES);
  const form = await readForm(request);
  const now = Date.now();
  const claim = claimOfForm(form.fields, { region: services.settings.region, now });
  const principal: Principal = claim === undefined ? { kind: 'anonymous' } : await verify(claim, services.keyring, now);
  const key = keyOfForm(form);
  const whole = { min: 0, max: MAX_BODY_BYTES };
  if (claim === undefined) return { form, key, principal, length: whole };
  const policy = readPolicy(form.fields.get('policy') ?? '');
  checkPolicy(policy, valuesFor(form, bucketNameOf(call), key), now);
  const { min, max } = policy.length ?? whole;
  return { form, key, principal, length: { min, max: Math.min(max, MAX_BODY_BYTES) } };
}

/** Bytes of a form that are not its file. */
const MOST_AROUND = 1024 * 1024;

async function handle(call: Call, { form, key, length }: Posted): Promise<OssResponse> {
  const { request, services } = call;
  const { status, location } = answerOf(form);
  const description = descriptionOfForm(form);
  const body = Readable.from(measured(form.file(), length), { objectMode: false });
  try {
    const { signal } = request;
    const object = await services.store.put(bucketNameOf(call), key, body, { ...description, signal });
    const headers = { etag: `"${object.etag}"`, 'x-oss-hash-crc64ecma': object.crc64, ...md5Header(object) };
    const redirected = { ...headers, ...(location !== undefined && { location }) };
    const reply = status === 201 ? created(call, object, headers) : emptyReply(status, redirected);
    return { ...reply, note: { key } };
  } finally {
    // Refused before its first byte: the store leaves a body open.
    body.destroy();
  }
}

/** @throws OssError 400 EntityTooLarge, EntityTooSmall */
async function* measured(file: AsyncIterable<Buffer>, { min, max }: LengthRange): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of file) {
    size += chunk.length;
    if (size > max) throw uploadTooLarge(max);
    yield chunk;
  }
  if (size >= min) return;
  throw new OssError('EntityTooSmall', `Your proposed upload is smaller than the minimum allowed size: ${min} bytes.`, {
    fields: { ProposedSize: String(size), MinSizeAllowed: String(min) },
  });
}

function created(call: Call, { bucket, key, etag }: ObjectRecord, headers: Readonly<Record<string, string>>) {
  const content = { Bucket: bucket, ETag: `"${etag}"`, Key: key, Location: objectUrl(call, key) };
  return xmlReply(201, writeXml('PostResponse', content), headers);
}
