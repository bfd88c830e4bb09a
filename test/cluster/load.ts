/** Clients that put, read, draw and delete until they are told to stop, and tell of what they were refused. */
import { randomBytes } from 'node:crypto';
import type { Answer, Cluster } from './cluster.js';

export interface Load {
  /** Ends with what failed, also when it was tried a second time. */
  stop(): Promise<readonly string[]>;
  readonly done: () => number;
}

export function startLoad(cluster: Cluster, bucket: string, picture: Buffer, lanes = 4): Load {
  const failures: string[] = [];
  let done = 0;
  let running = true;
  const expect = async (what: string, asking: Promise<Answer>, status: number): Promise<Answer | undefined> => {
    const answer = await asking.catch((error: Error) => error);
    done++;
    if (!(answer instanceof Error) && answer.status === status) return answer;
    failures.push(`${what}: ${answer instanceof Error ? answer.message : `${answer.status} ${answer.body}`}`);
    return undefined;
  };
  const lane = async (n: number): Promise<void> => {
    for (let turn = 0; running; turn++) {
      const path = `/${bucket}/load-${n}-${turn}.png`;
      const bytes = randomBytes(1000);
      await expect(`PUT ${path}`, cluster.askTwice({ method: 'PUT', path, body: bytes }), 200);
      const read = await expect(`GET ${path}`, cluster.askTwice({ path }), 200);
      if (read && !read.body.equals(bytes)) failures.push(`GET ${path}: other bytes than were put`);
      const query = `x-oss-process=image/resize,w_${(turn % 50) + 1}`;
      await expect(`a picture`, cluster.askTwice({ path: `/${bucket}/picture.png`, query }), 200);
      if (turn % 2 === 0) await expect(`DELETE ${path}`, cluster.askTwice({ method: 'DELETE', path }), 204);
    }
  };
  const all = [
    cluster.askTwice({ method: 'PUT', path: `/${bucket}/picture.png`, body: picture }).then(() => undefined),
    ...Array.from({ length: lanes }, (_, n) => lane(n)),
  ];
  return {
    done: () => done,
    stop: async () => {
      running = false;
      await Promise.all(all);
      return failures;
    },
  };
}
