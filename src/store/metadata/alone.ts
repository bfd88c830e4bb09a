/** Of other nodes on the same database, where there are none. */
import type { OthersStats } from './metadata.js';

export class Alone {
  async leads(): Promise<boolean> {
    return true;
  }

  async announce(_what: string): Promise<void> {}

  async forgetChanges(): Promise<void> {}

  caughtUp(): Promise<void> | undefined {
    return undefined;
  }

  othersStats(): OthersStats | undefined {
    return undefined;
  }

  onAnnounced(_heard: (what: string) => void): void {}
}
