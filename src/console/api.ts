/** Everything under /api/: who asks, whether from the console's own pages, and which action answers. */
import { OssError } from '../errors.js';
import type { OssRequest, OssResponse } from '../http/message.js';
import { apiActions } from './api/index.js';
import { askOss, OSS_PATH } from './api/oss.js';
import type { ApiAction, ConsoleParts } from './call.js';
import { callerOf, signInRequired } from './caller.js';
import { checkOrigin } from './origin.js';
import { Refusal } from './refusal.js';
import { Sessions } from './session.js';
import { SignIn } from './sign-in.js';

const API = '/api/';

export class ConsoleApi {
  readonly #parts: ConsoleParts;
  readonly #sessions = new Sessions();
  readonly #signIn: SignIn;

  constructor(parts: ConsoleParts) {
    this.#parts = parts;
    this.#signIn = new SignIn(parts.keyring);
    parts.metrics.registerGauge({
      name: 'tintype_console_sessions',
      help: 'Sessions of the console, those that are over but not yet forgotten among them.',
      read: () => this.#sessions.size,
    });
    parts.metrics.registerCounter({
      name: 'tintype_console_sign_ins_total',
      help: 'Attempts to sign in to the console, by what came of them.',
      labels: ['result'],
      read: () => Object.entries(this.#signIn.counts).map(([result, value]) => ({ labels: { result }, value })),
    });
  }

  /** @throws Refusal, OssError */
  async answer(request: OssRequest): Promise<OssResponse> {
    const { rawPath } = request;
    const oss = rawPath.startsWith(`${OSS_PATH}/`);
    checkOrigin(request, oss);
    if (oss) {
      const caller = await this.#caller(request);
      if (caller === undefined) throw signInRequired();
      return askOss(request, caller, this.#parts);
    }
    const action = actionFor(request.method, rawPath.slice(API.length));
    const rest = rawPath.slice(API.length + action.path.length);
    const caller = await this.#caller(request, !(action.open !== true && action.unattended === true));
    const parts = this.#parts;
    if (action.open === true) {
      return action.handle({ request, caller, parts, sessions: this.#sessions, signIn: this.#signIn });
    }
    if (caller === undefined) throw signInRequired();
    return action.handle({ request, rest, caller, parts });
  }

  #caller(request: OssRequest, used = true) {
    return callerOf(request, this.#sessions, this.#parts.keyring, used);
  }
}

function actionFor(method: string, path: string): ApiAction {
  const here = apiActions.filter((action) => fits(action.path, path));
  if (here.length === 0) throw new Refusal('NotFound', 'There is no such path in the API of the console.');
  const found = here.find((action) => action.method === method);
  if (found !== undefined) return found;
  throw new OssError('MethodNotAllowed', undefined, {
    headers: { allow: here.map((action) => action.method).join(', ') },
  });
}

function fits(pattern: string, path: string): boolean {
  return pattern.endsWith('/') ? path.length > pattern.length && path.startsWith(pattern) : path === pattern;
}
