import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dashboardText, parseDashboard } from '../../../shared/dashboards/document.ts';
import { convertGrafana, queryFault } from '../../../shared/dashboards/grafana/convert.ts';
import type { Dashboard } from '../../../shared/dashboards/model.ts';
import { corpusFile, hasCorpus, readCorpus } from '../../corpus.ts';

interface Expected {
  file: string;
  schemaVersion: number;
  panels: number;
  rows: number;
  queries: number;
  distinct: number;
}

/** The counts as the corpus' own list states them. */
function expectedCounts(): Expected[] {
  const lines = readCorpus('MANIFEST.md').toString('utf8').split('\n');
  return readdirSync(corpusFile('grafana-dashboards')).map((file) => {
    const line = lines.find((candidate) => candidate.startsWith(`| ${file} |`)) ?? '';
    const read =
      /schemaVersion (\d+): (\d+) panels .*?, (\d+) rows, (\d+) targets with expr \((\d+) distinct\)/.exec(
        line,
      );
    if (!read) throw new Error(`no counts for ${file}`);
    const [schemaVersion, panels, rows, queries, distinct] = read.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    return { file: `grafana-dashboards/${file}`, schemaVersion, panels, rows, queries, distinct };
  });
}

function imported(file: string): Dashboard {
  const read = convertGrafana(JSON.parse(readCorpus(file).toString('utf8')));
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

const exprs = ({ panels }: Dashboard) => panels.flatMap(({ queries }) => queries.map(({ expr }) => expr));

/** Queries in other languages: LogQL of Loki, and a function that only VictoriaMetrics has. */
const OTHER_LANGUAGES: Record<string, number> = {
  'grafana-dashboards/mixin-loki-logs.json': 2,
  'grafana-dashboards/vm-alert-statistics.json': 3,
};

describe.skipIf(!hasCorpus)('dashboards of Grafana that people use', () => {
  const all = hasCorpus ? expectedCounts() : [];

  test.each(all)(
    '$file keeps all its panels and queries',
    ({ file, schemaVersion, panels, rows, queries, distinct }) => {
      const dashboard = imported(file);
      expect({
        panels: dashboard.panels.filter(({ kind }) => kind !== 'row').length,
        // Rows of the oldest form without a title are not seen in Grafana either.
        rows: schemaVersion < 16 ? rows : dashboard.panels.filter(({ kind }) => kind === 'row').length,
        queries: exprs(dashboard).length,
        distinct: new Set(exprs(dashboard)).size,
      }).toEqual({ panels, rows, queries, distinct });
    },
  );

  test.each([
    ['reference/ecommerce-dashboard.json', 4, 5],
    ['reference/container-kit-dashboard.json', 5, 5],
  ])('%s, as guides write it, keeps its panels and queries', (file, panels, queries) => {
    const dashboard = imported(file);
    expect([dashboard.panels.length, exprs(dashboard).length]).toEqual([panels, queries]);
    expect(dashboard.notImported).toEqual([]);
  });

  test.each(all)('every query of $file can be read once its variables have values', ({ file }) => {
    const { panels, variables, notImported } = imported(file);
    const faulty = panels.flatMap(({ id, queries }) =>
      queries.filter(({ expr }) => queryFault(expr, variables) !== null).map(() => id),
    );
    expect(faulty.length).toBe(OTHER_LANGUAGES[file] ?? 0);
    const named = notImported.filter(({ reason }) => reason.includes('not PromQL')).map(({ panel }) => panel);
    expect(new Set(named)).toEqual(new Set(faulty));
  });

  test.each(all)('$file is written and read again as the same document', ({ file }) => {
    const dashboard = imported(file);
    const text = dashboardText(dashboard);
    const again = parseDashboard(text);
    expect(again).toEqual({ ok: true, value: dashboard });
    expect(again.ok && dashboardText(again.value)).toBe(text);
  });

  test.each(all)('the panels of $file lie within the grid and none over another', ({ file }) => {
    const { panels } = imported(file);
    const taken = new Map<string, number>();
    for (const { id, grid } of panels) {
      expect(grid.x + grid.w).toBeLessThanOrEqual(24);
      for (let x = grid.x; x < grid.x + grid.w; x++) {
        for (let y = grid.y; y < grid.y + grid.h; y++) {
          expect(taken.get(`${x} ${y}`) ?? id).toBe(id);
          taken.set(`${x} ${y}`, id);
        }
      }
    }
  });
});
