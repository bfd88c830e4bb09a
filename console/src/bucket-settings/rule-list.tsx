/** The rules of a bucket that are of one kind: what they are for, the list, a dialog for one of them, and a question before one goes. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Empty } from 'antd';
import { type ComponentType, useState } from 'react';
import { useSession } from '../frame/session';
import { useAskDelete } from '../parts/ask-delete';
import { useAttempt } from '../parts/failure';
import type { Loaded } from '../parts/load';
import { WhenLoaded } from '../parts/loaded';
import { useTexts } from '../texts/texts';

export interface RuleListTexts {
  readonly title: string;
  readonly about: string;
  readonly addRule: string;
  readonly noRules: string;
  readonly noRulesAbout: string;
  readonly deleteRuleAbout: string;
  readonly ruleDeleted: string;
  /** Absent: none is moved up. */
  readonly ruleMoved?: string;
}

/** One of the list. */
export interface ListedRule<R> {
  readonly rule: R;
  /** From 0. */
  readonly index: number;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
  /** Absent: it is the first, or none is moved. */
  readonly onRaise?: () => void;
}

/** The one in the dialog. */
export interface OpenRule<R> {
  readonly rule: R;
  readonly index: number;
  readonly isNew: boolean;
  readonly save: (rule: R) => Promise<unknown>;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

export interface RuleListProps<R> {
  readonly texts: RuleListTexts;
  readonly of: Loaded<readonly R[]>;
  /** All of them anew. */
  readonly put: (rules: readonly R[]) => Promise<unknown>;
  /** As a sentence names it, and no other of the list. */
  readonly nameOf: (rule: R, index: number) => string;
  /** What a new one begins as. */
  readonly newRule: (others: readonly R[]) => R;
  /** The first that fits counts. */
  readonly inOrder?: boolean;
  readonly Card: ComponentType<ListedRule<R>>;
  readonly Form: ComponentType<OpenRule<R>>;
}

export function RuleList<R>(props: RuleListProps<R>) {
  const { texts, of, put, newRule, Form } = props;
  const { readOnly } = useSession();
  /** The place of the rule in the list; that of none is a new one. */
  const [open, setOpen] = useState<number>();
  const kept = of.value;
  return (
    <>
      <section className="panel">
        <div className="panel-head">
          <h2>{texts.title}</h2>
          <Button
            icon={<PlusOutlined aria-hidden />}
            disabled={readOnly || kept === undefined}
            onClick={() => setOpen(kept?.length)}
          >
            {texts.addRule}
          </Button>
        </div>
        <p className="muted">{texts.about}</p>
        <WhenLoaded of={of}>
          {(rules) =>
            rules.length === 0 ? <NoRules texts={texts} /> : <Rules {...props} rules={rules} onOpen={setOpen} />
          }
        </WhenLoaded>
      </section>
      {kept !== undefined && open !== undefined && (
        <Form
          rule={kept[open] ?? newRule(kept)}
          index={open}
          isNew={kept[open] === undefined}
          save={(rule) => put(kept.toSpliced(open, 1, rule))}
          onSaved={() => {
            setOpen(undefined);
            of.reload();
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}

function NoRules({ texts }: { readonly texts: RuleListTexts }) {
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<strong>{texts.noRules}</strong>}>
      <p className="muted empty-about">{texts.noRulesAbout}</p>
    </Empty>
  );
}

interface RulesProps<R> extends RuleListProps<R> {
  readonly rules: readonly R[];
  readonly onOpen: (index: number) => void;
}

function Rules<R>({ texts, of, put, nameOf, inOrder = false, Card, rules, onOpen }: RulesProps<R>) {
  const { common } = useTexts();
  const askDelete = useAskDelete();
  const attempt = useAttempt();
  const putAnew = async (next: readonly R[], done: string) => {
    await attempt(() => put(next), done);
    of.reload();
  };
  const { ruleMoved } = texts;
  const actionsOf = (rule: R, index: number) => {
    const others = rules.toSpliced(index, 1);
    const onDelete = () =>
      askDelete({
        title: common.askDelete(nameOf(rule, index)),
        content: texts.deleteRuleAbout,
        onOk: () => putAnew(others, texts.ruleDeleted),
      });
    if (ruleMoved === undefined || index === 0) return { onDelete };
    return { onDelete, onRaise: () => void putAnew(others.toSpliced(index - 1, 0, rule), ruleMoved) };
  };
  const List = inOrder ? 'ol' : 'ul';
  return (
    <List className="setting-cards">
      {rules.map((rule, index) => (
        <Card
          key={nameOf(rule, index)}
          rule={rule}
          index={index}
          onEdit={() => onOpen(index)}
          {...actionsOf(rule, index)}
        />
      ))}
    </List>
  );
}
