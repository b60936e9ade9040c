import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import {
  FOLD_FROM,
  groupSiblings,
  looksLikeNPlusOne,
} from '../../../../shared/trace-analysis/repeated-calls.ts';
import type { TraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';

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

/** Tells a fold by its parent and by what its members do; any of them will serve. */
export const foldKey = (detail: TraceDetail, parent: number, member: number): string =>
  `${parent}/${detail.service[member]}/${detail.name[member]}/${detail.statement[member]}`;

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

/** Siblings that do the same where they are many enough to fold, each group at its first one's place. */
function groupRepeats(detail: TraceDetail, children: Int32Array, fold: boolean): number[][] {
  if (!fold || children.length < FOLD_FROM) return Array.from(children, (span) => [span]);
  const small = groupSiblings(detail, children).flatMap((group) =>
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
  const key = foldKey(detail, parent, members[0]!);
  const errors = members.reduce((sum, span) => sum + tree.errors[span]!, 0);
  const nPlusOne = looksLikeNPlusOne(detail, members);
  return { kind: 'fold', key, members, depth, open: openFolds.has(key), errors, nPlusOne };
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
    const key = foldKey(detail, parent, child);
    const children = tree.children.subarray(tree.firstChild[parent], tree.firstChild[parent + 1]);
    const folded = groupRepeats(detail, children, options.foldRepeats).some(
      (group) => group.length >= FOLD_FROM && group.includes(child),
    );
    if (folded) openFolds.add(key);
  }
  return { collapsed, openFolds };
}
