/** What an action is given, and what an action is. The API is a table of actions (router.ts). */
import type { OssRequest, OssResponse } from '../http/message.js';
import type { Limits } from '../process/formats/limits.js';
import type { KeyLimits } from '../store/key-records.js';
import type { BucketRecord, ObjectRecord, Store } from '../store/records.js';
import type { Results } from '../store/results/results.js';
import type { StyleRecord } from '../store/style-records.js';
import type { WorkerPool } from '../workers/pool.js';
import type { Mirror } from './mirror/mirror.js';
import type { Plans } from './picture/plans.js';
import type { Videos } from './picture/videos.js';
import type { Query } from './query.js';
import type { Keyring } from './signature/authenticate.js';
import type { Target } from './target.js';

/** Who asks. An account owns buckets; a key pair belongs to an account. */
export type Principal =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'account';
      readonly account: string;
      readonly accessKeyId: string;
      /** Of the key. Absent: it may do what its account may. */
      readonly limits?: KeyLimits;
    };

/** What the actions work with; made once by app.ts. */
export interface Services {
  readonly store: Store;
  readonly workers: WorkerPool;
  readonly results: Results;
  readonly plans: Plans;
  readonly videos: Videos;
  readonly mirror: Mirror;
  readonly keyring: Keyring;
  readonly settings: OssSettings;
}

export interface OssSettings {
  readonly region: string;
  /** Base domains, lower case, without port. */
  readonly domains: readonly string[];
  readonly limits: Limits;
  /** How many styles a bucket may have. */
  readonly bucketStyles: number;
  /** How many buckets of one account may have settings for IMG domains. */
  readonly accountChannels: number;
  /** Processed pictures say where they came from and what took how long. */
  readonly serverTiming: boolean;
  /** Account id of the root key pair; it owns the buckets it makes. */
  readonly account: string;
  /** Versions of all that decides how a picture comes out (sharp, libvips, fonts, defaults): part of a result's ETag. */
  readonly renderer: string;
}

/** One request on its way: parsed, authenticated, routed. */
export interface Call {
  readonly request: OssRequest;
  readonly target: Target;
  readonly query: Query;
  readonly principal: Principal;
  readonly services: Services;
  /** The rows of target.bucket and target.key, read once, before the decision; absent rows are absent. */
  readonly bucket?: BucketRecord;
  readonly object?: ObjectRecord;
  /** Of an action that is `styled`, when the request names one. */
  readonly style?: RequestedStyle;
  /** Of an action that is `styled`: what stood behind the '@' of the key in the old syntax, and nothing else says what to do. */
  readonly old?: string;
}

export interface RequestedStyle {
  readonly name: string;
  /** By a separator in the key; otherwise by x-oss-process. */
  readonly separated: boolean;
  /** Absent: the bucket has no such style. */
  readonly row?: StyleRecord;
}

export interface Need {
  readonly bucket: string;
  readonly key?: string;
  /** 'account': of anybody who signed; 'root': of the root account. For both the bucket need not exist. */
  readonly permission: 'read' | 'write' | 'owner' | 'account' | 'root';
  /** 'direct': as it is. 'chain': processed. 'style': through a style, which source-image protection allows. */
  readonly via: 'direct' | 'chain' | 'style';
}

export interface Action<Prepared = undefined> {
  /** The vendor's name, 'GetObject': also the name in logs, metrics and docs. */
  readonly name: string;
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS';
  readonly scope: 'service' | 'bucket' | 'object';
  /** Tells actions of one method and scope apart: sub-resources that must be in the query, a header that must be sent. */
  readonly when?: {
    readonly query?: readonly string[];
    readonly header?: string;
    /** The value of `comp`, which tells operations of one sub-resource apart. */
    readonly comp?: string;
    /** The key says what to do (lookup.ts): it ends in a separator and a style, or in the old syntax. */
    readonly byKey?: true;
  };
  /** The request may name a style, by x-oss-process or by a separator in the key, or use the old syntax. */
  readonly styled?: true;
  /** Bounded reading that the needs depend on: form fields before the file, a saveas body of at most 16 KB. */
  prepare?(call: Call): Promise<Prepared>;
  /** Who asks, where the body says it and not the headers: a form is signed in its fields. */
  signer?(prepared: Prepared): Principal;
  /** Of the target's bucket and key unless said otherwise. */
  readonly needs: Need['permission'] | 'none' | ((call: Call, prepared: Prepared) => readonly Need[]);
  /** Runs after decide() said yes to every need. */
  handle(call: Call, prepared: Prepared): Promise<OssResponse>;
}

/** For the table of actions, which does not know what each of them prepares: an action is given what it made itself. */
export function preparing<Prepared>(action: Action<Prepared>): Action {
  return action as Action<unknown> as Action;
}
