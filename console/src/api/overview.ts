import { getJson } from './request';

interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Overview {
  /** Milliseconds since the epoch, by the server's clock. */
  readonly at: number;
  readonly health: { readonly ok: boolean; readonly state: string; readonly checks: Readonly<Record<string, string>> };
  readonly metrics: Readonly<Record<string, readonly Labelled[]>>;
}

export interface MachinePart {
  readonly name: string;
  readonly purpose: string;
  /** Absent: it is missing. */
  readonly found?: string;
  readonly advice: string;
}

export function getOverview(signal?: AbortSignal): Promise<Overview> {
  return getJson('/api/overview', signal);
}

export async function getMachine(signal?: AbortSignal): Promise<readonly MachinePart[]> {
  return (await getJson<{ parts: readonly MachinePart[] }>('/api/machine', signal)).parts;
}

/** The sum of a metric's rows that have these labels. */
export function total({ metrics }: Overview, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const wanted = Object.entries(labels);
  return (metrics[name] ?? [])
    .filter((row) => wanted.every(([label, value]) => row.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
