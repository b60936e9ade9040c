import { GRID_COLUMNS, type Grid, type Panel } from './model.ts';

interface Item {
  id: number;
  grid: Grid;
}

/** A row and what stands under it; the first section may be without a row. */
export interface Section {
  row: Panel | null;
  panels: Panel[];
}

/** The document's panels by row, in the document's order. */
export function sections(panels: Panel[]): Section[] {
  const all: Section[] = [{ row: null, panels: [] }];
  for (const panel of panels) {
    if (panel.kind === 'row') all.push({ row: panel, panels: [] });
    else all.at(-1)?.panels.push(panel);
  }
  return all[0]?.panels.length === 0 ? all.slice(1) : all;
}

const overlaps = (a: Grid, b: Grid): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const byPlace = (a: Item, b: Item): number => a.grid.y - b.grid.y || a.grid.x - b.grid.x;

/**
 * No item over another, each as far up as it goes. The pinned one, which is being moved, keeps its place against the
 * others until all move up.
 */
export function compact(items: Item[], pinned: number | null = null): Map<number, Grid> {
  const held = items.find(({ id }) => id === pinned);
  const placed: Item[] = held ? [{ id: held.id, grid: inside(held.grid) }] : [];
  for (const item of items.filter(({ id }) => id !== pinned).sort(byPlace)) {
    const grid = inside(item.grid);
    placed.push({ id: item.id, grid: (held && above(grid, placed)) ?? firstFree(grid, placed) });
  }
  const settled: Item[] = [];
  for (const { id, grid } of placed.sort(byPlace)) {
    settled.push({ id, grid: highest(grid, settled) });
  }
  return new Map(settled.map(({ id, grid }) => [id, grid]));
}

function inside(grid: Grid): Grid {
  const w = Math.min(Math.max(1, grid.w), GRID_COLUMNS);
  return {
    w,
    h: Math.max(1, grid.h),
    x: Math.min(Math.max(0, grid.x), GRID_COLUMNS - w),
    y: Math.max(0, grid.y),
  };
}

/** The place over the moved one, for an item whose middle that has passed; null when there is none or no need. */
function above(grid: Grid, [moved, ...others]: Item[]): Grid | null {
  if (!moved || !overlaps(moved.grid, grid)) return null;
  const passed = grid.y + grid.h / 2 <= moved.grid.y + moved.grid.h / 2;
  const at = { ...grid, y: moved.grid.y - grid.h };
  return passed && at.y >= 0 && !others.some((item) => overlaps(item.grid, at)) ? at : null;
}

function firstFree(grid: Grid, placed: Item[]): Grid {
  let y = grid.y;
  for (;;) {
    const at = { ...grid, y };
    const blocking = placed.find((item) => overlaps(item.grid, at));
    if (!blocking) return at;
    y = blocking.grid.y + blocking.grid.h;
  }
}

function highest(grid: Grid, placed: Item[]): Grid {
  const under = placed.filter(({ grid: other }) => other.x < grid.x + grid.w && grid.x < other.x + other.w);
  // All placed items lie above or beside, so the lowest end among those in these columns is free.
  const y = under.reduce((most, { grid: other }) => Math.max(most, other.y + other.h), 0);
  return { ...grid, y };
}

/** Places of all panels that are seen: sections one under the other, folded ones without what they hold. */
export function drawnGrid(
  panels: Panel[],
  isFolded: (row: Panel) => boolean,
  pinned: number | null = null,
): Map<number, Grid> {
  const places = new Map<number, Grid>();
  let top = 0;
  for (const { row, panels: held } of sections(panels)) {
    if (row) places.set(row.id, { x: 0, y: top++, w: GRID_COLUMNS, h: 1 });
    if (row && isFolded(row)) continue;
    const start = Math.min(...held.map(({ grid }) => grid.y));
    const own = compact(
      held.map(({ id, grid }) => ({ id, grid: { ...grid, y: grid.y - start } })),
      pinned,
    );
    let bottom = 0;
    for (const [id, grid] of own) {
      places.set(id, { ...grid, y: grid.y + top });
      bottom = Math.max(bottom, grid.y + grid.h);
    }
    top += bottom;
  }
  return places;
}

/** The panels with the places they are drawn at, those of folded rows with the places they have when unfolded. */
export function arranged(panels: Panel[], pinned: number | null = null): Panel[] {
  const places = drawnGrid(panels, () => false, pinned);
  return panels.map((panel) => ({ ...panel, grid: places.get(panel.id) ?? panel.grid }));
}
