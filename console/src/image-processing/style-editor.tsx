/** Create Style and its twin, Edit Style: name, editing type, the editor, OK and Cancel. */
import { QuestionCircleOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Input, Radio } from 'antd';
import { type FormEvent, useId, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { OperationTable } from '../api/operations';
import { checkChain, putStyle } from '../api/styles';
import { paths } from '../frame/paths';
import { useAttempt } from '../parts/failure';
import { FormEnd } from '../parts/form-end';
import { useTexts } from '../texts/texts';
import { AdvancedEditor } from './advanced-editor';
import { BasicEditor } from './basic-editor';
import { ChainText } from './chain-text';
import { Documentation } from './documentation';
import { type Draft, draftOf, editedAs, withChain, withForm } from './draft';
import { useVerdict, VerdictText } from './fault';
import { LivePreview } from './live-preview';
import { missingIn, type Reason } from './style-form';

export interface StyleEditorProps {
  readonly bucket: string;
  readonly operations: readonly OperationTable[];
  readonly sample: string | undefined;
  /** Names that are there already. */
  readonly taken: readonly string[];
  /** The style that is changed; absent: a new one. */
  readonly editing?: string;
  /** What the editor begins with; absent: the guide's form. */
  readonly content?: string;
}

/** Shown while the field is filled in; the server has the last word. */
const NAME = /^[A-Za-z0-9_.-]{1,64}$/;

export function StyleEditor({ bucket, operations, sample, taken, editing, content }: StyleEditorProps) {
  const { image: text } = useTexts();
  const [name, setName] = useState(editing ?? '');
  const [draft, setDraft] = useState<Draft>(() => draftOf(content, operations));
  const [tried, setTried] = useState(false);
  const [reading, setReading] = useState(false);
  const [busy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const attempt = useAttempt();
  const nameField = useRef<HTMLInputElement>(null);
  const about = useId();
  const verdict = useVerdict(draft.chain);
  const missing = draft.editing === 'basic' ? missingIn(draft.form) : [];
  const nameProblem = problemOf(name, editing, taken);
  const back = () => navigate(paths.image(bucket));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (nameProblem !== undefined) nameField.current?.focus();
    if (nameProblem !== undefined || missing.length > 0 || draft.chain === '' || verdict.fault !== undefined) return;
    setBusy(true);
    const done = await attempt(() => store(bucket, name, draft.chain), text.saved(name));
    setBusy(false);
    if (done) back();
  };
  return (
    <div className="style-editor">
      <form className="panel" onSubmit={save} noValidate>
        <div className="panel-head">
          <h2>{editing === undefined ? text.createStyle : text.editStyle(editing)}</h2>
          <Button type="link" icon={<QuestionCircleOutlined aria-hidden />} onClick={() => setReading(true)}>
            {text.documentation}
          </Button>
        </div>
        <Form component={false} layout="vertical">
          <NameField
            field={nameField}
            value={name}
            onChange={setName}
            fixed={editing !== undefined}
            problem={tried || nameProblem === 'nameTaken' ? nameProblem : undefined}
          />
          <Form.Item label={text.editing}>
            <Radio.Group
              aria-label={text.editing}
              optionType="button"
              buttonStyle="solid"
              options={[
                { value: 'basic', label: text.basic },
                { value: 'advanced', label: text.advanced },
              ]}
              value={draft.editing}
              onChange={(event) => setDraft(editedAs(draft, event.target.value, operations))}
            />
          </Form.Item>
          {draft.reason && <CannotShow reason={draft.reason} />}
          {draft.editing === 'basic' ? (
            <BasicEditor
              bucket={bucket}
              operations={operations}
              form={draft.form}
              onChange={(form) => setDraft(withForm(draft, form, operations))}
              problems={tried ? missing : []}
            />
          ) : (
            <AdvancedEditor
              operations={operations}
              chain={draft.chain}
              onChange={(chain) => setDraft(withChain(draft, chain))}
              verdict={verdict}
            />
          )}
        </Form>
        {draft.editing === 'basic' && (
          <div className="chain-made">
            <ChainText>{draft.chain}</ChainText>
            {missing.length > 0 ? (
              <p className="muted">{text.fillIn}</p>
            ) : (
              (draft.chain === '' || verdict.fault !== undefined || verdict.error !== undefined) && (
                <VerdictText id={about} verdict={verdict} />
              )
            )}
          </div>
        )}
        <FormEnd busy={busy} onCancel={back} />
      </form>
      <LivePreview bucket={bucket} sample={sample} chain={missing.length === 0 ? verdict.today : undefined} />
      <Documentation
        operations={operations}
        open={reading}
        onClose={() => setReading(false)}
        onUse={(example) => {
          setDraft(withChain({ ...draft, editing: 'advanced' }, example));
          setReading(false);
        }}
      />
    </div>
  );
}

/** What was typed a moment ago has no verdict yet. */
async function store(bucket: string, name: string, chain: string): Promise<void> {
  const { fault } = await checkChain(chain);
  if (fault !== null) throw new Error(fault.message);
  await putStyle(bucket, name, chain);
}

type NameProblem = 'nameWrong' | 'nameTaken' | undefined;

function problemOf(name: string, editing: string | undefined, taken: readonly string[]): NameProblem {
  if (!NAME.test(name) && editing === undefined) return 'nameWrong';
  return editing === undefined && taken.includes(name) ? 'nameTaken' : undefined;
}

interface NameFieldProps {
  readonly field: React.RefObject<HTMLInputElement | null>;
  readonly value: string;
  readonly onChange: (name: string) => void;
  readonly fixed: boolean;
  readonly problem: NameProblem;
}

function NameField({ field, value, onChange, fixed, problem }: NameFieldProps) {
  const { image: text } = useTexts();
  const [id, rules] = [useId(), useId()];
  const extra = fixed ? (
    text.nameFixed
  ) : (
    <ol id={rules} className="rules">
      {text.nameRules.map((rule) => (
        <li key={rule}>{rule}</li>
      ))}
    </ol>
  );
  return (
    <Form.Item
      label={text.name}
      htmlFor={id}
      extra={extra}
      {...(problem !== undefined && { help: text[problem], validateStatus: 'error' as const })}
    >
      <Input
        id={id}
        ref={(input) => {
          field.current = input?.input ?? null;
        }}
        value={value}
        disabled={fixed}
        autoFocus={!fixed}
        maxLength={64}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={rules}
        aria-invalid={problem !== undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    </Form.Item>
  );
}

function CannotShow({ reason }: { readonly reason: Reason }) {
  const { image: text } = useTexts();
  return (
    <Alert
      type="info"
      showIcon
      className="cannot-show"
      title={`${text.cannotShow} ${text.reasons[reason.why](reason.what)}`}
    />
  );
}
