/** Files on their way up. They go on while other pages are looked at. */
import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';
import type { PickedFile } from '../api/dropped';
import { discard, type Progress, upload } from '../api/upload';

export type UploadState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface UploadJob {
  readonly id: number;
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly sent: number;
  readonly state: UploadState;
  readonly error?: unknown;
}

interface Behind {
  readonly file: File;
  readonly progress: Progress;
  controller: AbortController;
}

const AT_ONCE = 3;
/** Numbers change many times a second; the screen need not. */
const SHOWN_EVERY_MS = 120;

export class UploadQueue {
  #jobs: readonly UploadJob[] = [];
  readonly #behind = new Map<number, Behind>();
  readonly #listeners = new Set<() => void>();
  #nextId = 1;
  #shownAt = 0;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly jobs = (): readonly UploadJob[] => this.#jobs;

  add(bucket: string, prefix: string, files: readonly PickedFile[]): void {
    const added = files.map(({ path, file }): UploadJob => {
      const id = this.#nextId++;
      this.#behind.set(id, { file, progress: { done: new Map() }, controller: new AbortController() });
      return { id, bucket, key: prefix + path, size: file.size, sent: 0, state: 'waiting' };
    });
    this.#show([...this.#jobs, ...added]);
    this.#startNext();
  }

  cancel(id: number): void {
    const job = this.#job(id);
    if (job === undefined || job.state === 'done') return;
    const behind = this.#behind.get(id);
    behind?.controller.abort();
    this.#change(id, { state: 'cancelled' });
    if (behind !== undefined) void discard({ ...job, progress: behind.progress }).catch(() => {});
    this.#startNext();
  }

  /** What has arrived of a large file is not sent again. */
  retry(id: number): void {
    const behind = this.#behind.get(id);
    if (behind === undefined || this.#job(id)?.state !== 'failed') return;
    behind.controller = new AbortController();
    this.#change(id, { state: 'waiting', error: undefined });
    this.#startNext();
  }

  /** Forgets those that are over. */
  clear(): void {
    const left = this.#jobs.filter(({ state }) => state === 'waiting' || state === 'running');
    for (const { id } of this.#jobs) if (!left.some((job) => job.id === id)) this.#behind.delete(id);
    this.#show(left);
  }

  #startNext(): void {
    const running = this.#jobs.filter(({ state }) => state === 'running').length;
    for (const { id } of this.#jobs.filter(({ state }) => state === 'waiting').slice(0, AT_ONCE - running)) {
      this.#change(id, { state: 'running' });
      void this.#run(id);
    }
  }

  async #run(id: number): Promise<void> {
    const job = this.#job(id);
    const behind = this.#behind.get(id);
    if (job === undefined || behind === undefined) return;
    const { file, progress, controller } = behind;
    const onSent = (sent: number) => this.#change(id, { sent }, SHOWN_EVERY_MS);
    try {
      await upload({ bucket: job.bucket, key: job.key, file, progress, signal: controller.signal, onSent });
      this.#change(id, { state: 'done', sent: file.size });
    } catch (error) {
      if (!controller.signal.aborted) this.#change(id, { state: 'failed', error });
    }
    this.#startNext();
  }

  #job(id: number): UploadJob | undefined {
    return this.#jobs.find((job) => job.id === id);
  }

  #change(id: number, change: Partial<UploadJob>, every = 0): void {
    this.#show(
      this.#jobs.map((job) => (job.id === id ? { ...job, ...change } : job)),
      every,
    );
  }

  #show(jobs: readonly UploadJob[], every = 0): void {
    this.#jobs = jobs;
    const now = performance.now();
    if (now - this.#shownAt < every) return;
    this.#shownAt = now;
    for (const listener of this.#listeners) listener();
  }
}

export const UploadsContext = createContext<UploadQueue>(new UploadQueue());

export function useUploadQueue(): UploadQueue {
  return useContext(UploadsContext);
}

export function useUploads(): readonly UploadJob[] {
  const queue = useUploadQueue();
  return useSyncExternalStore(queue.subscribe, queue.jobs);
}

/** The browser asks before it leaves a page with files on their way. */
export function useUploadGuard(jobs: readonly UploadJob[]): void {
  const busy = jobs.some(({ state }) => state === 'waiting' || state === 'running');
  useEffect(() => {
    if (!busy) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [busy]);
}
