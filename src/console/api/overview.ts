/** GET /api/overview: the server's numbers and its state, for plots that are drawn anew every few seconds. */
import type { ApiAction } from '../call.js';
import { json } from '../json.js';

/** Of the process itself; everything that Tintype counts is shown. */
const OF_PROCESS = ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'process_start_time_seconds'];

export const getOverview: ApiAction = {
  method: 'GET',
  path: 'overview',
  unattended: true,
  async handle({ parts }) {
    const [numbers, health] = await Promise.all([parts.metrics.numbers(), parts.health.readiness()]);
    const shown = Object.entries(numbers).filter(([name]) => name.startsWith('tintype_') || OF_PROCESS.includes(name));
    return json({ at: Date.now(), health, metrics: Object.fromEntries(shown) });
  },
};
