/** The program of libvips, started anew for each picture as a script would. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cpuOfTree } from '../measure.js';
import { type Given, type Peer, provide } from './peer.js';

const PROGRAM = '/usr/bin/vipsthumbnail';

/** @throws when there is none */
export async function vipsthumbnail({ directory, file, quality }: Given): Promise<Peer> {
  provide([PROGRAM], ['libvips-tools']);
  const source = join(directory, file);
  const make = async (width: number, lane: number) => {
    const output = join(directory, `vips-${lane}.jpg`);
    const args = [source, '--size', `${width}x`, '-o', `${output}[Q=${quality},strip]`];
    await promisify(execFile)(PROGRAM, args, { env: { ...process.env, VIPS_CONCURRENCY: '1' } });
    return output;
  };
  return {
    name: 'vipsthumbnail',
    async measure(width, count, inFlight) {
      const took: number[] = [];
      let left = count;
      const [before, own] = [cpuOfTree(process.pid), process.cpuUsage()];
      const started = performance.now();
      await Promise.all(
        Array.from({ length: inFlight }, async (_, lane) => {
          while (left-- > 0) {
            const began = performance.now();
            await make(width, lane);
            took.push(performance.now() - began);
          }
        }),
      );
      const seconds = (performance.now() - started) / 1000;
      const { user, system } = process.cpuUsage(own);
      // The benchmark's own CPU, for starting them, is not theirs.
      const cpu = cpuOfTree(process.pid) - before - (user + system) / 1e6;
      return { cpu: cpu / count, perSecond: count / seconds, took };
    },
    result: async (width) => readFile(await make(width, 0)),
    peak: () => Number.NaN,
    stop: async () => {},
  };
}
