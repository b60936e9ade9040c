import { GRID_COLUMNS, type Grid } from '../model.ts';
import { flag, type Loose, list, num, obj, objects, str } from './loose.ts';
import { gridOf } from './panel.ts';

/** A panel with its place; a row's panels follow it. */
export interface Placed {
  panel: Loose;
  grid: Grid;
}

const ROW_HEIGHT = 1;
const PX_PER_UNIT = 38;
const STANDARD_HEIGHT = 8;

/** Every panel of a dashboard of any version in one list, rows and what they hold among them. */
export function placedPanels(dashboard: Loose): Placed[] {
  const rows = objects(dashboard.rows);
  if (rows.length > 0 && list(dashboard.panels).length === 0) return oldRows(rows);
  const panels = objects(dashboard.panels);
  if (!panels.some(({ gridPos }) => gridOf(gridPos) !== null)) return flowed(panels, 0, STANDARD_HEIGHT);
  const places = panels.map((panel) => ({
    panel,
    grid: gridOf(panel.gridPos) ?? { x: 0, y: 0, w: 1, h: 1 },
  }));
  places.sort((a, b) => a.grid.y - b.grid.y || a.grid.x - b.grid.x);
  return places.flatMap(({ panel }) => nested(panel));
}

/** A collapsed row carries its panels inside. */
function nested(panel: Loose): Placed[] {
  const grid = gridOf(panel.gridPos) ?? { x: 0, y: 0, w: 12, h: STANDARD_HEIGHT };
  const inside = objects(panel.panels);
  return [{ panel, grid }, ...inside.flatMap((child) => nested(child))];
}

/** Rows of Grafana 4 and before: panels side by side by their span of twelve, a new line where they are full. */
function oldRows(rows: Loose[]): Placed[] {
  const placed: Placed[] = [];
  // With no row titled there are no rows to see: they only hold the panels.
  const shown = rows.some((row) => flag(row.showTitle) || flag(row.collapse) || str(row.repeat) !== '');
  let y = 0;
  for (const row of rows) {
    if (shown) {
      const { title, repeat, collapse } = row;
      placed.push({
        panel: { type: 'row', title, repeat, collapsed: collapse },
        grid: { x: 0, y, w: GRID_COLUMNS, h: ROW_HEIGHT },
      });
      y += ROW_HEIGHT;
    }
    const inside = flowed(objects(row.panels), y, heightOf(row.height));
    placed.push(...inside);
    y = Math.max(y, ...inside.map(({ grid }) => grid.y + grid.h));
  }
  return placed;
}

function heightOf(height: unknown): number {
  const px = num(str(height).replace(/px$/, '')) ?? num(height);
  return px === null ? STANDARD_HEIGHT : Math.max(2, Math.ceil(px / PX_PER_UNIT));
}

function flowed(panels: Loose[], top: number, height: number): Placed[] {
  let x = 0;
  let y = top;
  let tallest = 0;
  return panels.map((panel) => {
    const w =
      panel.type === 'row'
        ? GRID_COLUMNS
        : Math.min(GRID_COLUMNS, Math.max(1, Math.round((num(panel.span) ?? 6) * 2)));
    const h =
      panel.type === 'row' ? ROW_HEIGHT : panel.height === undefined ? height : heightOf(panel.height);
    if (x + w > GRID_COLUMNS) {
      x = 0;
      y += tallest;
      tallest = 0;
    }
    const grid = { x, y, w, h };
    x += w;
    tallest = Math.max(tallest, h);
    return { panel, grid };
  });
}

/** A panel that is kept elsewhere, with what the file has of it. */
export function resolvedLibraryPanel(
  panel: Loose,
  elements: Loose,
): { panel: Loose; missing: string | null } {
  const library = obj(panel.libraryPanel);
  const uid = str(library.uid);
  if (uid === '' || Array.isArray(panel.targets)) return { panel, missing: null };
  const { model } = obj(elements[uid]);
  if (model === undefined) return { panel, missing: str(library.name) || uid };
  return { panel: { ...obj(model), gridPos: panel.gridPos, id: panel.id }, missing: null };
}
