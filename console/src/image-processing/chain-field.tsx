/** A chain as text: proposals while it is typed, and a wavy line under what the server refuses. */
import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useRef, useState } from 'react';
import type { OperationTable } from '../api/operations';
import type { Fault } from '../api/styles';
import { useTexts } from '../texts/texts';
import { completionAt, type Proposal } from './completion';

export interface ChainFieldProps {
  readonly id: string;
  readonly describedBy: string;
  readonly operations: readonly OperationTable[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly fault: Fault | undefined;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** As PutStyle has it. */
const LONGEST = 8192;

export function ChainField({ id, describedBy, operations, value, onChange, fault, field }: ChainFieldProps) {
  const { image: text } = useTexts();
  const list = useId();
  const completion = useCompletion(field, value, onChange, operations);
  const { proposals, active } = completion;
  return (
    <div className="chain-field">
      <div className="chain-text chain-marks" aria-hidden>
        <Marked text={value} fault={fault} />
      </div>
      <textarea
        id={id}
        ref={field}
        className="chain-text"
        rows={1}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        maxLength={LONGEST}
        aria-describedby={describedBy}
        aria-invalid={fault !== undefined}
        aria-autocomplete="list"
        {...(proposals.length > 0 && { 'aria-controls': list, 'aria-activedescendant': `${list}-${active}` })}
        value={value}
        onChange={(event) => completion.type(event.target.value)}
        onKeyDown={completion.press}
        onClick={completion.open}
        onBlur={completion.close}
      />
      {proposals.length > 0 && (
        <div id={list} className="proposals" role="listbox" aria-label={text.proposals}>
          {proposals.map((proposal, index) => (
            <Option
              key={proposal.text}
              id={`${list}-${index}`}
              proposal={proposal}
              active={index === active}
              onTake={() => completion.take(index)}
            />
          ))}
        </div>
      )}
      <span className="unseen" role="status">
        {proposals.length > 0 ? text.proposed(proposals.length) : ''}
      </span>
    </div>
  );
}

interface OptionProps {
  readonly id: string;
  readonly proposal: Proposal;
  readonly active: boolean;
  readonly onTake: () => void;
}

function Option({ id, proposal, active, onTake }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and its arrows, Enter and Tab choose (useCompletion).
    <div
      id={id}
      role="option"
      // The focus stays in the text; aria-activedescendant points here.
      tabIndex={-1}
      aria-selected={active}
      ref={(element) => {
        if (active) element?.scrollIntoView({ block: 'nearest' });
      }}
      // Before the text loses the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      <code>{proposal.text}</code>
      <span>{proposal.about}</span>
    </div>
  );
}

/** The same text behind the field, unseen but for the line. */
function Marked({ text, fault }: { readonly text: string; readonly fault: Fault | undefined }) {
  if (fault === undefined) return text;
  return (
    <>
      {text.slice(0, fault.from)}
      <mark>{text.slice(fault.from, fault.to)}</mark>
      {text.slice(fault.to)}
    </>
  );
}

const NONE: readonly Proposal[] = [];

function useCompletion(
  field: RefObject<HTMLTextAreaElement | null>,
  value: string,
  onChange: (value: string) => void,
  operations: readonly OperationTable[],
) {
  const [shown, setShown] = useState<{ caret: number; active: number }>();
  /** Where the caret goes once the text is in the field. Any later, and it would jump under somebody who types on. */
  const wanted = useRef<{ readonly text: string; readonly caret: number }>(undefined);
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    const { text, caret } = wanted.current;
    if (text === value) field.current?.setSelectionRange(caret, caret);
    wanted.current = undefined;
  }, [value, field]);
  const at = shown && completionAt(value, shown.caret, operations);
  const proposals = at?.proposals ?? NONE;
  const active = Math.min(shown?.active ?? 0, proposals.length - 1);
  const close = () => setShown(undefined);
  const open = () => setShown({ caret: field.current?.selectionStart ?? 0, active: 0 });
  const take = (index: number) => {
    const proposal = proposals[index];
    if (at === undefined || proposal === undefined) return;
    const caret = at.from + proposal.text.length;
    const text = value.slice(0, at.from) + proposal.text + value.slice(at.to);
    wanted.current = { text, caret };
    onChange(text);
    // What ends so is not whole yet: the next proposals follow at once.
    setShown(/[/,_]$/.test(proposal.text) ? { caret, active: 0 } : undefined);
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (proposals.length === 0) {
      if (event.key === 'ArrowDown' && !event.shiftKey) open();
      // A style has one line; Enter is the OK of every field.
      if (event.key === 'Enter') {
        event.preventDefault();
        event.currentTarget.form?.requestSubmit();
      }
      return;
    }
    if (step !== 0 && shown !== undefined) {
      setShown({ ...shown, active: (active + step + proposals.length) % proposals.length });
    } else if (event.key === 'Escape') close();
    else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) take(active);
    else {
      if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End') close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const type = (next: string) => {
    const line = next.replaceAll(/[\r\n]/g, '');
    onChange(line);
    setShown({ caret: field.current?.selectionStart ?? line.length, active: 0 });
  };
  return { proposals, active, open, close, take, press, type };
}
