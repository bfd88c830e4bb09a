/** Some hundred broken pictures through a whole server; npm run fuzz sends as many as there is time for. */
import { expect, test } from 'vitest';
import { hasFfmpeg } from '../clips.js';
import { throughServer } from './through-server.js';

const INPUTS = 120;

test('a picture alone is never an error of the server, and others are served meanwhile', {
  timeout: 180_000,
}, async () => {
  const run = {
    seed: 1_900_000_000,
    inputs: INPUTS,
    until: Date.now() + 120_000,
    withClips: hasFfmpeg,
    progress: () => {},
  };
  const { inputs, statuses, findings, bystander, alive } = await throughServer(run);
  expect(findings.map(({ status, chain, text }) => `${status} ${chain} ${text}`)).toEqual([]);
  expect(alive).toBe(true);
  expect(inputs).toBe(INPUTS);
  expect(bystander.answered / bystander.asked).toBeGreaterThanOrEqual(0.99);
  expect((statuses.get(503) ?? 0) / inputs).toBeLessThan(0.02);
  // Enough of them get as far as the decoders.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(inputs / 10);
});
