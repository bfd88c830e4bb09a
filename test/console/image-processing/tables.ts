/** The tables as the browser half gets them: what GET /api/operations answers. */
import { getOperations } from '#src/console/api/operations.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planKey, planOf } from '#src/process/plan.js';
import type { OperationTable } from '../../../console/src/api/operations';

export async function tables(): Promise<readonly OperationTable[]> {
  if (getOperations.open) throw new Error('The tables are for those who are signed in.');
  const parts = { profile: 'guide' } as const;
  const { body } = await getOperations.handle({ parts } as unknown as Parameters<typeof getOperations.handle>[0]);
  return JSON.parse(String(body)).operations;
}

/** What the server understands by a chain. @throws OssError */
export function meaning(chain: string): string {
  return planKey(planOf(chain, GUIDE_LIMITS));
}
