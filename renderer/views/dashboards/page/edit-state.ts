import { create } from 'zustand';
import { arranged, compact, sections } from '../../../../shared/dashboards/grid-layout.ts';
import {
  type Dashboard,
  GRID_COLUMNS,
  type Grid,
  newPanel,
  newQuery,
  type Panel,
  type PanelKind,
} from '../../../../shared/dashboards/model.ts';

/** A dashboard being changed: what it is now, and the steps back and forth. */
export interface Draft {
  past: Dashboard[];
  now: Dashboard;
  future: Dashboard[];
  /** The file's time when the change began. */
  basedOnMs: number | null;
  /** Steps of one kind in a row, typing say, are one step. */
  last: string | null;
}

const MOST_STEPS = 200;

export const newDraft = (dashboard: Dashboard, basedOnMs: number | null): Draft => ({
  past: [],
  now: dashboard,
  future: [],
  basedOnMs,
  last: null,
});

export function changed(draft: Draft, now: Dashboard, kind: string | null = null): Draft {
  const same = kind !== null && kind === draft.last;
  const past = same ? draft.past : [...draft.past, draft.now].slice(-MOST_STEPS);
  return { ...draft, past, now, future: [], last: kind };
}

export function undone(draft: Draft): Draft {
  const now = draft.past.at(-1);
  if (!now) return draft;
  return { ...draft, past: draft.past.slice(0, -1), now, future: [draft.now, ...draft.future], last: null };
}

export function redone(draft: Draft): Draft {
  const [now, ...future] = draft.future;
  return now ? { ...draft, past: [...draft.past, draft.now], now, future, last: null } : draft;
}

interface Drafts {
  drafts: Record<string, Draft>;
  set(id: string, draft: Draft | null): void;
}

/** Unsaved changes by dashboard: they outlive a look at another view. */
export const useDrafts = create<Drafts>()((set) => ({
  drafts: {},
  set: (id, draft) =>
    set(({ drafts }) => {
      const { [id]: _, ...others } = drafts;
      return { drafts: draft ? { ...others, [id]: draft } : others };
    }),
}));

const sizes: Record<PanelKind, [w: number, h: number]> = {
  timeseries: [12, 8],
  stat: [6, 4],
  gauge: [6, 6],
  bar: [12, 8],
  table: [12, 8],
  heatmap: [12, 8],
  logs: [12, 8],
  text: [12, 4],
  row: [GRID_COLUMNS, 1],
};

const freeId = (panels: Panel[]): number => panels.reduce((most, { id }) => Math.max(most, id), 0) + 1;

/** A new panel on top, where it is seen. */
export function added(dashboard: Dashboard, kind: PanelKind): { dashboard: Dashboard; id: number } {
  const id = freeId(dashboard.panels);
  const [w, h] = sizes[kind];
  const isDrawn = kind !== 'text' && kind !== 'row' && kind !== 'logs';
  const panel = newPanel({
    id,
    kind,
    title: kind === 'row' ? 'Row' : 'New panel',
    grid: { x: 0, y: 0, w, h },
    queries: isDrawn
      ? [newQuery({ id: 'A', ...(kind === 'table' ? { format: 'table', mode: 'instant' } : {}) })]
      : [],
  });
  const panels = kind === 'row' ? [...dashboard.panels, panel] : arranged([panel, ...dashboard.panels], id);
  return { dashboard: { ...dashboard, panels }, id };
}

export const replaced = (dashboard: Dashboard, id: number, change: (panel: Panel) => Panel): Dashboard => ({
  ...dashboard,
  panels: dashboard.panels.map((panel) => (panel.id === id ? change(panel) : panel)),
});

export const removed = (dashboard: Dashboard, id: number): Dashboard => ({
  ...dashboard,
  panels: arranged(dashboard.panels.filter((panel) => panel.id !== id)),
});

export function duplicated(dashboard: Dashboard, id: number): Dashboard {
  const at = dashboard.panels.findIndex((panel) => panel.id === id);
  const panel = dashboard.panels[at];
  if (!panel) return dashboard;
  const beside = panel.grid.x + panel.grid.w * 2 <= GRID_COLUMNS;
  const grid = beside
    ? { ...panel.grid, x: panel.grid.x + panel.grid.w }
    : { ...panel.grid, y: panel.grid.y + panel.grid.h };
  const copy = { ...panel, id: freeId(dashboard.panels), title: `${panel.title} copy`, grid };
  return { ...dashboard, panels: arranged(dashboard.panels.toSpliced(at + 1, 0, copy)) };
}

/** Moved or resized; the others of its section give way. */
export function placed(dashboard: Dashboard, id: number, grid: Grid): Dashboard {
  const section = sections(dashboard.panels).find(({ panels }) => panels.some((panel) => panel.id === id));
  if (!section) return dashboard;
  const top = Math.min(...section.panels.map((panel) => panel.grid.y));
  const places = compact(
    section.panels.map((panel) => ({
      id: panel.id,
      grid:
        panel.id === id
          ? { ...grid, y: Math.max(0, grid.y - top) }
          : { ...panel.grid, y: panel.grid.y - top },
    })),
    id,
  );
  const panels = dashboard.panels.map((panel) => {
    const place = places.get(panel.id);
    return place ? { ...panel, grid: { ...place, y: place.y + top } } : panel;
  });
  return { ...dashboard, panels: arranged(panels) };
}

const STEPS: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** What an arrow key makes of a panel's place; with Shift of its size. Null for another key. */
export function nudged(grid: Grid, key: string, shift: boolean, panels: Panel[], id: number): Grid | null {
  const step = STEPS[key];
  if (!step) return null;
  const [dx, dy] = step;
  if (shift)
    return {
      ...grid,
      w: Math.min(Math.max(1, grid.w + dx), GRID_COLUMNS - grid.x),
      h: Math.max(1, grid.h + dy),
    };
  // Down and up by the neighbour's height: less would only be pushed back.
  const beside = panels.find(
    (panel) =>
      panel.id !== id &&
      panel.kind !== 'row' &&
      panel.grid.x < grid.x + grid.w &&
      grid.x < panel.grid.x + panel.grid.w &&
      (dy > 0 ? panel.grid.y === grid.y + grid.h : panel.grid.y + panel.grid.h === grid.y),
  );
  const y =
    dy === 0
      ? grid.y
      : dy < 0
        ? beside
          ? beside.grid.y
          : grid.y - 1
        : grid.y + (beside ? beside.grid.h : 1);
  return { ...grid, x: Math.min(Math.max(0, grid.x + dx), GRID_COLUMNS - grid.w), y: Math.max(0, y) };
}
