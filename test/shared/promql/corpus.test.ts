import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { faultText, parse } from '../../../shared/promql/parse.ts';
import { pretty, print } from '../../../shared/promql/print.ts';
import { corpusFile, hasCorpus, readCorpus } from '../../corpus.ts';
import { members, substituted } from './corpus-queries.ts';

const refused = (query: string): string[] => {
  const parsed = parse(query);
  return parsed.ok ? [] : [`${query}: ${faultText(query, parsed.error)}`];
};

/** Not PromQL: Loki's log queries, and what only VictoriaMetrics knows. */
const OTHER_LANGUAGE = /\|\s*logfmt|topk_max\(|increases_over_time\(|\) offset 5m/;

/** What is parsed prints as what parses to the same print. */
function expectStable(query: string): void {
  const parsed = parse(query, null);
  if (!parsed.ok) return;
  const line = print(parsed.value);
  for (const text of [line, pretty(parsed.value)]) {
    const again = parse(text);
    expect(again.ok && print(again.value), query).toBe(line);
  }
}

function evaluated(file: string): string[] {
  const command =
    /^\s*eval(?:_\w+)?\s+(?:instant|range)(?:\s+at\s+\S+)?(?:\s+from\s+\S+\s+to\s+\S+\s+step\s+\S+)?\s+(.+)$/;
  return readCorpus(`promql/${file}`)
    .toString('utf8')
    .split('\n')
    .flatMap((line) => command.exec(line)?.[1] ?? []);
}

describe.skipIf(!hasCorpus)('every expression of', () => {
  test.each(hasCorpus ? readdirSync(corpusFile('promql')) : [])('promql/%s is read', (file) => {
    const queries = evaluated(file);
    expect(queries.length).toBeGreaterThan(5);
    expect(queries.flatMap(refused)).toEqual([]);
    for (const query of queries) expectStable(query);
  });

  test('the alert rules is read', () => {
    const files = readdirSync(corpusFile('alert-rules')).filter((name) => /\.ya?ml$/.test(name));
    const exprs = files
      .filter((name) => !/bad|invalid/.test(name))
      .flatMap((name) =>
        parseAllDocuments(readCorpus(`alert-rules/${name}`).toString('utf8')).flatMap((document) =>
          members(document.toJS(), 'expr'),
        ),
      );
    expect(exprs.length).toBeGreaterThan(200);
    expect(exprs.flatMap(refused)).toEqual([]);
    for (const expr of exprs) expectStable(expr);
  });

  test('the Grafana dashboards is read, with values for their variables', () => {
    const exprs = readdirSync(corpusFile('grafana-dashboards')).flatMap((name) =>
      members(JSON.parse(readCorpus(`grafana-dashboards/${name}`).toString('utf8')), 'expr'),
    );
    expect(exprs.length).toBeGreaterThan(500);
    const queries = exprs.map(substituted);
    expect(queries.filter((query) => OTHER_LANGUAGE.test(query)).length).toBe(6);
    expect(queries.filter((query) => !OTHER_LANGUAGE.test(query)).flatMap(refused)).toEqual([]);
    for (const query of queries) expectStable(query);
  });
});
