/** A peer that is asked by HTTP. */
import { closedLoop, took } from '../client.js';
import { cpuOfTree, peakOfTree } from '../measure.js';
import type { Figures, Peer } from './peer.js';

export interface HttpPeerOptions extends Pick<Peer, 'onV8'> {
  readonly name: string;
  readonly pid: number;
  /** A URL that makes it work, each time it is called. */
  readonly url: (width: number) => string;
  readonly stop: () => Promise<void>;
}

export function httpPeer({ pid, url, stop, ...about }: HttpPeerOptions): Peer {
  return {
    ...about,
    measure: (width, count, inFlight) => measured(pid, () => new URL(url(width)), count, inFlight),
    async result(width) {
      return Buffer.from(await (await fetch(url(width))).arrayBuffer());
    },
    peak: () => peakOfTree(pid),
    stop,
  };
}

/** @throws for an answer that is neither 200 nor 304: a refusal is quick, and no picture */
export async function measured(
  pid: number,
  next: () => URL,
  count: number,
  inFlight: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Figures> {
  const before = cpuOfTree(pid);
  const { answers, seconds } = await closedLoop(next, inFlight, { requests: count }, headers);
  const wrong = answers.find(({ status }) => status !== 200 && status !== 304);
  if (wrong) throw new Error(`${next().href} was answered with ${wrong.status}`);
  return { cpu: (cpuOfTree(pid) - before) / answers.length, perSecond: answers.length / seconds, took: took(answers) };
}
