import { expect, test } from 'vitest';
import { answersOf } from '../../../../renderer/views/traces/trace/answers/answers.ts';
import {
  foundInOrder,
  matchTexts,
  stepHit,
} from '../../../../renderer/views/traces/trace/find/match-texts.ts';
import { callGraph, placeNodes } from '../../../../renderer/views/traces/trace/graph/call-graph.ts';
import { FAILED, minimapRuns } from '../../../../renderer/views/traces/trace/minimap-runs.ts';
import { buildFlameModel } from '../../../../renderer/views/traces/trace/model/flame-model.ts';
import { buildTraceModel } from '../../../../renderer/views/traces/trace/model/trace-model.ts';
import {
  operationStats,
  sortedStats,
} from '../../../../renderer/views/traces/trace/stats/operation-stats.ts';
import { traceFixture } from '../../../shared/trace-analysis/trace-fixture.ts';

const model = buildTraceModel(
  traceFixture([
    { name: 'GET /', service: 'web', start: 0, end: 1000, error: true },
    { name: 'load', service: 'api', parent: 0, start: 100, end: 900, error: true },
    ...Array.from({ length: 12 }, (_, i) => ({
      name: 'SELECT',
      service: 'db',
      kind: 3,
      parent: 1,
      start: 100 + i * 50,
      end: 140 + i * 50,
    })),
    { name: 'callback', service: 'web', parent: 1, start: 800, end: 850, error: true },
  ]),
);

test('text is found in operations and services, whatever its case', () => {
  expect([...matchTexts(model.detail, 'select')].filter(Boolean)).toHaveLength(12);
  expect([...matchTexts(model.detail, 'WEB')].filter(Boolean)).toHaveLength(2);
});

test('finds are stepped through in the order of the lines, round the end', () => {
  const { lineOf } = model.folded;
  const hits = foundInOrder(matchTexts(model.detail, 'web'), lineOf);
  expect([...hits]).toEqual([0, 14]);
  expect(stepHit(hits, lineOf, null, 1)).toBe(0);
  expect(stepHit(hits, lineOf, 0, 1)).toBe(14);
  expect(stepHit(hits, lineOf, 14, 1)).toBe(0);
  expect(stepHit(hits, lineOf, 5, -1)).toBe(0);
  expect(stepHit(new Uint32Array(), lineOf, 5, 1)).toBeNull();
});

test('statistics by operation count, sum, and name the slowest span', () => {
  const select = operationStats(model, 'operation').find(({ operation }) => operation === 'SELECT');
  expect(select).toMatchObject({
    count: 12,
    totalNano: 480,
    selfNano: 480,
    meanNano: 40,
    p95Nano: 40,
    errors: 0,
  });
  const services = operationStats(model, 'service');
  expect(services.map(({ service, count, errors }) => [service, count, errors])).toEqual(
    expect.arrayContaining([
      ['web', 2, 2],
      ['api', 1, 1],
      ['db', 12, 0],
    ]),
  );
  expect(services.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  expect(sortedStats(services, 'count', true)[0]?.service).toBe('db');
});

test('the call graph has a layer for each step away from the root, and survives a call back', () => {
  const graph = callGraph(model);
  const layerOf = (name: string) =>
    graph.nodes.find(({ service }) => model.detail.services[service] === name)?.layer;
  expect([layerOf('web'), layerOf('api'), layerOf('db')]).toEqual([0, 1, 2]);
  expect(graph.edges).toHaveLength(3);
  expect(placeNodes(graph).placed).toHaveLength(3);
});

test('what stands out names the root cause first, then what is unusual, then N+1 calls', () => {
  const baselines = [{ service: 'api', name: 'load', spans: 50, p50Nano: 80, p95Nano: 100 }];
  const answers = answersOf(model, baselines);
  expect(answers[0]).toMatchObject({ kind: 'cause', span: 14 });
  expect(answers.find(({ kind }) => kind === 'unusual')).toMatchObject({ span: 1, tail: '8.00 × its p95' });
  expect(answers.find(({ kind }) => kind === 'repeats')).toMatchObject({ head: 'N+1 12 ×' });
  expect(answersOf(model, []).some(({ kind }) => kind === 'unusual')).toBe(false);
});

test('a row of the minimap shows the service with most spans, and a failure above all', () => {
  const detail = traceFixture([
    { name: 'a', service: 'web', start: 0, end: 100 },
    { name: 'b', service: 'db', start: 0, end: 50 },
    { name: 'c', service: 'db', start: 10, end: 50 },
    { name: 'd', service: 'db', start: 80, end: 90, error: true },
  ]);
  expect(minimapRuns(detail, 100, 0, 1, 10)).toEqual([
    { from: 0, to: 1, service: 0 },
    { from: 1, to: 5, service: 1 },
    { from: 5, to: 8, service: 0 },
    { from: 8, to: 9, service: FAILED },
    { from: 9, to: 10, service: 0 },
  ]);
});

test('a flame graph has a frame for each span, parents first, and the layout that goes with it', () => {
  const { span, frameOf, columns, layout } = buildFlameModel(model);
  expect([...span].sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, i) => i));
  expect(columns.parent.every((parent, frame) => parent < frame)).toBe(true);
  expect(layout.depth[frameOf[2]!]).toBe(2);
});
