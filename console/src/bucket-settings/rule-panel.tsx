import { PlusOutlined } from '@ant-design/icons';
import { Button, Empty } from 'antd';
import type { ReactNode } from 'react';
import { useSession } from '../frame/session';
import type { Loaded } from '../parts/load';
import { WhenLoaded } from '../parts/loaded';

/** What the panel of one kind of rules says. */
export interface RulePanelTexts {
  readonly title: string;
  readonly about: string;
  readonly add: string;
  readonly none: string;
  readonly noneAbout: string;
}

export interface RulePanelProps<T> {
  readonly texts: RulePanelTexts;
  readonly of: Loaded<T>;
  readonly isEmpty: (value: T) => boolean;
  readonly onAdd: () => void;
  /** The list, where there is a rule. */
  readonly children: (value: T) => ReactNode;
}

/** The rules of a bucket that are of one kind: what they are for, a button for one more, and the list. */
export function RulePanel<T>({ texts, of, isEmpty, onAdd, children }: RulePanelProps<T>) {
  const { readOnly } = useSession();
  const none = (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<strong>{texts.none}</strong>}>
      <p className="muted empty-about">{texts.noneAbout}</p>
    </Empty>
  );
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{texts.title}</h2>
        <Button icon={<PlusOutlined aria-hidden />} disabled={readOnly || of.value === undefined} onClick={onAdd}>
          {texts.add}
        </Button>
      </div>
      <p className="muted">{texts.about}</p>
      <WhenLoaded of={of}>{(value) => (isEmpty(value) ? none : children(value))}</WhenLoaded>
    </section>
  );
}
