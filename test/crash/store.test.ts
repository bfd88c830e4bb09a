/**
 * Kills a process that writes, opens what it left, and looks for everything that was acknowledged. Another run of the
 * same kind: CRASH_SEED=…; more of them: CRASH_ROUNDS=…. When a process dies is not in the seed's power.
 */
import { test } from 'vitest';
import { crashStore } from './store-rounds.js';

const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 2 ** 32);
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 10);

test(`${ROUNDS} crashes, seed ${SEED}`, () => crashStore(ROUNDS, SEED));
