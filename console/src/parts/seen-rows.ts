/** Which rows of a long list are seen: of 100,000 only a screenful is drawn. Every row has the same height. */
import { type RefObject, useCallback, useState, useSyncExternalStore } from 'react';

export interface SeenRows {
  readonly from: number;
  /** Behind the last. */
  readonly to: number;
}

/** Rows beyond the edges, so that Tab and a quick wheel find them drawn. */
const BEYOND = 6;
/** Drawn before the place is known. */
const FIRST = 20;

/** @param height of a row, in pixels */
export function useSeenRows(scroller: RefObject<HTMLElement | null>, count: number, height: number): SeenRows {
  const [first, setFirst] = useState(0);
  const subscribe = useCallback(
    (changed: () => void) => {
      const place = scroller.current;
      const moved = () => {
        setFirst(Math.floor((place?.scrollTop ?? 0) / height));
        changed();
      };
      place?.addEventListener('scroll', moved, { passive: true });
      window.addEventListener('resize', moved);
      return () => {
        place?.removeEventListener('scroll', moved);
        window.removeEventListener('resize', moved);
      };
    },
    [scroller, height],
  );
  const fitting = useSyncExternalStore(subscribe, () => Math.ceil((scroller.current?.clientHeight ?? 0) / height));
  const from = Math.max(0, Math.min(first, count - 1) - BEYOND);
  return { from, to: Math.min(count, first + Math.max(fitting, FIRST) + BEYOND) };
}
