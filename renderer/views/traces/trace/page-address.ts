import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { indexOfSpanId, spanIdAt } from '../../../../shared/model/span-ids.ts';
import type { TraceModel } from './model/trace-model.ts';
import { allClosed, initiallyClosed, opened } from './model/visible-lines.ts';
import { initialTracePage, orderOf, type TracePageState } from './page-state.ts';

/** The parameters of the address that hold the page's state. */
export const PAGE_PARAMS = ['span', 'root', 'focus', 'fold', 'shut', 'path', 'zoom'] as const;
export type PageParams = Partial<Record<(typeof PAGE_PARAMS)[number], string>>;

/** More lines that were opened or closed one by one than this do not go into the address. */
const MOST_SHUT = 40;

/**
 * `fold` says what is closed at first: nothing for folded repeats, `off` for every span, `all` for everything closed.
 * `shut` names the lines that differ from that by their spans' ids, folds with a `~` before their first member.
 */
export function pageParams(model: TraceModel, state: TracePageState): PageParams {
  const idOf = (span: number | null) => (span === null ? '' : spanIdAt(model.detail.spanIds, span));
  const all = allClosed(orderOf(model, state));
  const least = closedParams(model, state, initiallyClosed(orderOf(model, state)));
  const most = closedParams(model, state, all);
  const fromAll = state.foldRepeats && (least === null || (most !== null && most.length < least.length));
  return {
    span: idOf(state.selected),
    root: idOf(state.root),
    focus: idOf(state.focus),
    fold: state.foldRepeats ? (fromAll && most !== null ? 'all' : '') : 'off',
    shut: (fromAll ? most : least) ?? '',
    path: state.showCriticalPath ? '' : 'off',
    zoom: state.viewport ? `${Math.round(state.viewport.from)}-${Math.round(state.viewport.to)}` : '',
  };
}

/** Lines that differ from the base; null when they are too many. */
function closedParams(model: TraceModel, state: TracePageState, base: Uint8Array): string | null {
  const order = orderOf(model, state);
  const ids: string[] = [];
  for (let line = 0; line < base.length; line++) {
    if (base[line] === state.closed[line]) continue;
    if (ids.length === MOST_SHUT) return null;
    ids.push(`${order.members[line]! > 0 ? '~' : ''}${spanIdAt(model.detail.spanIds, order.span[line]!)}`);
  }
  return ids.join('.');
}

/** What the address says, as far as the trace has it. The selected span is never hidden. */
export function pageFromParams(model: TraceModel, params: PageParams): TracePageState {
  const span = spanOf(model.detail, params.span);
  const state: TracePageState = {
    ...initialTracePage(model),
    foldRepeats: params.fold !== 'off',
    selected: span,
    root: spanOf(model.detail, params.root),
    focus: spanOf(model.detail, params.focus),
    showCriticalPath: params.path !== 'off',
    viewport: zoomOf(params.zoom),
  };
  const order = orderOf(model, state);
  const closed = params.fold === 'all' ? allClosed(order) : initiallyClosed(order);
  for (const line of shutLines(model, state, params.shut)) closed[line] = closed[line] === 1 ? 0 : 1;
  return { ...state, closed: span === null ? closed : opened(order, closed, order.lineOf[span]!) };
}

const spanOf = (detail: TraceDetail, id: string | undefined): number | null => {
  const span = id ? indexOfSpanId(detail.spanIds, id) : -1;
  return span < 0 ? null : span;
};

function zoomOf(text: string | undefined): TracePageState['viewport'] {
  const [from, to] = (text ?? '').split('-').map(Number);
  return from !== undefined && to !== undefined && to > from ? { from, to } : null;
}

function shutLines(model: TraceModel, state: TracePageState, text: string | undefined): number[] {
  if (!text) return [];
  const order = orderOf(model, state);
  const lines: number[] = [];
  for (const item of text.split('.').slice(0, MOST_SHUT)) {
    const span = spanOf(model.detail, item.replace('~', ''));
    if (span === null) continue;
    const line = order.lineOf[span]!;
    if (!item.startsWith('~')) lines.push(line);
    // The first member stands right below its fold.
    else if (order.members[line - 1]! > 0) lines.push(line - 1);
  }
  return lines;
}
