import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { alertCourses } from '../../../../electron/engine/alerts/manager/courses.ts';
import { RuleFileAccess } from '../../../../electron/engine/alerts/manager/rule-file-access.ts';
import { tempDir } from '../../../temp-dir.ts';
import { type RunningRules, rulesOnOneStore, type Series, writeRules } from './running-rules.ts';

const { run: runRules } = rulesOnOneStore();

const alertRule = (expr: string, more = '') => `groups:
  - name: g
    rules:
      - alert: Low
        expr: ${expr}
${more.replace(/^/gm, '        ')}
`;
const LOW = alertRule('stock < 10', 'for: 30s');
const stock = (value: number) => (): Series[] => [['stock', { product: 'pen' }, value]];
const HOUR_S = 3_600;

const names = ({ rules }: RunningRules) => rules.status().rules.map(({ name }) => name);

describe('what rules give', () => {
  it('is seen by later rules of the group at the same time, and stored with its end', async () => {
    const running = await runRules(`groups:
  - name: g
    rules:
      - {record: "stock:twice", expr: stock * 2, labels: {shop: a}}
      - {record: "stock:four", expr: "stock:twice * 2"}
`);
    await running.pass(30, stock(3));
    await running.pass(360);
    const series = await running.store.read('promql.select', {
      matchers: [{ name: '__name__', op: '=~', value: 'stock:.*' }],
      startMs: 0,
      endMs: running.clock.now(),
    });
    const of = (name: string) => series.find(({ labels }) => labels[0]?.[1] === name);
    expect(of('stock:four')?.values[0]).toBe(12);
    expect(of('stock:twice')?.labels.slice(1)).toEqual([
      ['product', 'pen'],
      ['shop', 'a'],
    ]);
    // The same first time: the second rule did not wait for the first one's sample to be stored.
    expect(of('stock:four')?.timesMs[0]).toBe(of('stock:twice')?.timesMs[0]);
    expect(of('stock:four')?.values.at(-1)).toBeNaN();
  });

  it('of an alert tells when it was pending and firing', async () => {
    const running = await runRules(LOW);
    await running.pass(120, stock(3));
    await running.pass(60, stock(30));
    const matchers = [{ name: '__name__', op: '=' as const, value: 'ALERTS' }];
    const endMs = running.clock.now();
    const { courses } = alertCourses(
      await running.store.read('promql.select', { matchers, startMs: 0, endMs }),
      endMs,
      10,
    );
    expect(courses).toHaveLength(1);
    expect(courses[0]?.labels).toEqual([
      ['alertname', 'Low'],
      ['product', 'pen'],
    ]);
    const [pending, firing] = courses[0]?.spans ?? [];
    expect([pending?.state, firing?.state]).toEqual(['pending', 'firing']);
    expect((pending?.endMs ?? 0) - (pending?.startMs ?? 0)).toBe(30_000);
    expect(firing?.startMs).toBe(pending?.endMs);
    expect(firing?.endMs).toBeLessThan(endMs);
  });

  it('is refused for a rule that gives more than one may, while the others go on', async () => {
    const running = await runRules(`groups:
  - name: g
    rules:
      - {alert: Many, expr: "count_values('n', many) > 0"}
      - {alert: All, expr: many >= 0}
      - {alert: Few, expr: many == 7}
`);
    const many: Series[] = Array.from({ length: 10_000 }, (_, i) => ['many', { i: String(i) }, i]);
    const more: Series[] = many.map(([, labels, value]) => ['more', labels, value]);
    running.clock.nowMs += 15_000;
    await running.give(...many, ...more);
    writeRules(
      running.rules.ownRulesPath,
      `groups:
  - name: g
    rules:
      - {alert: Both, expr: '{__name__=~"many|more"} >= 0'}
      - {alert: Few, expr: many == 7}
`,
    );
    await running.rules.reload();
    await running.pass(15);
    const [both, few] = running.rules.status().rules;
    expect(both?.health).toBe('failed');
    expect(both?.lastError).toBe('gives 20000 alerts, and one rule may give 10000');
    expect(few?.state).toBe('firing');
    expect(running.alerts).toEqual(['firing Few i=7']);
  });

  it('is nothing for a rule whose evaluation fails, which says why', async () => {
    const running = await runRules(alertRule('stock * on() stock'));
    await running.pass(30, () => [
      ['stock', { product: 'pen' }, 1],
      ['stock', { product: 'ink' }, 1],
    ]);
    const { rules, counts } = running.rules.status();
    expect(rules[0]?.lastError).toMatch(/^found duplicate series for the match group/);
    expect(counts.failedRules).toBe(1);
  });
});

