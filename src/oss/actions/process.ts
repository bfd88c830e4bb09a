/** A picture of the bucket, processed on its way out. */
import { invalidValue, OssError } from '../../errors.js';
import { evaluateConditions, selectRange, type Validators } from '../../http/conditional.js';
import type { OssResponse } from '../../http/message.js';
import { emptyReply } from '../../http/reply.js';
import { causeOf } from '../../process/causes.js';
import type { ResultBody, ResultFacts, StoredResult } from '../../store/results/result.js';
import type { Action, Call } from '../call.js';
import { derivedHeaders, notModifiedHeaders, responseOverrides } from '../object-headers.js';
import type { KnownPlan } from '../plans.js';
import { derivedEtag, resultOf, type Task } from '../render.js';
import { objectOf } from '../rows.js';
import { sourceRows } from '../sources.js';

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
  const { plan, key: meaning } = plannedBy(call);
  const overrides = responseOverrides(call);
  const object = objectOf(call, causeOf('sourceMissing'));
  const sources = await sourceRows(call.services, plan, object.bucket, call.principal);
  const key = derivedEtag(object, meaning, call.services.settings.renderer, sources);
  const modifiedAt = Math.max(object.modifiedAt, ...sources.map((source) => source.modifiedAt));
  const validators = { etag: key, modifiedAt };
  const headers = { ...derivedHeaders(object, modifiedAt, call.bucket), etag: `"${key}"` };
  if (evaluateConditions(call.request.headers, validators) === 'not-modified') {
    return emptyReply(304, notModifiedHeaders(headers));
  }
  const answer = { ...headers, ...overrides };
  const task = { object, sources, plan, key };
  if (call.request.method === 'HEAD') return { status: 200, headers: described(await factsOf(call, task), answer) };
  return bodyOf(await resultOf(call.services, task, call.request.signal), answer, call, validators);
}

/** @throws OssError 400 for a chain that is not one, 404 NoSuchStyle, 501 for video/ */
function plannedBy({ query, request, services }: Call): KnownPlan {
  const chain = query.get('x-oss-process') ?? request.headers['x-oss-process'] ?? '';
  if (chain === '') {
    const message = 'The value of x-oss-process is empty. Allowed: image/ACTION,PARAMETER_VALUE….';
    throw new OssError('InvalidRequest', message, { ec: causeOf('noAction') });
  }
  if (chain.startsWith('style/')) throw noSuchStyle(chain.slice('style/'.length));
  return services.plans.of(chain);
}

/** No bucket has styles yet; a name that could not be one is told apart already. */
function noSuchStyle(name: string): OssError {
  if (!STYLE_NAME.test(name)) return invalidValue('stylename', name, '1 to 64 of A-Z a-z 0-9 _ . -');
  return new OssError('NoSuchStyle', undefined, { fields: { StyleName: name } });
}

/** Size and type: known of every result that was ever kept, so that HEAD renders only what nobody asked for before. */
async function factsOf(call: Call, task: Task): Promise<ResultFacts> {
  const known = call.services.results.facts(task.key);
  if (known !== undefined) return known;
  const made = await resultOf(call.services, task, call.request.signal);
  await closed(made.body);
  return made;
}

type Headers = Readonly<Record<string, string>>;

function described({ size, contentType }: ResultFacts, headers: Headers): Headers {
  return { 'content-type': contentType, ...headers, 'content-length': String(size) };
}

async function bodyOf(
  result: StoredResult,
  answer: Headers,
  { request }: Call,
  validators: Validators,
): Promise<OssResponse> {
  const { size, body } = result;
  const headers = described(result, answer);
  let range: ReturnType<typeof selectRange>;
  try {
    range = selectRange(request.headers, validators, size);
  } catch (error) {
    await closed(body);
    throw error;
  }
  // A stream closes its file, also when the client leaves.
  if (range === undefined) {
    return { status: 200, headers, body: 'bytes' in body ? body.bytes : body.file.createReadStream() };
  }
  const { start, end } = range;
  const part = { 'content-length': String(end - start + 1), 'content-range': `bytes ${start}-${end}/${size}` };
  return {
    status: 206,
    headers: { ...headers, ...part },
    body: 'bytes' in body ? body.bytes.subarray(start, end + 1) : body.file.createReadStream({ start, end }),
  };
}

async function closed(body: ResultBody): Promise<void> {
  if ('file' in body) await body.file.close();
}
