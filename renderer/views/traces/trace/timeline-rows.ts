import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { STATUS_ERROR, type TraceTree } from './trace-tree.ts';

/** One line of the waterfall: a span, or repeats of one operation under one parent folded into a line. */
export type TimelineRow =
  | { kind: 'span'; span: number; depth: number; children: number; open: boolean }
  | {
      kind: 'fold';
      key: string;
      members: number[];
      depth: number;
      open: boolean;
      errors: number;
      nPlusOne: boolean;
    };

export interface RowOptions {
  /** Places whose children are hidden. */
  collapsed: ReadonlySet<number>;
  /** Keys of folds that are open; see foldKey. */
  openFolds: ReadonlySet<string>;
  foldRepeats: boolean;
  /** Show only this span and what is below it. */
  root: number | null;
}

/** So many siblings of one service and operation become one line. */
export const FOLD_FROM = 5;
/** So many calls out of one parent look like a query per item. */
const N_PLUS_ONE_FROM = 10;
const KIND_CLIENT = 3;

export const foldKey = (parent: number, service: number, name: number): string =>
  `${parent}/${service}/${name}`;

type Work = TimelineRow | { kind: 'members'; members: number[]; depth: number };

/** The rows from top to bottom. Linear in the spans that are visible or folded, and never recursive. */
export function timelineRows(detail: TraceDetail, tree: TraceTree, options: RowOptions): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const roots = options.root === null ? Array.from(tree.roots) : [options.root];
  const stack: Work[] = [{ kind: 'members', members: roots, depth: 0 }];
  for (let work = stack.pop(); work; work = stack.pop()) {
    if (work.kind === 'members') {
      for (const span of work.members.toReversed()) stack.push(spanRow(tree, options, span, work.depth));
      continue;
    }
    rows.push(work);
    if (!work.open) continue;
    if (work.kind === 'fold') stack.push({ kind: 'members', members: work.members, depth: work.depth + 1 });
    else pushChildren(detail, tree, options, work, stack);
  }
  return rows;
}

function spanRow(tree: TraceTree, { collapsed }: RowOptions, span: number, depth: number): TimelineRow {
  const children = tree.firstChild[span + 1]! - tree.firstChild[span]!;
  return { kind: 'span', span, depth, children, open: children > 0 && !collapsed.has(span) };
}

function pushChildren(
  detail: TraceDetail,
  tree: TraceTree,
  options: RowOptions,
  parent: TimelineRow & { kind: 'span' },
  stack: Work[],
): void {
  const depth = parent.depth + 1;
  const children = tree.children.subarray(tree.firstChild[parent.span], tree.firstChild[parent.span + 1]);
  const work: Work[] = [];
  for (const group of groupRepeats(detail, children, options.foldRepeats)) {
    if (group.length < FOLD_FROM) work.push(...group.map((span) => spanRow(tree, options, span, depth)));
    else work.push(foldRow(detail, tree, options, parent.span, group, depth));
  }
  for (const item of work.reverse()) stack.push(item);
}

/** Siblings by service and operation where they are many enough to fold, each group at its first one's place. */
function groupRepeats(detail: TraceDetail, children: Int32Array, fold: boolean): number[][] {
  if (!fold || children.length < FOLD_FROM) return Array.from(children, (span) => [span]);
  const groups = new Map<string, number[]>();
  for (const span of children) {
    const key = `${detail.service[span]}/${detail.name[span]}`;
    const group = groups.get(key);
    if (group) group.push(span);
    else groups.set(key, [span]);
  }
  const small = [...groups.values()].flatMap((group) =>
    group.length >= FOLD_FROM ? [group] : group.map((span) => [span]),
  );
  // The columns are in start order, so a place is also a rank in time.
  return small.sort((a, b) => a[0]! - b[0]!);
}

function foldRow(
  detail: TraceDetail,
  tree: TraceTree,
  { openFolds }: RowOptions,
  parent: number,
  members: number[],
  depth: number,
): TimelineRow {
  const first = members[0]!;
  const key = foldKey(parent, detail.service[first]!, detail.name[first]!);
  const errors = members.reduce((sum, span) => sum + tree.errors[span]!, 0);
  const nPlusOne =
    members.length >= N_PLUS_ONE_FROM && members.every((span) => detail.kind[span] === KIND_CLIENT);
  return { kind: 'fold', key, members, depth, open: openFolds.has(key), errors, nPlusOne };
}

/** Places of error spans in the order of the rows, for stepping through them. */
export function errorSpans(detail: TraceDetail): number[] {
  const errors: number[] = [];
  for (let i = 0; i < detail.status.length; i++) if (detail.status[i] === STATUS_ERROR) errors.push(i);
  return errors;
}

/** What must be opened for a span to be seen: its ancestors, and the folds on the way. */
export function revealing(
  detail: TraceDetail,
  tree: TraceTree,
  options: RowOptions,
  span: number,
): Pick<RowOptions, 'collapsed' | 'openFolds'> {
  const collapsed = new Set(options.collapsed);
  const openFolds = new Set(options.openFolds);
  for (
    let child = span, parent = detail.parent[span]!;
    parent >= 0;
    child = parent, parent = detail.parent[parent]!
  ) {
    collapsed.delete(parent);
    const key = foldKey(parent, detail.service[child]!, detail.name[child]!);
    const children = tree.children.subarray(tree.firstChild[parent], tree.firstChild[parent + 1]);
    const folded = groupRepeats(detail, children, options.foldRepeats).some(
      (group) => group.length >= FOLD_FROM && group.includes(child),
    );
    if (folded) openFolds.add(key);
  }
  return { collapsed, openFolds };
}
