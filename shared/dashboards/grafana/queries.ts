import { newQuery, type PanelQuery } from '../model.ts';
import { cut, flag, type Loose, obj, objects, str, words } from './loose.ts';
import type { Note } from './notes.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The queries of a panel that have an expression; those of data sources without one are named. */
export function queriesOf(panel: Loose, note: Note): PanelQuery[] {
  const targets = objects(panel.targets);
  const taken = new Set<string>();
  return targets.slice(0, 100).flatMap((target, i) => {
    const id = freeId(str(target.refId), i, taken);
    const expr = str(target.expr);
    if (expr.trim() === '') {
      const what = foreign(target, panel);
      if (what !== null) note(`query ${id} ${what}`);
      return [];
    }
    taken.add(id);
    return [queryOf(target, panel, id, expr)];
  });
}

function freeId(given: string, index: number, taken: ReadonlySet<string>): string {
  if (given !== '' && given.length <= 64 && !taken.has(given)) return given;
  for (let i = index; ; i++) {
    const id = i < LETTERS.length ? (LETTERS[i] as string) : `Q${i}`;
    if (!taken.has(id)) return id;
  }
}

function queryOf(target: Loose, panel: Loose, id: string, expr: string): PanelQuery {
  const { format, instant, range } = target;
  const isTable = format === 'table';
  const single =
    /^(stat|gauge|bargauge|singlestat|piechart)$/.test(str(panel.type)) && flag(instant) && range !== true;
  return newQuery({
    id,
    expr: cut(expr, 65_536),
    legend: legendOf(str(target.legendFormat)),
    mode: single || (flag(instant) && range !== true) ? 'instant' : 'range',
    format: isTable ? 'table' : format === 'heatmap' ? 'heatmap' : 'series',
    step: cut(words(target.interval), 64),
    hidden: flag(target.hide),
  });
}

const legendOf = (format: string): string => (format === '__auto' ? '' : cut(format, 1024));

/** Why a target without an expression is not there; null for an empty one. */
function foreign(target: Loose, panel: Loose): string | null {
  const { type } = obj(target.datasource ?? panel.datasource);
  if (type === '__expr__' || target.datasource === '__expr__') {
    return `is an expression over other queries (${str(target.type) || 'math'})`;
  }
  const kind = str(type);
  if (kind !== '' && kind !== 'prometheus' && kind !== 'datasource' && !kind.startsWith('$')) {
    return `asks a data source of the kind ${kind}`;
  }
  return str(target.query) === '' && str(target.target) === '' ? null : 'is not PromQL';
}
