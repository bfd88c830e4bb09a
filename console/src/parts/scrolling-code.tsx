import type { ReactNode } from 'react';

/** Text of a program that keeps its lines, and scrolls where they are too long. */
export function ScrollingCode({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus, the keyboard could not scroll it (axe, scrollable-region-focusable).
    <pre className={`${className} mono`} tabIndex={0}>
      {children}
    </pre>
  );
}
