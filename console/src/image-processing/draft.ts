/** A style that is being edited: the two ways of editing it, kept in step. Pure. */
import type { OperationTable } from '../api/operations';
import { chainOf, formOf, NEW_FORM, type Reason, type StyleForm } from './style-form';

export type Editing = 'basic' | 'advanced';

export interface Draft {
  readonly editing: Editing;
  /** What is stored; in Basic Editing that of the form. */
  readonly chain: string;
  readonly form: StyleForm;
  /** Why Basic Editing cannot show the chain; told once somebody wants it. */
  readonly reason?: Reason;
}

/** @param content of a style that is there; undefined: a new one */
export function draftOf(content: string | undefined, operations: readonly OperationTable[]): Draft {
  if (content === undefined) return withForm({ editing: 'basic', chain: '', form: NEW_FORM }, NEW_FORM, operations);
  return editedAs({ editing: 'advanced', chain: content, form: NEW_FORM }, 'basic', operations);
}

export function withForm(draft: Draft, form: StyleForm, operations: readonly OperationTable[]): Draft {
  return { editing: draft.editing, form, chain: chainOf(form, operations) };
}

export function withChain({ editing, form }: Draft, chain: string): Draft {
  return { editing, form, chain };
}

/** To Basic Editing only when its form can show the whole chain. */
export function editedAs(draft: Draft, editing: Editing, operations: readonly OperationTable[]): Draft {
  const { chain, form } = draft;
  if (editing === 'advanced' || draft.editing === 'basic') return { editing, chain, form };
  if (chain.trim() === '') return { editing, chain: '', form: { ...NEW_FORM, quality: { kind: '', value: '90' } } };
  const shown = formOf(chain.trim(), operations);
  return shown.reason === undefined
    ? { editing, chain, form: shown.form }
    : { editing: 'advanced', chain, form, reason: shown.reason };
}
