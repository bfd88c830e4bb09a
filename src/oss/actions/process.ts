/** A picture of the bucket, processed on its way out. */
import { evaluateConditions, selectRange, type Validators } from '../../http/conditional.js';
import type { OssResponse } from '../../http/message.js';
import { emptyReply } from '../../http/reply.js';
import type { ResultBody, ResultFacts, StoredResult } from '../../store/results/result.js';
import type { Action, Call } from '../call.js';
import { processIn } from '../lookup.js';
import { browserGuard } from '../object/active-content.js';
import { derivedHeaders, notModifiedHeaders, responseOverrides, typeHeader } from '../object/object-headers.js';
import { attachment } from '../picture/channels.js';
import { type Planned, plannedBy, plannedByOld, styledBy, taskOf } from '../picture/planned.js';
import { resultOf, type Task } from '../picture/render.js';
import { serverTiming } from '../picture/server-timing.js';

const action = (method: 'GET' | 'HEAD', when: Action['when']): Action => ({
  name: 'ProcessObject',
  method,
  scope: 'object',
  when: when ?? {},
  styled: true,
  needs({ target: { bucket = '', key = '' }, style }) {
    return [{ bucket, key, permission: 'read', via: style === undefined ? 'chain' : 'style' }];
  },
  handle,
});

/**
 * The chain stands in the query or in a header of the same name; the query wins. Where there is neither, a separator in
 * the key names a style, or the key has a suffix of the old syntax. HEAD answers as GET (behaviour D10).
 */
export const processObject: readonly Action[] = (['GET', 'HEAD'] as const).flatMap((method) => [
  action(method, { query: ['x-oss-process'] }),
  action(method, { header: 'x-oss-process' }),
  action(method, { byKey: true }),
]);

async function handle(call: Call): Promise<OssResponse> {
  const planned = await plannedIn(call);
  const overrides = responseOverrides(call);
  const task = await taskOf(call, planned);
  const validators = { etag: task.key, modifiedAt: task.modifiedAt };
  if (evaluateConditions(call.request.headers, validators) === 'not-modified') {
    return emptyReply(304, notModifiedHeaders(headersOf(call, task)));
  }
  if (call.request.method === 'HEAD') {
    const facts = await factsOf(call, task);
    return { status: 200, headers: described(call, facts, { ...headersOf(call, task), ...overrides }) };
  }
  const result = await resultOf(call.services, task, call.request);
  const timing = serverTiming(result, call.services.settings);
  return bodyOf(result, { ...headersOf(call, task), ...overrides, ...timing }, call, validators);
}

/** Of the picture, whoever asks in whichever way. Made when there is an answer: in a rush most are refused before. */
function headersOf(call: Call, { object, key, modifiedAt }: Task): Headers & { readonly etag: string } {
  return { ...derivedHeaders(object, modifiedAt, call.bucket), ...typeHeader(call), etag: `"${key}"` };
}

/** What the key says of it, which is taken apart already, or else the query or the header. */
async function plannedIn(call: Call): Promise<Planned> {
  const { old, style } = call;
  if (old !== undefined) return plannedByOld(call, old);
  if (style?.separated) return styledBy(call, style.name);
  return plannedBy(call, processIn(call.request, call.query) ?? '');
}

/** Size and type: known of every result that was ever kept, so that HEAD renders only what nobody asked for before. */
async function factsOf(call: Call, task: Task): Promise<ResultFacts> {
  const known = call.services.results.facts(task.key);
  if (known !== undefined) return known;
  const made = await resultOf(call.services, task, call.request);
  await closed(made.body);
  return made;
}

type Headers = Readonly<Record<string, string>>;

function described(call: Call, { size, contentType }: ResultFacts, headers: Headers): Headers {
  const type = headers['content-type'] ?? contentType;
  const own = { ...attachment(call, contentType), ...headers, 'content-type': type };
  return { ...own, ...browserGuard(type, call.target), 'content-length': String(size) };
}

async function bodyOf(result: StoredResult, answer: Headers, call: Call, validators: Validators): Promise<OssResponse> {
  const { size, body } = result;
  const { request } = call;
  const headers = described(call, result, answer);
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
