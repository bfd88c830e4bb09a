/** What an action of the console's own API is, and what it works with. */
import type { Handler, OssRequest, OssResponse } from '../http/message.js';
import type { Principal } from '../oss/call.js';
import type { Keyring } from '../oss/signature/authenticate.js';
import type { Profile } from '../process/params.js';
import type { KeyStore } from '../store/key-records.js';
import type { Health } from '../telemetry/health.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Caller } from './caller.js';
import type { Sessions } from './session.js';
import type { SignIn } from './sign-in.js';

/** One thing that the service uses of the machine, as `tintype doctor` shows it. */
export interface MachinePart {
  readonly name: string;
  readonly purpose: string;
  /** What is there, in words; absent: it is missing. */
  readonly found?: string;
  readonly advice: string;
}

/** What the console reaches once everything has started. */
export interface ConsoleParts {
  /** The whole OSS API, for somebody who is known already. */
  readonly oss: (principal: Principal) => Handler;
  readonly keyring: Keyring;
  readonly keys: KeyStore;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly machine: () => Promise<readonly MachinePart[]>;
  /** Account id of the root key pair. */
  readonly account: string;
  readonly version: string;
  readonly profile: Profile;
  /** Where clients reach the data port. */
  readonly data: { readonly port: number; readonly secure: boolean; readonly domains: readonly string[] };
}

export interface ApiCall {
  readonly request: OssRequest;
  /** What follows the action's path, undecoded: '' or 'TINT…'. */
  readonly rest: string;
  readonly caller: Caller;
  readonly parts: ConsoleParts;
}

/** Of one who need not be signed in. */
export interface OpenCall {
  readonly request: OssRequest;
  readonly caller: Caller | undefined;
  readonly parts: ConsoleParts;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
}

interface Addressed {
  readonly method: OssRequest['method'];
  /** Behind /api/; with a slash at its end it has something behind it. */
  readonly path: string;
}

export type ApiAction = Addressed &
  (
    | { readonly open: true; handle(call: OpenCall): Promise<OssResponse> }
    | {
        readonly open?: never;
        /** A page asks for it again and again by itself. */
        readonly unattended?: true;
        handle(call: ApiCall): Promise<OssResponse>;
      }
  );
