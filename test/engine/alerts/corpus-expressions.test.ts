import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GroupRun } from '../../../electron/engine/alerts/evaluation/group-run.ts';
import { parseRuleFile } from '../../../electron/engine/alerts/rules/rule-file.ts';
import { MemorySource } from '../../../electron/engine/promql/memory-source.ts';
import { type Label, type Labels, METRIC_NAME } from '../../../shared/model/series.ts';
import type { Expr, VectorSelector } from '../../../shared/promql/ast.ts';
import { rewrite } from '../../../shared/promql/rewrite.ts';
import { corpusFile, hasCorpus, readCorpus } from '../../corpus.ts';

const START_MS = Date.parse('2026-03-01T12:00:00Z');
const STEP_MS = 60_000;
const STEPS = 12;

const filesOf = (folder: string): string[] =>
  hasCorpus
    ? readdirSync(corpusFile(folder))
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => `${folder}/${name}`)
        .filter((file) => parseRuleFile(readCorpus(file).toString('utf8')).ok)
    : [];

function selectorsOf(expr: Expr): VectorSelector[] {
  const found: VectorSelector[] = [];
  const seen = (selector: VectorSelector) => {
    found.push(selector);
    return selector;
  };
  rewrite(expr, {
    selector: seen,
    matrix: (matrix) => ({ ...matrix, selector: seen(matrix.selector) }),
    subquery: () => null,
  });
  return found;
}

/** One series for a selector, with the labels that it asks for by name; null where it names no metric. */
function seriesOf({ matchers }: VectorSelector): Labels | null {
  const labels = matchers
    .filter(({ op, value }) => op === '=' && value !== '')
    .map(({ name, value }): Label => [name, value])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return labels.some(([name]) => name === METRIC_NAME) ? labels : null;
}

function sourceFor(exprs: readonly Expr[]): MemorySource {
  const source = new MemorySource();
  for (const labels of exprs.flatMap(selectorsOf).map(seriesOf)) {
    if (!labels) continue;
    const samples = Array.from({ length: STEPS }, (_, i) => ({
      timeMs: START_MS + i * STEP_MS,
      value: i + 1,
    }));
    source.add(labels, samples);
  }
  return source;
}

/** Rules of a good file that failed, with why. */
function failuresOf(file: string): string[] {
  const read = parseRuleFile(readCorpus(file).toString('utf8'));
  if (!read.ok) return [];
  return read.value.groups.flatMap((group) => {
    const source = sourceFor(group.rules.map(({ parsed }) => parsed));
    const run = new GroupRun(group);
    const around = {
      source,
      externalLabels: new Map<string, string>(),
      externalUrl: '',
      append: () => undefined,
    };
    const failed = new Set<string>();
    for (let i = 0; i < STEPS; i++) {
      for (const _ of run.evaluate(START_MS + i * STEP_MS, around));
      for (const { rule, lastError } of run.rules)
        if (lastError !== null) failed.add(`${rule.name}: ${lastError}`);
    }
    return [...failed];
  });
}

describe.skipIf(!hasCorpus)('every expression of the corpus evaluates', () => {
  test.each([...filesOf('alert-rules'), ...filesOf('reference')])('%s', (file) => {
    expect(failuresOf(file)).toEqual([]);
  });
});
