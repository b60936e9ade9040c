import { drawnGrid, sections } from './grid-layout.ts';
import { GRID_COLUMNS, type Grid, type Panel } from './model.ts';
import type { VariableValue, VariableValues } from './variable-values.ts';

/** A panel as it is drawn: itself, or one of its repetitions with the one value it stands for. */
export interface DrawnPanel {
  key: string;
  panel: Panel;
  /** Laid over the dashboard's own. */
  scoped: VariableValues;
}

const NOTHING: VariableValues = new Map();
const MOST = 64;

/** One of a variable's values, as if only that were chosen. */
function single({ values, texts, all, allValue }: VariableValue, at: number): VariableValue {
  const value = values[at] as string;
  return { values: [value], texts: [all ? value : (texts[at] ?? value)], all: false, allValue, many: true };
}

/** Every panel and row that repeats, once for each value of its variable. Ids of repetitions are negative. */
export function repeated(panels: Panel[], values: VariableValues): DrawnPanel[] {
  let nextId = -1;
  const fresh = () => nextId--;
  return sections(panels).flatMap(({ row, panels: held }) => {
    const rowValues = row?.repeat ? values.get(row.repeat.variable) : undefined;
    if (!row || !rowValues || rowValues.values.length === 0) {
      return [
        ...(row ? [plain(row)] : []),
        ...held.flatMap((panel) => repetitions(panel, values, NOTHING, fresh, true)),
      ];
    }
    return rowValues.values.slice(0, MOST).flatMap((value, i) => {
      const scoped = new Map([[row.repeat?.variable ?? '', single(rowValues, i)]]);
      const first = i === 0;
      const own = { key: `${row.id} ${value}`, panel: first ? row : { ...row, id: fresh() }, scoped };
      return [own, ...held.flatMap((panel) => repetitions(panel, values, scoped, fresh, first))];
    });
  });
}

const plain = (panel: Panel): DrawnPanel => ({ key: String(panel.id), panel, scoped: NOTHING });

function repetitions(
  panel: Panel,
  values: VariableValues,
  scoped: VariableValues,
  fresh: () => number,
  first: boolean,
): DrawnPanel[] {
  const { repeat } = panel;
  const own = repeat ? (scoped.get(repeat.variable) ?? values.get(repeat.variable)) : undefined;
  const scopeKey = [...scoped.values()].map(({ values: each }) => each.join(',')).join(' ');
  if (!repeat || !own || own.values.length === 0) {
    return [{ key: `${panel.id} ${scopeKey}`, panel: first ? panel : { ...panel, id: fresh() }, scoped }];
  }
  return own.values.slice(0, MOST).map((value, i) => ({
    key: `${panel.id} ${scopeKey} ${value}`,
    panel: { ...panel, id: first && i === 0 ? panel.id : fresh(), grid: placed(panel, i, own.values.length) },
    scoped: new Map([...scoped, [repeat.variable, single(own, i)]]),
  }));
}

function placed({ grid, repeat }: Panel, at: number, of: number): Grid {
  if (!repeat || repeat.direction === 'down') return { ...grid, y: grid.y + at * grid.h };
  const across = Math.min(of, repeat.most);
  const w = Math.max(1, Math.floor(GRID_COLUMNS / across));
  return { x: (at % across) * w, y: grid.y + Math.floor(at / across) * grid.h, w, h: grid.h };
}

/** What is seen of the drawn panels, with its place; what folded rows hold is left out. */
export function placedPanels(
  drawn: DrawnPanel[],
  isFolded: (row: Panel) => boolean,
): (DrawnPanel & { at: Grid })[] {
  const places = drawnGrid(
    drawn.map(({ panel }) => panel),
    isFolded,
  );
  return drawn.flatMap((each) => {
    const at = places.get(each.panel.id);
    return at ? [{ ...each, at }] : [];
  });
}
