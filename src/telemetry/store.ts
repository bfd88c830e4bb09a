/** What the store keeps count of, as rows of the metrics page: its bytes, and the other nodes on its database. */
import { labelled, type Metrics } from './metrics.js';

export interface StoreCounts {
  readonly damagedReads: number;
  readonly sources?: {
    readonly hits: number;
    readonly fetches: number;
    readonly bytes: number;
    readonly files: number;
  };
  readonly engine?: { readonly reads: number; readonly writes: number; readonly failures: number };
  readonly others?: {
    readonly questions: number;
    readonly holdsLease: boolean;
    readonly told: number;
    readonly toldSeconds: number;
    /** By the name of the node. */
    readonly lastAnswers: Readonly<Record<string, { readonly changes: number; readonly seconds: number }>>;
  };
}

type Read = () => StoreCounts;

/** Zero where the bytes are files and the rows in the data directory: a dashboard is the same for every node. */
export function countStore(metrics: Metrics, store: Read): void {
  countEngine(metrics, store);
  countOthers(metrics, store);
  metrics.registerCounter({
    name: 'tintype_damaged_reads_total',
    help: 'Objects that could not be sent whole as they were stored, where --verify-reads looks.',
    read: () => store().damagedReads,
  });
}

function countEngine(metrics: Metrics, store: Read): void {
  metrics.registerCounter({
    name: 'tintype_s3_operations_total',
    help: 'Blobs read from the S3 engine and written to it, and what it failed.',
    labels: ['operation'],
    read: () => {
      const { reads: read = 0, writes: write = 0, failures: failure = 0 } = store().engine ?? {};
      return labelled('operation', { read, write, failure });
    },
  });
  metrics.registerCounter({
    name: 'tintype_sources_total',
    help: 'Originals wanted as files, by whether they were kept or had to be fetched.',
    labels: ['from'],
    read: () => {
      const { hits: kept = 0, fetches: engine = 0 } = store().sources ?? {};
      return labelled('from', { kept, engine });
    },
  });
  metrics.registerGauge({
    name: 'tintype_sources_bytes',
    help: 'Originals kept on the local disk.',
    read: () => store().sources?.bytes ?? 0,
  });
}

function countOthers(metrics: Metrics, store: Read): void {
  metrics.registerGauge({
    name: 'tintype_metadata_lease',
    help: '1: other nodes tell this one of changes before they make them, so that rows it keeps are used unasked.',
    read: () => Number(store().others?.holdsLease ?? false),
  });
  metrics.registerCounter({
    name: 'tintype_metadata_questions_total',
    help: 'Questions to PostgreSQL what others have changed: a few a second with a lease, and without one before kept rows are used.',
    read: () => store().others?.questions ?? 0,
  });
  metrics.registerCounter({
    name: 'tintype_metadata_told_total',
    help: 'Changes that other nodes were told of, and had to answer, before they were made.',
    read: () => store().others?.told ?? 0,
  });
  metrics.registerCounter({
    name: 'tintype_metadata_told_seconds_total',
    help: 'Seconds that those changes waited for the answers of the other nodes.',
    read: () => store().others?.toldSeconds ?? 0,
  });
  const byNode = (what: 'changes' | 'seconds') =>
    Object.entries(store().others?.lastAnswers ?? {}).map(([node, last]) => ({ labels: { node }, value: last[what] }));
  metrics.registerCounter({
    name: 'tintype_metadata_last_answers_total',
    help: 'Changes that waited for no node as long as for this one, by its name: the slowest sets the pace.',
    labels: ['node'],
    read: () => byNode('changes'),
  });
  metrics.registerCounter({
    name: 'tintype_metadata_last_answers_seconds_total',
    help: 'Seconds that they waited: until its answer, until its lease had ended, or until they were undone.',
    labels: ['node'],
    read: () => byNode('seconds'),
  });
}
