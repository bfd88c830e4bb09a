/** What a client may cost the server before an action has looked at it. Times in milliseconds, sizes in bytes. */
export interface ServerLimits {
  /** Connections at once, where the system's limit on open files allows so many. */
  readonly connections: number;
  /** Request line and headers together. User metadata alone may take 8 KB. */
  readonly headerBytes: number;
  /** The request target as sent. A key of 1023 bytes takes 3069 when every byte is percent-encoded. */
  readonly urlBytes: number;
  /** From the first byte of a connection or request to the end of its headers. */
  readonly headersMs: number;
  /** How long a client may neither send the body it owes nor take the bytes it asked for. */
  readonly idleMs: number;
  /** A body that is waited for must bring this many bytes a second, averaged over the window. */
  readonly minimumRate: number;
  readonly rateWindowMs: number;
  /** Longer than the idle time of common proxies (60 s): a shorter one makes them answer 502 now and then. */
  readonly keepAliveMs: number;
  /** How much of an unwanted body is read and thrown away after the answer, and for how long. */
  readonly drainBytes: number;
  readonly lingerMs: number;
  /** Requests of one connection that wait for their answers; a client that sends more is cut off. */
  readonly pipelined: number;
  /** While draining: how long an idle connection may still bring a request that was on its way. */
  readonly idleGraceMs: number;
  /** How often the deadlines are looked at. */
  readonly tickMs: number;
}

export const SERVER_LIMITS: ServerLimits = {
  connections: 16_384,
  headerBytes: 32_768,
  urlBytes: 16_384,
  headersMs: 20_000,
  idleMs: 60_000,
  minimumRate: 1024,
  rateWindowMs: 30_000,
  keepAliveMs: 75_000,
  drainBytes: 262_144,
  lingerMs: 2000,
  pipelined: 128,
  idleGraceMs: 500,
  tickMs: 1000,
};
