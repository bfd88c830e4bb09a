/** A picture processed by POST: its result is sent back, or kept as an object (guide, Save processing result). */
import { Readable } from 'node:stream';
import { OssError } from '../../errors.js';
import type { OssResponse } from '../../http/message.js';
import { jsonReply } from '../../http/reply.js';
import type { ObjectDescription } from '../../store/records.js';
import type { ResultBody, StoredResult } from '../../store/results/result.js';
import { type Action, type Call, type Need, preparing } from '../call.js';
import { writeNeedsOf } from '../object/object-acl.js';
import { descriptionOf } from '../object/upload.js';
import { plannedBy, taskOf } from '../picture/planned.js';
import { type Posted, readPosted, type SaveTarget } from '../picture/posted.js';
import { resultOf } from '../picture/render.js';
import { serverTiming } from '../picture/server-timing.js';
import { viaOf } from '../picture/styles.js';
import { bucketNameOf, keyOf } from '../rows.js';

/** What is wrong with the body is told when access was decided (behaviour D24), which needs what the body says. */
type Prepared = { readonly posted: Posted } | { readonly refusal: OssError };

export const postProcess = preparing<Prepared>({
  name: 'PostProcess',
  method: 'POST',
  scope: 'object',
  when: { query: ['x-oss-process'] },
  async prepare(call) {
    try {
      return { posted: await readPosted(call) };
    } catch (error) {
      if (error instanceof OssError && (error.status < 500 || error.code === 'NotImplemented'))
        return { refusal: error };
      throw error;
    }
  },
  needs(call, prepared) {
    if ('refusal' in prepared) return sourceNeeds(call);
    const { chain, target } = prepared.posted;
    return [...sourceNeeds(call, viaOf(chain)), ...(target === undefined ? [] : writeNeedsOf(call, target))];
  },
  async handle(call, prepared) {
    if ('refusal' in prepared) throw prepared.refusal;
    const { chain, target } = prepared.posted;
    const planned = await plannedBy(call, chain);
    const description = target && descriptionOf(call.request);
    const result = await resultOf(call.services, await taskOf(call, planned), call.request);
    if (target === undefined) return sent(result, serverTiming(result, call.services.settings));
    await save(call, target, result, description);
    return saved(target, result.size);
  },
});

/** Nobody without a name has pictures made by POST, even where everybody may read (behaviour §5). */
function sourceNeeds(call: Call, via: Need['via'] = 'chain'): readonly Need[] {
  const source = { bucket: bucketNameOf(call), key: keyOf(call), via };
  return [
    { ...source, permission: 'account' },
    { ...source, permission: 'read' },
  ];
}

function sent({ size, contentType, body }: StoredResult, timing: Readonly<Record<string, string>>): OssResponse {
  return {
    status: 200,
    headers: { 'content-type': contentType, 'content-length': String(size), ...timing },
    body: 'bytes' in body ? body.bytes : streamOf(body),
  };
}

/** A stream of a file closes it. */
function streamOf(body: ResultBody): Readable {
  return 'bytes' in body ? Readable.from([body.bytes], { objectMode: false }) : body.file.createReadStream();
}

/** All of it or nothing: the store shows an object when the last byte of it is on the disk. */
async function save(
  { request, services }: Call,
  { bucket, key }: SaveTarget,
  { size, contentType, body }: StoredResult,
  description: ObjectDescription | undefined,
): Promise<void> {
  const stream = streamOf(body);
  const headers = { 'content-type': contentType };
  try {
    await services.store.put(bucket, key, stream, { ...description, headers, size, signal: request.signal });
  } catch (error) {
    throw request.signal.aborted ? error : ofOurs(error);
  } finally {
    // Refused before its first byte, or broken off: the store leaves a body open.
    stream.destroy();
  }
}

/** The body is a kept file: where it breaks off, no client has sent too little. */
function ofOurs(error: unknown): unknown {
  const broken = error instanceof OssError && error.code === 'IncompleteBody';
  return broken ? new OssError('InternalError', undefined, { cause: error }) : error;
}

/** Byte for byte as SDKs compare it: four blanks, one behind each colon. */
function saved({ bucket, key, named }: SaveTarget, size: number): OssResponse {
  const text = JSON.stringify({ bucket: named, fileSize: size, object: key, status: 'OK' }, null, 4);
  return { ...jsonReply(200, text), note: { saved: `${bucket}/${key}` } };
}

/** Media jobs are of another service of the vendor's. Its refusal, which its SDKs' tests know. */
export const postAsyncProcess: Action = {
  name: 'PostAsyncProcess',
  method: 'POST',
  scope: 'object',
  when: { query: ['x-oss-async-process'] },
  needs: (call) => sourceNeeds(call),
  async handle() {
    throw new OssError('Imm Client');
  },
};
