/**
 * From a request to the action that answers it. The order of the checks is the order in which errors answer
 * (behaviour D24): target, signature, route, access, and then whatever the action itself finds.
 */
import { OssError } from '../errors.js';
import type { Handler, Note, OssRequest } from '../http/message.js';
import { decide } from './access.js';
import { actions } from './actions/index.js';
import { unbuiltSubresource } from './actions/unbuilt.js';
import { refuseReferer } from './bucket/referer.js';
import type { Action, Call, Need, Services } from './call.js';
import { type Identify, identified } from './identified.js';
import { KnownAnswers } from './known-answers.js';
import { lookUp, rowsAt } from './lookup.js';
import { mirrored } from './mirror/mirrored.js';
import { onImgDomain } from './picture/img-domain.js';
import { asMissing, standIn } from './picture/stand-in.js';
import { Query } from './query.js';
import { Rounds } from './rounds.js';
import { shared, type Trail } from './sharing.js';
import { authenticate } from './signature/authenticate.js';
import { choosesOperation } from './subresources.js';
import { ownHost, resolveTarget, type Target } from './target.js';
import type { Witness } from './witness.js';

/** The API for whoever signs the requests. Its answers say which pages of other origins may read them. */
export function createOssHandler(services: Services): Handler {
  const { keyring, settings } = services;
  const { region } = settings;
  const identify: Identify = ({ request, target, query }) =>
    authenticate({ request, target, query, region, now: Date.now() }, keyring);
  const answer = (request: OssRequest, by: Services, who: Identify) =>
    shared(by.store, request, (trail) => respond(request, by, who, trail));
  const answers = new KnownAnswers(services);
  const watched = async (request: OssRequest, witness: Witness) => {
    const response = await answer(witness.request, witness.services, async (asked) => {
      const principal = await identify(asked);
      witness.identified(principal);
      return principal;
    });
    answers.keep(request, witness, response);
    return response;
  };
  const anew = (request: OssRequest) => {
    const witness = answers.witness(request);
    return witness === undefined ? answer(request, services, identify) : watched(request, witness);
  };
  const rounds = new Rounds();
  const unknown = (request: OssRequest) =>
    reads(request) && services.workers.rush ? rounds.next().then(() => anew(request)) : anew(request);
  return (request) => {
    const known = answers.find(request);
    if (known === undefined) return unknown(request);
    return known instanceof Promise ? known.then((found) => found ?? unknown(request)) : known;
  };
}

/**
 * The whole OSS API as one function. It rejects with an OssError for what it refuses; what it has learned by then
 * (action, bucket, key, account) is in the request's note, and in the response's when there is one.
 */
export function createHandler(services: Services, identify: Identify): Handler {
  return (request) => respond(request, services, identify, {});
}

async function respond(request: OssRequest, services: Services, identify: Identify, trail: Trail) {
  const note: Note = request.note ?? {};
  const { domains } = services.settings;
  const own = ownHost(request, domains);
  const bound = own === undefined ? undefined : await services.store.domains.find(own);
  const resolve = (rawPath: string) => resolveTarget({ host: request.host, rawPath }, domains, bound);
  const target = resolve(request.rawPath);
  tell(target, note, trail);
  const answer = () => answerTo({ request, target, resolve, note, trail }, services, identify);
  const response = await (target.dialect === 'img' ? onImgDomain(request, answer) : answer());
  // A request without a note of its own has whoever sent it read the response's.
  return request.note === undefined ? { ...response, note: { ...note, ...response.note } } : response;
}

function tell(target: Target, note: Note, trail: Trail): void {
  trail.target = target;
  Object.assign(
    note,
    target.bucket !== undefined && { bucket: target.bucket },
    target.key !== undefined && { key: target.key },
  );
}

interface Asked {
  readonly request: OssRequest;
  readonly target: Target;
  readonly resolve: (rawPath: string) => Target;
  readonly note: Note;
  readonly trail: Trail;
}

async function answerTo(asked: Asked, services: Services, identify: Identify) {
  const { request, resolve, note, trail } = asked;
  const query = new Query(request.rawQuery);
  const { principal, target } = await identified(identify, { request, target: asked.target, resolve, query });
  if (target !== asked.target) tell(target, note, trail);
  if (principal.kind === 'account') note.accessKeyId = principal.accessKeyId;
  const routed = route(request, target, query);
  note.action = routed.name;
  const found = await lookUp(services.store, routed, { request, target, query });
  if (found.bucket !== undefined) trail.bucket = found.bucket;
  const byKey = found.style?.separated === true || found.old !== undefined;
  const action = byKey ? route(request, target, query, true) : routed;
  note.action = action.name;
  if (found.style !== undefined) note.style = found.style.name;
  return perform(action, { ...found, request, query, principal, services }, note);
}

