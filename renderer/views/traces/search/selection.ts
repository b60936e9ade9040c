import type { TracePoints } from '../../../../shared/contract/traces.ts';
import { msToNano } from '../../../../shared/model/time.ts';

/** What of a search is held against the rest; null is no bound on that side. */
export interface Selection {
  startMs: number | null;
  endMs: number | null;
  minNano: number | null;
  maxNano: number | null;
  errorsOnly: boolean;
}

export const ALL: Selection = { startMs: null, endMs: null, minNano: null, maxNano: null, errorsOnly: false };

/** As it stands in the address, `start,end,shortest,longest[,errors]` with nothing for no bound; null when none. */
export function parseSelection(text: string): Selection | null {
  const parts = text.split(',');
  const numbers = parts.slice(0, 4).map((part) => (part === '' ? null : Number(part)));
  if (text === '' || parts.length < 4 || numbers.some((value) => value !== null && !Number.isFinite(value)))
    return null;
  const [startMs = null, endMs = null, minNano = null, maxNano = null] = numbers;
  const selection = { startMs, endMs, minNano, maxNano, errorsOnly: parts[4] === 'errors' };
  return isEverything(selection) ? null : selection;
}

const isEverything = ({ startMs, endMs, minNano, maxNano, errorsOnly }: Selection) =>
  startMs === null && endMs === null && minNano === null && maxNano === null && !errorsOnly;

export const formatSelection = ({ startMs, endMs, minNano, maxNano, errorsOnly }: Selection): string =>
  [
    ...[startMs, endMs, minNano, maxNano].map((value) => (value === null ? '' : Math.round(value))),
    ...(errorsOnly ? ['errors'] : []),
  ].join(',');

export const isSelected = (
  { startMs, endMs, minNano, maxNano, errorsOnly }: Selection,
  atMs: number,
  nano: number,
  errors: number,
): boolean =>
  atMs >= (startMs ?? Number.NEGATIVE_INFINITY) &&
  atMs <= (endMs ?? Number.POSITIVE_INFINITY) &&
  nano >= (minNano ?? 0) &&
  nano <= (maxNano ?? Number.POSITIVE_INFINITY) &&
  (!errorsOnly || errors > 0);

/** Places of the points inside. */
export function selectedPoints(points: TracePoints, selection: Selection): number[] {
  const inside: number[] = [];
  for (let i = 0; i < points.traceIds.length; i++) {
    if (isSelected(selection, points.startMs[i]!, points.durationNano[i]!, points.errorCounts[i]!))
      inside.push(i);
  }
  return inside;
}

export interface SelectionParams {
  minDurationNano?: bigint;
  maxDurationNano?: bigint;
  startNano?: bigint;
  endNano?: bigint;
  errorsOnly: boolean;
}

const nano = (value: number) => BigInt(Math.max(0, Math.round(value)));

/** As the contract takes it. */
export const selectionParams = (selection: Selection): SelectionParams => ({
  errorsOnly: selection.errorsOnly,
  ...(selection.startMs === null ? {} : { startNano: msToNano(selection.startMs) }),
  ...(selection.endMs === null ? {} : { endNano: msToNano(selection.endMs) }),
  ...(selection.minNano === null ? {} : { minDurationNano: nano(selection.minNano) }),
  ...(selection.maxNano === null ? {} : { maxDurationNano: nano(selection.maxNano) }),
});
