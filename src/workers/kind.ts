/** What a job is called in the metrics: names of tables only, so that no client can make more of them. */
import { formatOfMime, JSON_TYPE } from '../process/formats/mime.js';
import type { Job } from './protocol.js';

/**
 * 'snapshot' for a frame of a video and 'probe' for its facts; the name of the report or of the only operation that
 * draws; 'chain' for several; 'convert' where nothing is drawn.
 */
export function operationOf(job: Job): string {
  if ('probe' in job) return 'probe';
  const { snapshot, report, steps } = job.plan;
  if (snapshot !== undefined) return 'snapshot';
  if (report !== undefined) return report.operation;
  const [first, ...others] = steps.filter(({ implicit }) => !implicit);
  if (first === undefined) return 'convert';
  return others.length === 0 ? first.operation : 'chain';
}

/** `contentType` comes from a worker, which opens pictures of strangers: what is not in the table is 'other'. */
export function formatOf(contentType: string | undefined): string {
  if (contentType === undefined) return 'none';
  return contentType === JSON_TYPE ? 'json' : (formatOfMime(contentType) ?? 'other');
}
