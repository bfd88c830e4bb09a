/** How the data port ends: what is under way is answered, with a picture or with a word. */
import type { RunningServer } from '../http/server.js';

export interface Patience {
  /** Milliseconds for requests under way once the server was told to stop; container runtimes kill after 10 s. */
  readonly grace: number;
  /** Of these, the last: for telling those whose pictures are not drawn by then. A connection that is cut tells nothing. */
  readonly telling: number;
}

const PATIENCE: Patience = { grace: 8_000, telling: 1_000 };

/** `refuseRest`: ends what takes too long. */
export function draining(
  server: RunningServer,
  refuseRest: () => void,
  { grace, telling } = PATIENCE,
): RunningServer & { close(): Promise<void> } {
  return {
    ...server,
    async close() {
      const last = setTimeout(refuseRest, grace - telling);
      try {
        await server.close(grace);
      } finally {
        clearTimeout(last);
      }
    },
  };
}