describe('rule files', () => {
  it('that become faulty are refused whole with the line, and what they said goes on', async () => {
    const running = await runRules(LOW);
    await running.pass(60, stock(3));
    writeRules(running.rules.ownRulesPath, `${LOW}      - alert: Other\n        expr: sum(\n`);
    await running.rules.reload();
    const [file] = running.rules.status().files;
    expect(file).toMatchObject({ state: 'refused', own: true, errors: [{ line: 8 }] });
    expect(running.rules.problems()).toMatchObject([
      { cure: 'Until it is mended, what it last said rightly goes on.' },
    ]);
    await running.pass(15, stock(3));
    expect(running.alerts).toEqual(['firing Low product=pen']);

    writeRules(running.rules.ownRulesPath, LOW);
    await running.rules.reload();
    expect(running.rules.status().files[0]?.state).toBe('loaded');
    expect(running.rules.problems()).toEqual([]);
  });

  it('are read again when they change, and rules that stayed keep their alerts', async () => {
    const running = await runRules(LOW);
    await running.pass(90, stock(3));
    const before = running.rules.status().alerts[0];
    writeRules(
      running.rules.ownRulesPath,
      LOW.replace('rules:', 'rules:\n      - {alert: New, expr: stock > 100}'),
    );
    await vi.waitFor(() => expect(names(running)).toEqual(['New', 'Low']), 20_000);
    await running.pass(15, stock(3));
    const [after] = running.rules.status().alerts;
    expect(after).toMatchObject({ state: 'firing', activeAtMs: before?.activeAtMs, ruleId: before?.ruleId });
  });

  it('end what their rules said when these are gone', async () => {
    const running = await runRules(LOW);
    await running.pass(90, stock(3));
    running.posted.length = 0;
    rmSync(running.rules.ownRulesPath);
    await running.rules.reload();
    expect(running.rules.status()).toMatchObject({ rules: [], alerts: [], files: [{ state: 'missing' }] });
    expect(running.over.length).toBe(1);
    await running.rules.settled();
    const [series] = await running.store.read('promql.select', {
      matchers: [{ name: '__name__', op: '=', value: 'ALERTS_FOR_STATE' }],
      startMs: 0,
      endMs: running.clock.now(),
    });
    expect(series?.values.at(-1)).toBeNaN();
  });

  it('are taken from paths, folders, globs, prometheus.yml and opened projects, and other YAML is left alone', async () => {
    const dir = tempDir();
    const put = (path: string, text: string) => {
      mkdirSync(join(dir, path, '..'), { recursive: true });
      writeFileSync(join(dir, path), text);
    };
    const named = (name: string) => LOW.replace('alert: Low', `alert: ${name}`);
    put('one.yml', named('One'));
    put('folder/two.yaml', named('Two'));
    put('folder/compose.yml', 'services: {web: {image: web}}\n');
    put('glob/a.rules', named('Glob'));
    put('project/prometheus/shop.rules.yml', named('Project'));
    put('project/alerts.yml', named('Alerts'));
    put('project/eslint-rules.yml', 'rules: {semi: error}\n');
    put('project/other.yml', named('NotTaken'));
    put('prom/p.yml', named('Prom'));
    const running = await runRules(null, {
      alerts: { files: ['one.yml', 'folder', 'glob/*.rules', 'gone.yml'].map((path) => join(dir, path)) },
      ofPrometheus: () => [{ pattern: join(dir, 'prom/*.yml'), intervalMs: 7_000 }],
    });
    running.settings.current.dashboards.folders.push(join(dir, 'project'));
    await running.rules.reload();
    const { files, groups } = running.rules.status();
    expect(names(running).sort()).toEqual(['Alerts', 'Glob', 'One', 'Project', 'Prom', 'Two']);
    expect(files.filter(({ state }) => state !== 'loaded').map(({ path, state }) => [path, state])).toEqual([
      [running.rules.ownRulesPath, 'missing'],
      [join(dir, 'gone.yml'), 'missing'],
    ]);
    expect(groups.find(({ file }) => file.includes('prom/'))?.intervalMs).toBe(7_000);
  });

  it('are written whole unless they are faulty or have changed meanwhile', async () => {
    const running = await runRules(null);
    const access = new RuleFileAccess(running.rules);
    const path = running.rules.ownRulesPath;
    const { text, version } = await access.read(path);
    expect(text).toBe('');
    await expect(access.write(path, 'groups: [{name: a, rules: [{alert: A}]}]', version)).rejects.toThrow(
      `${path}:1: group "a", rule 1, "A": field 'expr' must be set in rule`,
    );
    const written = await access.write(path, LOW, version);
    expect(names(running)).toEqual(['Low']);
    await expect(access.write(path, LOW, version)).rejects.toMatchObject({ code: 'conflict' });
    expect(await access.read(path)).toEqual({ text: LOW, version: written.version });
    await expect(access.read('/etc/passwd')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a restart', () => {
  it('leaves what fired firing, since the same time', async () => {
    const running = await runRules(LOW);
    await running.pass(120, stock(3));
    const before = running.rules.status().alerts[0];
    running.clock.nowMs += 600_000;
    await running.restart();
    await running.pass(30, stock(3));
    // Its series tells it in whole seconds.
    const activeAtMs = Math.floor((before?.activeAtMs ?? 0) / 1000) * 1000;
    expect(running.rules.status().alerts).toMatchObject([{ state: 'firing', activeAtMs }]);
  });

  it('begins a short wait anew, and leaves ten minutes of a long one', async () => {
    const running = await runRules(`groups:
  - name: g
    rules:
      - {alert: Short, expr: stock < 10, for: 5m}
      - {alert: Long, expr: stock < 10, for: 30m}
`);
    await running.pass(240, stock(3));
    const offMs = 300_000;
    running.clock.nowMs += offMs;
    const long = running.rules.status().alerts.find(({ name }) => name === 'Long');
    await running.restart();
    await running.pass(30, stock(3));
    const after = running.rules.status().alerts;
    const activeOf = (name: string) => after.find((alert) => alert.name === name)?.activeAtMs ?? 0;
    expect(after.map(({ state }) => state)).toEqual(['pending', 'pending']);
    expect(running.clock.now() - activeOf('Short')).toBeLessThan(60_000);
    // The time off does not count: what was left is left.
    const movedMs = activeOf('Long') - (long?.activeAtMs ?? 0);
    expect(Math.abs(movedMs - offMs)).toBeLessThan(30_000);
  });

  it('after more than an hour begins anew', async () => {
    const running = await runRules(LOW);
    await running.pass(120, stock(3));
    running.clock.nowMs += 2 * HOUR_S * 1000;
    await running.restart();
    await running.pass(30, stock(3));
    expect(running.rules.status().alerts).toMatchObject([{ state: 'pending' }]);
  });
});

describe('time that does not pass as it should', () => {
  const jump = async (seconds: number) => {
    const running = await runRules(`groups:
  - name: g
    rules:
      - {alert: Low, expr: stock < 10, for: 30s, annotations: {n: "{{ $value }}"}}
      - {alert: Gone, expr: absent(stock)}
      - {alert: Waiting, expr: stock < 10, for: 2h}
`);
    await running.give(...stock(3)());
    await running.pass(120, stock(3));
    expect(running.alerts[0]).toBe('firing Low product=pen');
    const before = running.rules.status();
    running.posted.length = 0;
    running.clock.nowMs += seconds * 1000;
    await running.rules.tick();
    return { running, before };
  };

  for (const [what, seconds] of [
    ['a sleep of ten minutes', 600],
    ['a day forward', 24 * HOUR_S],
  ] as const) {
    it(`${what} is missed, ends nothing and begins nothing`, async () => {
      const { running, before } = await jump(seconds);
      // What fires is told again at once, before others take it for over.
      expect(running.posted.map(({ endsAtMs }) => endsAtMs > running.clock.now())).toEqual([true]);
      await running.pass(180, stock(3));
      expect(running.alerts.filter((text) => !text.includes('Waiting'))).toEqual(['firing Low product=pen']);
      expect(running.over.length).toBe(0);
      const { groups, alerts } = running.rules.status();
      const missed = (groups[0]?.missed ?? 0) - (before.groups[0]?.missed ?? 0);
      expect(missed).toBeGreaterThanOrEqual(Math.floor(seconds / 15));
      expect(missed).toBeLessThanOrEqual(Math.floor(seconds / 15) + 8);
      const waiting = alerts.find(({ name }) => name === 'Waiting');
      expect(running.clock.now() - (waiting?.activeAtMs ?? 0)).toBeLessThan(600_000);
    });
  }

  it('a minute back goes on, without anything ending', async () => {
    const { running } = await jump(-60);
    await running.pass(240, stock(3));
    expect(running.alerts.slice(0, 1)).toEqual(['firing Low product=pen']);
    expect(running.over.length).toBe(0);
    running.posted.length = 0;
    await running.pass(45, stock(30));
    expect(running.over.length).toBe(1);
  });

  it('a day back leaves alerts as they are and says until when, for series take nothing older', async () => {
    const { running } = await jump(-24 * HOUR_S);
    await running.pass(300, stock(3));
    expect(running.alerts.slice(0, 1)).toEqual(['firing Low product=pen']);
    expect(running.over.length).toBe(0);
    expect(running.posted.length).toBeGreaterThan(3);
    expect(running.rules.problems()).toMatchObject([{ key: 'rules:clock', severity: 'warning' }]);
  });

  it('evaluates every group once in its interval, at its own place in it', async () => {
    const running = await runRules(`groups:
  - {name: a, interval: 30s, rules: [{record: at, expr: time()}]}
  - {name: b, interval: 30s, rules: [{record: bt, expr: time()}]}
`);
    await running.pass(300, () => [], 5);
    const series = await running.store.read('promql.select', {
      matchers: [{ name: '__name__', op: '=~', value: 'at|bt' }],
      startMs: 0,
      endMs: running.clock.now(),
    });
    for (const { timesMs, values } of series) {
      expect(timesMs.length).toBeGreaterThanOrEqual(9);
      expect([...timesMs.slice(1)].every((time, i) => time - (timesMs[i] ?? 0) === 30_000)).toBe(true);
      expect(values[0]).toBe((timesMs[0] ?? 0) / 1000);
    }
    expect((series[0]?.timesMs[0] ?? 0) % 30_000).not.toBe((series[1]?.timesMs[0] ?? 0) % 30_000);
    expect(running.rules.status().groups.map(({ missed }) => missed)).toEqual([0, 0]);
  });
});

it('runs no thread while there are no rules', async () => {
  const running = await runRules(null);
  await running.pass(60, stock(3));
  expect(running.rules.runs).toBe(false);
  writeRules(running.rules.ownRulesPath, LOW);
  await running.rules.reload();
  expect(running.rules.runs).toBe(true);
  rmSync(running.rules.ownRulesPath);
  await running.rules.reload();
  expect(running.rules.runs).toBe(false);
});

it('puts external labels on what is posted, below its own', async () => {
  const running = await runRules(LOW, {
    alerts: {
      externalLabels: [
        ['site', 'home'],
        ['product', 'any'],
      ],
    },
  });
  await running.pass(90, stock(3));
  expect(running.posted[0]?.labels).toEqual([
    ['alertname', 'Low'],
    ['product', 'pen'],
    ['site', 'home'],
  ]);
  expect(running.alerts).toEqual(['firing Low product=pen']);
});
