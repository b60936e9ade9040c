import { parse } from '../../promql/parse.ts';
import { err, ok, type Result } from '../../util/result.ts';
import { arranged } from '../grid-layout.ts';
import { interpolateQuery } from '../interpolate.ts';
import { type Dashboard, newDashboard, newPanel, type Panel, type Variable } from '../model.ts';
import type { VariableValue } from '../variable-values.ts';
import { placedPanels, resolvedLibraryPanel } from './layout.ts';
import { cut, type Loose, list, num, obj, objects, str, strings } from './loose.ts';
import { type Note, Notes } from './notes.ts';
import { panelOf } from './panel.ts';
import { linksOf } from './style.ts';
import { variablesOf } from './variables.ts';

/** Whether a JSON value looks like a dashboard of Grafana, wrapped or not. */
export function isGrafanaDashboard(value: unknown): boolean {
  const { panels, rows, schemaVersion, templating } = unwrapped(value);
  return (
    Array.isArray(panels) || Array.isArray(rows) || (num(schemaVersion) !== null && templating !== undefined)
  );
}

/** As the HTTP API gives it (`{dashboard: …}`), as a provisioned resource (`spec`), or bare. */
function unwrapped(value: unknown): Loose {
  const outer = obj(value);
  const inner = obj(outer.dashboard ?? outer.spec);
  return Object.keys(inner).length > 0 ? inner : outer;
}

/**
 * A dashboard of Grafana, of any version, as one of Trivet's. Everything that could not be brought over is in its
 * `notImported`, by panel.
 */
export function convertGrafana(value: unknown): Result<Dashboard, string> {
  if (!isGrafanaDashboard(value)) return err('not a dashboard of Grafana: it has neither panels nor rows');
  const dashboard = unwrapped(value);
  const notes = new Notes();
  const whole = notes.of(null, str(dashboard.title));
  const variables = variablesOf(dashboard.templating, whole);
  const elements = obj(obj(value).__elements ?? dashboard.__elements);
  const panels = arranged(panelsOf(dashboard, elements, notes));
  checkQueries(panels, variables, notes);
  noteAnnotations(dashboard, whole);
  return ok(
    newDashboard({
      title: cut(str(dashboard.title), 256) || 'Imported dashboard',
      description: cut(str(dashboard.description), 8192),
      tags: strings(dashboard.tags)
        .slice(0, 64)
        .map((tag) => cut(tag, 256)),
      range: rangeOf(obj(dashboard.time)),
      variables,
      links: linksOf(objects(dashboard.links).filter(({ type }) => type === 'link')),
      panels,
      notImported: notes.list,
    }),
  );
}

function panelsOf(dashboard: Loose, elements: Loose, notes: Notes): Panel[] {
  const placed = placedPanels(dashboard);
  const taken = new Set<number>();
  const ids = placed.map(({ panel }) => freeId(num(panel.id), taken));
  const newIds = new Map(placed.map(({ panel }, i) => [num(panel.id), ids[i] as number]));
  return placed.slice(0, 2000).map(({ panel: given, grid }, i) => {
    const note = notes.of(ids[i] as number, str(given.title));
    const { panel, missing } = resolvedLibraryPanel(given, elements);
    if (missing !== null) {
      note(`the library panel "${missing}" is not in the file`);
      const content = `The library panel "${missing}" is not in the file this was imported from.`;
      const id = ids[i] as number;
      return newPanel({
        id,
        kind: 'text',
        grid,
        title: cut(str(given.title), 1024),
        text: { mode: 'plain', content },
      });
    }
    return { ...panelOf(panel, ids[i] as number, grid, note), answersOf: sourceOf(panel, newIds) };
  });
}

/** `-- Dashboard --`: the panel whose answers another is drawn from, by its new id. */
function sourceOf(panel: Loose, newIds: ReadonlyMap<number | null, number>): number | null {
  const [first] = objects(panel.targets);
  return first && num(first.panelId) !== null ? (newIds.get(num(first.panelId)) ?? null) : null;
}

function freeId(wanted: number | null, taken: Set<number>): number {
  let id =
    wanted !== null && Number.isInteger(wanted) && wanted >= 0 && wanted < 2 ** 31 ? wanted : taken.size + 1;
  while (taken.has(id)) id = id >= 2 ** 31 - 1 ? 0 : id + 1;
  taken.add(id);
  return id;
}

function rangeOf({ from, to }: Loose): string {
  const match = /^now-(\d+)([smhdw])$/.exec(str(from));
  if (!match || str(to) !== 'now') return '';
  return match[2] === 'w' ? `${Number(match[1]) * 7}d` : `${match[1]}${match[2]}`;
}

/** Names every query that is not PromQL: it is kept, and answers with that fault. */
function checkQueries(panels: Panel[], variables: Variable[], notes: Notes): void {
  for (const { id, title, queries } of panels) {
    for (const query of queries) {
      const fault = queryFault(query.expr, variables);
      if (fault !== null) notes.of(id, title)(`query ${query.id} is not PromQL: ${fault}`);
    }
  }
}

const MINUTE = 60_000;
const SAMPLE_TIMES = { fromMs: 0, toMs: 360 * MINUTE, stepMs: MINUTE, scrapeMs: MINUTE / 4 };

/** What is wrong with an expression once its variables have values, or null. */
export function queryFault(expr: string, variables: Variable[]): string | null {
  const values = new Map(variables.map((variable) => [variable.name, sampleValue(variable)]));
  const parsed = parse(interpolateQuery(expr, { variables: values, times: SAMPLE_TIMES }));
  return parsed.ok ? null : parsed.error.message;
}

/** A value of the kind the variable has: what is chosen, an interval, else a word. */
function sampleValue({ name, kind, query, current, multi, includeAll }: Variable): VariableValue {
  const chosen = current.filter((value) => !value.startsWith('$__'))[0];
  const listed =
    kind === 'custom' || kind === 'interval' ? query.split(',')[0]?.split(' : ').at(-1)?.trim() : query;
  const value =
    kind === 'interval'
      ? chosen && chosen !== 'auto'
        ? chosen
        : listed || '5m'
      : (chosen ?? (kind === 'query' ? name : listed || name));
  return { values: [value], texts: [value], all: false, allValue: null, many: multi || includeAll };
}

function noteAnnotations(dashboard: Loose, note: Note): void {
  for (const { name, builtIn, enable } of objects(obj(dashboard.annotations).list)) {
    if (builtIn !== 1 && enable !== false) note(`the annotations "${str(name)}" are not brought over`);
  }
  if (objects(dashboard.links).some(({ type }) => type === 'dashboards')) {
    note('links to other dashboards by tag are not brought over');
  }
  if (list(dashboard.rows).length > 0 && list(dashboard.panels).length > 0) {
    note('it has both rows of the old kind and panels; the rows are left out');
  }
}
