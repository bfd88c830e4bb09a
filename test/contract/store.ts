/** What every store must do, whatever it is made of. A store joins by calling describeStore with a way to open itself. */
import { describe } from 'vitest';
import type { Expired } from '#src/store/lifecycle-records.js';
import type { ObjectRecord, Store } from '#src/store/records.js';
import type { ScrubReport } from '#src/store/scrub.js';
import { appendContract } from './append.js';
import { bucketContract } from './buckets.js';
import { channelContract } from './channels.js';
import { copyContract } from './copy.js';
import { domainContract } from './domains.js';
import { keyContract } from './keys.js';
import { lifecycleContract } from './lifecycle.js';
import { linkContract } from './links.js';
import { listContract } from './list.js';
import { objectContract } from './objects.js';
import { putContract } from './put.js';
import { quotaContract } from './quota.js';
import { scrubContract } from './scrub.js';
import { settingContract } from './settings.js';
import { styleContract } from './styles.js';
import { sweepContract } from './sweep.js';
import { tagContract } from './tags.js';
import { uploadContract } from './uploads.js';

export interface OpenStore {
  readonly store: Store & {
    sweep(): Promise<{ readonly adopted: number; readonly removed: number }>;
    scrub(): Promise<ScrubReport>;
    expire(): Promise<Expired>;
  };
  /** One bit of its bytes becomes another, where they are kept; at least four bytes long, and in one piece. */
  damage(object: ObjectRecord): Promise<void>;
  /** Moves the store's clock; it starts at the present. */
  advance(milliseconds: number): void;
  /** Closes the store, unless that was done, and removes what it kept. */
  dispose(): Promise<void>;
}

export interface OpenOptions {
  readonly retentionMs?: number;
}

export type Open = (options?: OpenOptions) => Promise<OpenStore>;

export function describeStore(name: string, open: Open): void {
  describe(name, () => {
    bucketContract(open);
    putContract(open);
    objectContract(open);
    appendContract(open);
    copyContract(open);
    listContract(open);
    keyContract(open);
    linkContract(open);
    uploadContract(open);
    styleContract(open);
    settingContract(open);
    tagContract(open);
    domainContract(open);
    channelContract(open);
    lifecycleContract(open);
    quotaContract(open);
    sweepContract(open);
    scrubContract(open);
  });
}
