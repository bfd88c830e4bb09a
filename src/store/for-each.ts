/** Work on many things at once, but not on all of them. */

/** Runs `work` on every item, at most `inFlight` at a time. */
export async function forEach<T>(
  items: readonly T[],
  inFlight: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}
