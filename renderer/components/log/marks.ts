import type { AnsiRun } from '../ansi.ts';

/** A stretch of a text that is to be seen: a search hit, or what a highlight rule colours. */
export interface TextMark {
  from: number;
  /** Behind its last character. */
  to: number;
  /** A colour of the palette, 0 to 7; null for a hit. */
  colour: number | null;
}

/** Says what to mark in a text, whose escape sequences are gone. */
export type Marker = (text: string) => TextMark[];

export const noMarks: Marker = () => [];

export interface MarkedRun extends AnsiRun {
  mark: TextMark | null;
}

/** In order and not overlapping: of two that overlap the earlier stays, of two at one place the first given. */
export function settled(marks: TextMark[]): TextMark[] {
  if (marks.length < 2) return marks;
  const sorted = marks.toSorted((a, b) => a.from - b.from);
  let end = -1;
  return sorted.filter(({ from, to }) => {
    if (from < end) return false;
    end = to;
    return true;
  });
}

/** Styled runs cut at the edges of the marks, which may span several runs. */
export function markRuns(runs: AnsiRun[], marker: Marker): MarkedRun[] {
  const marks = settled(marker(runs.length === 1 ? runs[0]!.text : runs.map(({ text }) => text).join('')));
  if (marks.length === 0) return runs.map((run) => ({ ...run, mark: null }));
  const marked: MarkedRun[] = [];
  let at = 0;
  for (const run of runs) {
    const end = at + run.text.length;
    let from = at;
    for (const mark of marks) {
      if (mark.to <= from || mark.from >= end) continue;
      if (mark.from > from)
        marked.push({ ...run, text: run.text.slice(from - at, mark.from - at), mark: null });
      const stop = Math.min(mark.to, end);
      marked.push({ ...run, text: run.text.slice(Math.max(mark.from, from) - at, stop - at), mark });
      from = stop;
    }
    if (from < end) marked.push({ ...run, text: run.text.slice(from - at), mark: null });
    at = end;
  }
  return marked;
}