async function perform<Prepared>(action: Action<Prepared>, call: Call, note: Note) {
  const prepared = (await action.prepare?.(call)) as Prepared;
  const signer = action.signer?.(prepared);
  if (signer?.kind === 'account') note.accessKeyId = signer.accessKeyId;
  const asked = signer === undefined ? call : { ...call, principal: signer };
  const needs = needsOf(action, asked, prepared);
  for (const need of needs) await allow(need, asked);
  refuseReferer(asked);
  const misses = action.styled === true && call.object === undefined && call.bucket?.website !== undefined;
  const signed = misses ? await mirrored(asked, note) : asked;
  // Of an object that was not there the bucket's ACL decided; this one may have its own.
  if (signed.object !== asked.object) for (const need of needs) await allow(need, signed);
  const other = action.styled === true && signed.object === undefined ? await standIn(signed, needs) : undefined;
  return other === undefined ? action.handle(signed, prepared) : asMissing(await action.handle(other, prepared));
}

interface ScopeRows {
  readonly all: readonly Action[];
  /** Those that need no sub-resource which chooses an operation. */
  readonly plain: readonly Action[];
  readonly methods: ReadonlySet<string>;
}

/** The most particular rows first. */
function rowsOf(scope: Action['scope']): ScopeRows {
  const all = actions.filter((action) => action.scope === scope).sort((a, b) => particulars(b) - particulars(a));
  return {
    all,
    plain: all.filter(({ when }) => !when?.query?.some((name) => choosesOperation(name, false))),
    methods: new Set(all.map(({ method }) => method)),
  };
}

const METHODS: ReadonlySet<string> = new Set(actions.map(({ method }) => method));

const byScope: Readonly<Record<Action['scope'], ScopeRows>> = {
  service: rowsOf('service'),
  bucket: rowsOf('bucket'),
  object: rowsOf('object'),
};

/**
 * The row of the table for this method and scope, told from others by what the query and the headers hold; the most
 * particular one wins. A sub-resource that chooses an operation is never overlooked: `DELETE /?lifecycle` must not
 * delete the bucket.
 * @param byKey the key says what to do
 * @throws OssError 405 MethodNotAllowed
 */
export function route(request: OssRequest, target: Target, query: Query, byKey = false): Action {
  const { method } = request;
  const { all: inScope, plain, methods } = byScope[target.scope];
  const readsObject = target.scope === 'object' && reads(request);
  // A preflight asks for leave, whatever the sub-resource; only the request itself chooses.
  const preflight = method === 'OPTIONS';
  const choosing = preflight ? undefined : choosingIn(query, readsObject);
  const possible = choosing === undefined ? plain : inScope.filter((row) => row.when?.query?.includes(choosing));
  if (choosing !== undefined && possible.length === 0 && METHODS.has(method)) {
    return unbuiltSubresource(choosing, method, target.scope);
  }
  if (!methods.has(method)) throw notAllowed(request, target, plain);
  const found = possible.find((row) => fits(row, request, query, byKey));
  if (found === undefined) throw notAllowed(request, target, possible);
  return found;
}

/** A callback comes beside what else chooses, such as uploadId: overlooked, it would be asked for and never made. */
function choosingIn(query: Query, readsObject: boolean): string | undefined {
  const names = query.entries.map(([name]) => name).filter((name) => choosesOperation(name, readsObject));
  return names.includes('callback') ? 'callback' : names[0];
}

function fits({ method, when }: Action, request: OssRequest, query: Query, byKey: boolean): boolean {
  if (method !== request.method || (when?.byKey === true && !byKey)) return false;
  if (when?.comp !== undefined && query.get('comp') !== when.comp) return false;
  if (when?.header !== undefined && request.headers[when.header] === undefined) return false;
  return when?.query?.every((name) => query.has(name)) ?? true;
}

function particulars({ when }: Action): number {
  const others = [when?.header !== undefined, when?.comp !== undefined, when?.byKey === true];
  return (when?.query?.length ?? 0) + others.filter(Boolean).length;
}

function notAllowed({ method }: OssRequest, { scope }: Target, possible: readonly Action[]): OssError {
  return new OssError('MethodNotAllowed', undefined, {
    fields: { Method: method, ResourceType: scope },
    headers: { allow: [...new Set(possible.map((action) => action.method))].sort().join(', ') },
  });
}

function needsOf<Prepared>({ needs }: Action<Prepared>, call: Call, prepared: Prepared): readonly Need[] {
  if (needs === 'none') return [];
  if (typeof needs === 'function') return needs(call, prepared);
  const { bucket = '', key } = call.target;
  return [{ bucket, permission: needs, via: 'direct', ...(key !== undefined && { key }) }];
}

function reads({ method }: OssRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** A need of the target is decided on the rows already read; one of another object has its own read first. */
async function allow(need: Need, call: Call): Promise<void> {
  const { principal, target, services } = call;
  const own = need.bucket === (target.bucket ?? '') && (need.key === undefined || need.key === target.key);
  const { bucket, object } = own ? call : await rowsAt(services.store, need.bucket, need.key);
  decide(need, {
    principal,
    root: services.settings.account,
    asks: reads(call.request),
    dialect: target.dialect,
    bucket,
    object,
  });
}
