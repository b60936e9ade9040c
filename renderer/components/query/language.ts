import type { QueryProblem } from '../../../shared/query-text/tree.ts';

/** What the query line asks of a search language; each function is pure. */
export interface QueryLanguage {
  faults(text: string): readonly QueryProblem[];
  /** The conditions that must all hold, each as it is printed. */
  chips(text: string): string[];
  /** All of them must hold. */
  join(...texts: string[]): string;
  /** The text in its usual form. */
  print(text: string): string;
  /** Without the condition at that place of its chips. */
  without(text: string, index: number): string;
}

/** Something that may stand where the cursor is. */
export interface Candidate {
  /** What is written in place of what is being typed. */
  insert: string;
  label: string;
  about: string;
  /** Spans or records that have it; null where that is not counted. */
  count: number | null;
  /** The cursor stays right behind it: a value or an operator is still to come. */
  goesOn: boolean;
}

export interface Completion {
  /** The characters that a candidate replaces. */
  from: number;
  to: number;
  candidates: Candidate[];
}

/** A hook: what may stand at the cursor of the line, among what meets the filter, while it is asked for. */
export type UseCompletion<Filter> = (
  filter: Filter,
  draft: string,
  cursor: number,
  enabled: boolean,
) => Completion;

/** The text with a candidate in place of what was being written, and where the cursor then stands. */
export function withCandidate(
  text: string,
  place: { from: number; to: number },
  candidate: string,
  goesOn: boolean,
): { text: string; cursor: number } {
  const tail = text.slice(place.to);
  const blank = goesOn || /^\s/.test(tail) ? '' : ' ';
  const head = text.slice(0, place.from) + candidate + blank;
  return { text: head + tail, cursor: head.length + (blank === '' && !goesOn ? 1 : 0) };
}
