/** A picture before and after, one over the other, with a line between them that is drawn to and fro. */
import { type CSSProperties, useState } from 'react';
import { useTexts } from '../texts/texts';

export interface ComparisonProps {
  readonly fileKey: string;
  readonly before: string;
  readonly after: string;
  /** As large as there is room. */
  readonly large?: boolean;
  /** Told the size of what came out, in pixels. */
  readonly onSize?: (side: 'before' | 'after', width: number, height: number) => void;
}

export function Comparison({ fileKey, before, after, large = false, onSize }: ComparisonProps) {
  const { image: text } = useTexts();
  const [at, setAt] = useState(50);
  const size = (side: 'before' | 'after') => (event: { currentTarget: HTMLImageElement }) =>
    onSize?.(side, event.currentTarget.naturalWidth, event.currentTarget.naturalHeight);
  return (
    <div className={large ? 'compare compare-large' : 'compare'} style={{ '--at': `${at}%` } as CSSProperties}>
      <img className="compare-before" src={before} alt="" onLoad={size('before')} />
      <img className="compare-after" src={after} alt={text.compared(fileKey)} onLoad={size('after')} />
      <span className="compare-tag compare-tag-before" aria-hidden>
        {text.before}
      </span>
      <span className="compare-tag compare-tag-after" aria-hidden>
        {text.after}
      </span>
      <span className="compare-line" aria-hidden />
      <input
        type="range"
        min={0}
        max={100}
        value={at}
        aria-label={text.slider}
        aria-valuetext={text.sliderAt(at)}
        onChange={(event) => setAt(Number(event.target.value))}
      />
    </div>
  );
}
