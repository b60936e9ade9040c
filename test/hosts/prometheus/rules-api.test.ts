import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, hasPrometheus, runPrometheus, startTrivet } from '../../compare/programs.ts';

/** Needs Debian's package prometheus; a run of CI has it. */
const describeReal = hasPrometheus || process.env.CI ? describe : describe.skip;

const RULES = `groups:
  - name: first
    interval: 1s
    limit: 10
    rules:
      - record: answer
        expr: vector(42)
        labels: {team: a}
      - record: plain
        expr: answer * 2
      - alert: Fires
        expr: answer > 1e-3
        labels: {severity: "{{ if gt $value 40.0 }}high{{ end }}"}
        annotations: {summary: "{{ $labels.team }} is {{ $value | humanize }}"}
      - alert: Waits
        expr: plain
          ==   84
        for: 1h
        keep_firing_for: 5m
      - alert: Fails
        expr: answer * on() group_left() (vector(1) or label_replace(vector(1), "a", "b", "", ""))
      - alert: Never
        expr: answer < 0
  - name: second
    interval: 1s
    rules:
      - record: other
        expr: sum(answer)
`;

interface RuleJson {
  name: string;
  state?: string;
  health: string;
  lastEvaluation: string;
  evaluationTime: number;
  lastError?: string;
  alerts?: { activeAt: string }[];
}
type GroupJson = {
  name: string;
  file: string;
  rules: RuleJson[];
  lastEvaluation: string;
  evaluationTime: number;
};

describeReal("rules beside Debian's Prometheus with the same rule file", () => {
  let dir: string;
  let prometheus: Api;
  let trivet: Api;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'trivet-rules-api-'));
    const file = join(dir, 'all.rules.yml');
    writeFileSync(file, RULES);
    mkdirSync(join(dir, 'trivet'));
    prometheus = await runPrometheus(dir, `rule_files: [${file}]\n`);
    trivet = await startTrivet(join(dir, 'trivet'), [], {
      scrape: 'off',
      hostMetrics: 'off',
      fixedSettings: { settings: { alerts: { files: [file] } }, by: 'the test' },
    });
    for (const api of [prometheus, trivet]) await settled(api);
  }, 120_000);

  afterAll(async () => {
    await prometheus?.stop();
    await trivet?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  async function ask<T>(api: Api, path: string): Promise<T> {
    const answer = await fetch(`${api.url}/api/v1/${path}`, { headers: api.headers });
    return ((await answer.json()) as { data: T }).data;
  }
  const groups = async (api: Api, query = ''): Promise<GroupJson[]> =>
    (await ask<{ groups: GroupJson[] }>(api, `rules${query}`)).groups;

  /** Every rule was evaluated with what those before it gave. */
  async function settled(api: Api): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      const rules = (await groups(api)).flatMap((group) => group.rules);
      const waits = rules.find(({ name }) => name === 'Waits');
      if (waits?.state === 'pending' && rules.every(({ health }) => health !== 'unknown')) return;
      await sleep(100);
    }
    throw new Error('rules were not evaluated');
  }

  /** What differs from run to run is only there or not. */
  const masked = (all: readonly GroupJson[]) =>
    all.map((group) => ({
      ...group,
      lastEvaluation: typeof group.lastEvaluation,
      evaluationTime: typeof group.evaluationTime,
      rules: group.rules.map((rule) => ({
        ...rule,
        lastEvaluation: /^\d{4}-/.test(rule.lastEvaluation),
        evaluationTime: typeof rule.evaluationTime,
        ...(rule.lastError === undefined ? {} : { lastError: typeof rule.lastError }),
        ...(rule.alerts ? { alerts: rule.alerts.map(maskedAlert) } : {}),
      })),
    }));
  const maskedAlert = (alert: { activeAt: string }) => ({
    ...alert,
    activeAt: /^\d{4}-.*Z$/.test(alert.activeAt),
  });

  for (const query of ['', '?type=alert', '?type=record']) {
    test(`/rules${query} has the same fields and values`, async () => {
      // Groups that a filter leaves nothing of are left out since Prometheus 2.46.
      const theirs = (await groups(prometheus, query)).filter(({ rules }) => rules.length > 0);
      expect(masked(await groups(trivet, query))).toEqual(masked(theirs));
    });
  }

  test('/alerts has the same alerts', async () => {
    const of = async (api: Api) =>
      (await ask<{ alerts: { activeAt: string }[] }>(api, 'alerts')).alerts.map(maskedAlert);
    const byText = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    expect((await of(trivet)).sort(byText)).toEqual((await of(prometheus)).sort(byText));
  });

  test('filters leave the rules, groups and files that are named', async () => {
    const names = async (query: string) =>
      (await groups(trivet, query)).map(({ name, rules }) => [name, ...rules.map((rule) => rule.name)]);
    expect(await names('?rule_name[]=Fires&rule_name[]=other')).toEqual([
      ['first', 'Fires'],
      ['second', 'other'],
    ]);
    expect(await names('?rule_group[]=second')).toEqual([['second', 'other']]);
    expect(await names('?file[]=/nowhere.yml')).toEqual([]);
    expect(await names(`?match[]=${encodeURIComponent('{team="a"}')}`)).toEqual([['first', 'answer']]);
    const [first] = await groups(trivet, '?type=alert&exclude_alerts=true');
    expect(first?.rules.every((rule) => rule.alerts === undefined)).toBe(true);
  });

  test('a kind of rule that there is not is refused', async () => {
    const answer = await fetch(`${trivet.url}/api/v1/rules?type=other`, { headers: trivet.headers });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        status: 'error',
        errorType: 'bad_data',
        error: 'invalid parameter "type": not supported value "other"',
      },
    ]);
  });
});
