import { type EventMark, type MarkKind, mergeNear } from './event-marks.ts';

export interface PlacedMark {
  mark: EventMark;
  x: number;
  /** Where its text stands; none when there is no room. */
  side: 'right' | 'left' | 'none';
}

export interface LaneRow {
  label: string;
  marks: PlacedMark[];
}

const WEIGHT: Record<MarkKind, number> = {
  oom: 100,
  die: 60,
  unhealthy: 30,
  deploy: 20,
  gap: 10,
  stop: 3,
  start: 2,
  healthy: 1,
};
const NEAR_PX = 8;
const GAP_PX = 10;
/** A fair width of an 11 px letter. */
const LETTER_PX = 6.1;

const textWidth = (text: string) => text.length * LETTER_PX;
const markText = ({ text, count }: EventMark) => (count > 1 ? `${text} ×${count}` : text);

/**
 * The lane's rows: a row for each of the entities with the gravest events, one for all others. Texts stand beside
 * their marks where they touch nothing; what returns to normal has none.
 */
export function laneRows(
  marks: EventMark[],
  x: (timeMs: number) => number,
  bounds: { left: number; right: number },
  most: number,
): LaneRow[] {
  const weights = new Map<string, number>();
  for (const { entity, kind } of marks) weights.set(entity, (weights.get(entity) ?? 0) + WEIGHT[kind]);
  const ranked = [...weights].sort(([, a], [, b]) => b - a).map(([entity]) => entity);
  const own = ranked.length <= most ? ranked : ranked.slice(0, most - 1);
  const rows: LaneRow[] = own.map((entity) => {
    const theirs = marks.filter((mark) => mark.entity === entity);
    return { label: theirs[0]?.name ?? entity, marks: place(theirs, x, bounds, markText) };
  });
  const rest = marks.filter(({ entity }) => !own.includes(entity));
  if (rest.length > 0) {
    rows.push({ label: 'other', marks: place(rest, x, bounds, (mark) => `${mark.name} ${markText(mark)}`) });
  }
  return rows;
}

function place(
  marks: EventMark[],
  x: (timeMs: number) => number,
  bounds: { left: number; right: number },
  text: (mark: EventMark) => string,
): PlacedMark[] {
  const merged = mergeNear(marks, x, NEAR_PX);
  let free = bounds.left;
  return merged.map((mark, i) => {
    const at = x(mark.timeMs);
    const width = textWidth(text(mark));
    const next = merged[i + 1];
    const until = next ? x(next.timeMs) - GAP_PX : bounds.right;
    const quiet = mark.kind === 'healthy' || mark.kind === 'start';
    let side: PlacedMark['side'] = 'none';
    if (!quiet && at + GAP_PX + width <= until) side = 'right';
    else if (!quiet && at - GAP_PX - width >= free) side = 'left';
    free = side === 'right' ? at + GAP_PX + width : at + GAP_PX;
    return { mark: { ...mark, text: text(mark) }, x: at, side };
  });
}
