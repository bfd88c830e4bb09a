import type { AccessEntry } from './access-log.js';
import type { Deadlines } from './deadlines.js';
import type { TrustedProxies } from './proxies.js';
import type { RequestIds } from './request-id.js';
import type { KeptHeads } from './respond.js';
import type { ServerLimits } from './server-limits.js';

/** What the connections and requests of one server share. */
export interface ServerContext {
  readonly limits: ServerLimits;
  readonly ids: RequestIds;
  readonly proxies: TrustedProxies;
  readonly deadlines: Deadlines;
  readonly heads: KeptHeads;
  readonly onAccess: (entry: AccessEntry) => void;
  /** Set once, when the server is told to close: from then on every answer is the last of its connection. */
  draining: boolean;
  /** Requests that are not over yet, whether or not their client is still there. */
  inFlight: number;
  /** Connections closed because there were too many. */
  shed: number;
}
