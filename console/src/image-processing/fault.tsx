/** What the server says of a chain that is being written. */
import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { Button } from 'antd';
import { type Checked, checkChain, type Fault } from '../api/styles';
import { Failure } from '../parts/failure';
import { useLoad } from '../parts/load';
import { useTexts } from '../texts/texts';
import { useSettled } from './picture-input';

/** Milliseconds without a change before the server is asked. */
const PAUSE = 300;

export interface Verdict {
  /** The chain that it is about. */
  readonly chain: string;
  readonly fault: Fault | undefined;
  /** The chain of today that it means; undefined: it has a mistake, or only the old syntax can say it. */
  readonly today: string | undefined;
  /** Not yet about the chain as it is now. */
  readonly waiting: boolean;
  /** The server could not be asked. */
  readonly error: unknown;
}

/** Nothing is no chain, but no mistake either. */
const NOTHING: Checked = { fault: null, today: null };

export function useVerdict(chain: string): Verdict {
  const settled = useSettled(chain, PAUSE);
  const { value, error } = useLoad(settled, async () => (settled === '' ? NOTHING : checkChain(settled)));
  const known = settled === chain ? value : undefined;
  return {
    chain: settled,
    fault: known?.fault ?? undefined,
    today: known?.today ?? undefined,
    waiting: known === undefined && error === undefined,
    error,
  };
}

export interface VerdictTextProps {
  readonly id: string;
  readonly verdict: Verdict;
  readonly onShow?: (fault: Fault) => void;
}

export function VerdictText({ id, verdict, onShow }: VerdictTextProps) {
  const { image: text } = useTexts();
  const { fault, waiting, error, chain } = verdict;
  return (
    <div id={id} className="verdict" role="status">
      {error !== undefined ? (
        <Failure error={error} />
      ) : fault !== undefined ? (
        <>
          <CloseCircleFilled className="bad" />
          <span>
            <strong>{text.faultAt(fault.from, fault.to)}</strong> {fault.message}
          </span>
          {onShow && (
            <Button size="small" onClick={() => onShow(fault)}>
              {text.showFault}
            </Button>
          )}
        </>
      ) : waiting ? (
        <span className="muted">{text.checking}</span>
      ) : chain === '' ? (
        <span className="muted">{text.nothingYet}</span>
      ) : (
        <>
          <CheckCircleFilled className="good" />
          <span>{text.noFault}</span>
        </>
      )}
    </div>
  );
}
