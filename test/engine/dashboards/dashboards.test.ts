import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { builtinDashboards } from '../../../electron/engine/dashboards/builtin/builtin.ts';
import type { DashboardSummary } from '../../../shared/contract/dashboards.ts';
import { dashboardText, parseDashboard } from '../../../shared/dashboards/document.ts';
import { queryFault } from '../../../shared/dashboards/grafana/convert.ts';
import { arranged } from '../../../shared/dashboards/grid-layout.ts';
import { newDashboard, newPanel, newQuery } from '../../../shared/dashboards/model.ts';
import { sharedEngine } from '../shared-engine.ts';

const shared = sharedEngine({});
const folder = mkdtempSync(join(tmpdir(), 'trivet-dashboards-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const own = () => join(shared.engine.dataDir, 'dashboards');
const panel = newPanel({
  id: 1,
  kind: 'timeseries',
  grid: { x: 0, y: 0, w: 12, h: 8 },
  queries: [newQuery({ id: 'A', expr: 'up' })],
});
const json = (title: string) => dashboardText(newDashboard({ title, panels: [panel] }));
const save = (title: string) => shared.client.call('dashboards.save', { id: null, json: json(title) });

beforeEach(() => rmSync(own(), { recursive: true, force: true }));

test('a saved dashboard is a file that is read back as it was', async () => {
  const summary = await save('My shop: orders/s');
  expect(summary).toMatchObject({
    id: 'my-shop-orders-s',
    origin: 'file',
    panels: 1,
    readOnly: false,
    fault: null,
  });
  expect(readFileSync(join(own(), 'my-shop-orders-s.json'), 'utf8')).toBe(json('My shop: orders/s'));
  expect((await shared.client.call('dashboards.get', { id: summary.id })).json).toBe(
    json('My shop: orders/s'),
  );
});

test('two of the same title are two files, and none is left half written', async () => {
  const [a, b] = await Promise.all([save('Same'), save('Same')]);
  expect([a.id, b.id]).toEqual(['same', 'same-2']);
  expect(readdirSync(own()).sort()).toEqual(['same-2.json', 'same.json']);
});

test.each([['../../etc/passwd'], ['..'], ['CON'], ['日本'], ['a'.repeat(255)]])(
  'a title such as %s never leads out of the folder',
  async (title) => {
    const { id, path } = await save(title);
    expect(id).toMatch(/^[a-z0-9][a-z0-9-]*$/);
    expect(path).toBe(join(own(), `${id}.json`));
    expect(id).not.toBe('con');
  },
);

test.each([['../engine'], ['..%2f..%2fx'], ['/etc/passwd'], ['builtin:none']])(
  'an id such as %s names nothing',
  async (id) => {
    await expect(shared.client.call('dashboards.get', { id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(shared.client.call('dashboards.delete', { id })).rejects.toMatchObject({
      code: 'not_found',
    });
  },
);

test('a file that somebody else changed is not overwritten unasked', async () => {
  const { id, path, modifiedMs } = await save('Shared');
  utimesSync(path as string, new Date(), new Date((modifiedMs as number) + 5_000));
  const asked = { id, json: json('Mine'), basedOnMs: modifiedMs };
  await expect(shared.client.call('dashboards.save', asked)).rejects.toMatchObject({ code: 'conflict' });
  const saved = await shared.client.call('dashboards.save', { ...asked, basedOnMs: null });
  expect(saved.title).toBe('Mine');
});

test('of two changes based on the same file one is refused', async () => {
  const { id, modifiedMs, path } = await save('Raced');
  utimesSync(path as string, new Date(1_000), new Date(1_000));
  const { summary } = await shared.client.call('dashboards.get', { id });
  expect(summary.modifiedMs).not.toBe(modifiedMs);
  const results = await Promise.allSettled(
    ['One', 'Two'].map((title) =>
      shared.client.call('dashboards.save', { id, json: json(title), basedOnMs: summary.modifiedMs }),
    ),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a broken document is refused with its place', async () => {
  const broken = json('x').replace('"timeseries"', '"sparkles"');
  await expect(shared.client.call('dashboards.save', { id: null, json: broken })).rejects.toMatchObject({
    code: 'invalid_params',
    message: expect.stringContaining('panels[0].kind'),
  });
});

test('a bad file is listed with what is wrong, and the others with it', async () => {
  await save('Good');
  writeFileSync(join(own(), 'bad.json'), '{ "format": "trivet/dashboard", "version": 1, "title": 5 }');
  writeFileSync(join(own(), 'worse.json'), '{');
  const list = await shared.client.call('dashboards.list', {});
  const faults = Object.fromEntries(
    list.filter(({ origin }) => origin === 'file').map(({ id, fault }) => [id, fault]),
  );
  expect(faults).toEqual({
    good: null,
    bad: expect.stringContaining('title'),
    worse: expect.stringContaining('not JSON'),
  });
  await expect(shared.client.call('dashboards.get', { id: 'bad' })).rejects.toMatchObject({
    code: 'invalid_params',
  });
});

test('a document of a newer version says so', async () => {
  const newer = json('x').replace('"version": 1', '"version": 2');
  await expect(shared.client.call('dashboards.save', { id: null, json: newer })).rejects.toMatchObject({
    message: expect.stringContaining('newer version'),
  });
});

test('a dashboard of Grafana is imported, and what does not fit is told by panel', async () => {
  const grafana = {
    title: 'From Grafana',
    schemaVersion: 39,
    panels: [
      {
        id: 1,
        type: 'timeseries',
        title: 'CPU',
        gridPos: { x: 0, y: 0, w: 12, h: 8 },
        targets: [{ refId: 'A', expr: 'up' }],
      },
      { id: 2, type: 'news', title: 'News', gridPos: { x: 12, y: 0, w: 12, h: 8 } },
    ],
  };
  const { summary, notes } = await shared.client.call('dashboards.import', { json: JSON.stringify(grafana) });
  expect(summary).toMatchObject({ id: 'from-grafana', panels: 2 });
  expect(notes).toEqual([{ panel: 2, title: 'News', reason: 'panels of the kind news are not known' }]);
});

test('files of a project’s folder are shown beside one’s own, those of Grafana to be saved as a copy', async () => {
  writeFileSync(join(folder, 'shop.json'), json('Shop'));
  writeFileSync(
    join(folder, 'grafana.json'),
    JSON.stringify({ title: 'Old', panels: [], schemaVersion: 16 }),
  );
  writeFileSync(join(folder, 'package.json'), '{"name":"shop"}');
  mkdirSync(join(folder, 'folder.json'));
  symlinkSync(join(folder, 'gone'), join(folder, 'dangling.json'));
  await shared.client.call('settings.set', { settings: { dashboards: { folders: [folder] } } });
  const list = (await shared.client.call('dashboards.list', {})).filter(({ path }) =>
    path?.startsWith(folder),
  );
  expect(list.map(({ title, readOnly }) => [title, readOnly])).toEqual([
    ['Old', true],
    ['Shop', false],
  ]);
  const [old, shop] = list as [DashboardSummary, DashboardSummary];
  await expect(
    shared.client.call('dashboards.save', { id: old.id, json: json('x'), basedOnMs: null }),
  ).rejects.toMatchObject({ code: 'forbidden' });
  const saved = await shared.client.call('dashboards.save', {
    id: shop.id,
    json: json('Shop 2'),
    basedOnMs: shop.modifiedMs,
  });
  expect([saved.id, saved.path]).toEqual([shop.id, join(folder, 'shop.json')]);
  await shared.client.call('settings.set', { settings: { dashboards: { folders: [] } } });
});

test('the list follows the files', async () => {
  const seen: string[][] = [];
  const subscription = shared.client.subscribe(
    'dashboards.live',
    {},
    {
      event: (list) =>
        void seen.push(list.filter(({ origin }) => origin === 'file').map(({ title }) => title)),
      end: () => undefined,
      error: () => undefined,
    },
  );
  await vi.waitFor(() => expect(seen.at(-1)).toEqual([]), { timeout: 20_000 });
  mkdirSync(own(), { recursive: true });
  writeFileSync(join(own(), 'by-hand.json'), json('By hand'));
  await vi.waitFor(() => expect(seen.at(-1)).toEqual(['By hand']), { timeout: 20_000 });
  await shared.client.call('dashboards.delete', { id: 'by-hand' });
  await vi.waitFor(() => expect(seen.at(-1)).toEqual([]), { timeout: 20_000 });
  subscription.dispose();
});

describe('built-in dashboards', () => {
  test.each([...builtinDashboards])(
    '%s has only queries that can be read, on a grid that is settled',
    (_id, dashboard) => {
      expect(parseDashboard(dashboardText(dashboard))).toEqual({ ok: true, value: dashboard });
      for (const { title, queries } of dashboard.panels) {
        for (const { expr } of queries)
          expect([title, queryFault(expr, dashboard.variables)]).toEqual([title, null]);
      }
      expect(arranged(dashboard.panels).map(({ grid }) => grid)).toEqual(
        dashboard.panels.map(({ grid }) => grid),
      );
    },
  );

  test('they stay as they are', async () => {
    await expect(shared.client.call('dashboards.delete', { id: 'builtin:host' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { json: text } = await shared.client.call('dashboards.get', { id: 'builtin:host' });
    await expect(
      shared.client.call('dashboards.save', { id: 'builtin:host', json: text, basedOnMs: null }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});
