/** A picture of the bucket, processed on its way out. */
import { open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { imageCause, invalidValue, OssError } from '../../errors.js';
import { evaluateConditions, selectRange } from '../../http/conditional.js';
import type { OssResponse } from '../../http/message.js';
import { emptyReply } from '../../http/reply.js';
import { type Plan, planOf } from '../../process/plan.js';
import type { ByteRange } from '../../store/records.js';
import type { Action, Call } from '../call.js';
import { derivedHeaders, notModifiedHeaders, responseOverrides } from '../object-headers.js';
import { derivedEtag, type Rendered, render } from '../render.js';
import { objectOf } from '../rows.js';

/** Of a missing object that was to be processed. */
const SOURCE_MISSING = imageCause(24);
const NO_ACTION = imageCause(212);
const STYLE_NAME = /^[A-Za-z0-9_.-]{1,64}$/;

const action = (method: 'GET' | 'HEAD', when: Action['when']): Action => ({
  name: 'ProcessObject',
  method,
  scope: 'object',
  when: when ?? {},
  needs: 'read',
  handle,
});

/** The chain stands in the query or in a header of the same name; the query wins. HEAD answers as GET (behaviour D10). */
export const processObject: readonly Action[] = (['GET', 'HEAD'] as const).flatMap((method) => [
  action(method, { query: ['x-oss-process'] }),
  action(method, { header: 'x-oss-process' }),
]);

async function handle(call: Call): Promise<OssResponse> {
  const plan = plannedBy(call);
  const overrides = responseOverrides(call);
  const object = objectOf(call, SOURCE_MISSING);
  const validators = {
    etag: derivedEtag(object, plan, call.services.settings.renderer),
    modifiedAt: object.modifiedAt,
  };
  const headers = { ...derivedHeaders(object), etag: `"${validators.etag}"` };
  const { request } = call;
  if (evaluateConditions(request.headers, validators) === 'not-modified') {
    return emptyReply(304, notModifiedHeaders(headers));
  }
  const result = await render(call, object, plan, validators.etag);
  const whole = { ...headers, 'content-type': result.contentType, ...overrides, 'content-length': String(result.size) };
  if (request.method === 'HEAD') {
    await discard(result);
    return { status: 200, headers: whole };
  }
  const range = selectRange(request.headers, validators, result.size);
  const body = await bodyOf(result, range);
  if (range === undefined) return { status: 200, headers: whole, body };
  const { start, end } = range;
  const part = { 'content-length': String(end - start + 1), 'content-range': `bytes ${start}-${end}/${result.size}` };
  return { status: 206, headers: { ...whole, ...part }, body };
}

/** @throws OssError 400 for a chain that is not one, 404 NoSuchStyle, 501 for video/ */
function plannedBy({ query, request, services }: Call): Plan {
  const chain = query.get('x-oss-process') ?? request.headers['x-oss-process'] ?? '';
  if (chain === '') {
    const message = 'The value of x-oss-process is empty. Allowed: image/ACTION,PARAMETER_VALUE….';
    throw new OssError('InvalidRequest', message, { ec: NO_ACTION });
  }
  if (chain.startsWith('style/')) throw noSuchStyle(chain.slice('style/'.length));
  return planOf(chain, services.settings.limits);
}

/** No bucket has styles yet; a name that could not be one is told apart already. */
function noSuchStyle(name: string): OssError {
  if (!STYLE_NAME.test(name)) return invalidValue('stylename', name, '1 to 64 of A-Z a-z 0-9 _ . -');
  return new OssError('NoSuchStyle', undefined, { fields: { StyleName: name } });
}

/** A body that came as a file is removed as soon as it is open: nobody else knows of it. */
async function bodyOf(result: Rendered, range: ByteRange | undefined): Promise<Buffer | Readable> {
  if ('bytes' in result.body) {
    const { bytes } = result.body;
    return range === undefined ? bytes : bytes.subarray(range.start, range.end + 1);
  }
  const file = await open(result.body.path);
  await discard(result);
  return file.createReadStream(range ?? {});
}

async function discard({ body }: Rendered): Promise<void> {
  if ('path' in body) await rm(body.path, { force: true });
}
