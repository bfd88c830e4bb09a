/** What the server says of a chain that is being written. */
import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { Button } from 'antd';
import { type Fault, faultIn } from '../api/styles';
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
  /** Not yet about the chain as it is now. */
  readonly waiting: boolean;
  /** The server could not be asked. */
  readonly error: unknown;
}

export function useVerdict(chain: string): Verdict {
  const settled = useSettled(chain, PAUSE);
  const { value, error } = useLoad(settled, async () => ({
    fault: settled === '' ? undefined : await faultIn(settled),
  }));
  const known = value !== undefined && settled === chain;
  return { chain: settled, fault: known ? value.fault : undefined, waiting: !known && error === undefined, error };
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
