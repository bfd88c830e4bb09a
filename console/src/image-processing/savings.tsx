/** Sizes in pixels and bytes, before and after, and what that saves. */
import type { Fetched } from '../parts/fetched';
import { useFormat } from '../parts/format';
import { useTexts } from '../texts/texts';

export interface SavingsProps {
  readonly before: Fetched | undefined;
  readonly after: Fetched;
  /** '400 × 267' by side, once it is known. */
  readonly sizes: Readonly<Record<string, string>>;
}

export function Savings({ before, after, sizes }: SavingsProps) {
  const { image: text } = useTexts();
  const format = useFormat();
  const [old, now] = [before?.blob.size ?? 0, after.blob.size];
  const saved = old - now;
  const percent = old === 0 ? 0 : Math.round((100 * Math.abs(saved)) / old);
  const bytes = format.bytes(Math.abs(saved));
  return (
    <dl className="savings" aria-live="polite">
      <dt>{text.before}</dt>
      <dd>{[sizes.before, format.bytes(old)].filter(Boolean).join(' · ')}</dd>
      <dt>{text.after}</dt>
      <dd>
        {[sizes.after, format.bytes(now)].filter(Boolean).join(' · ')}
        <strong className={saved > 0 ? 'good' : ''}>
          {saved === 0 ? text.same : saved > 0 ? text.fewer(bytes, percent) : text.more(bytes, percent)}
        </strong>
        <span className="muted">{text.took(after.took)}</span>
      </dd>
    </dl>
  );
}
