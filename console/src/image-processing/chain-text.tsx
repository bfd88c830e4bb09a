/** A chain or a URL to be read: it breaks behind its separators, and elsewhere only where it must. */
import { Fragment } from 'react';

export function ChainText({ children }: { readonly children: string }) {
  let at = 0;
  return (
    <code className="wrap">
      {children.split(/(?<=[/,|?&@])/).map((part) => {
        at += part.length;
        return (
          <Fragment key={at}>
            {part}
            <wbr />
          </Fragment>
        );
      })}
    </code>
  );
}
